using Telemed.Domain.Access;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Desk;

internal static class DeskRoutes
{
    internal static void AddDesk(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, DeskJson.Default));

    internal static void MapDesk(this IEndpointRouteBuilder app)
    {
        var desk = app.MapGroup("/api/desk");
        desk.MapGet("/now", ShowDeskNow.Handle).Needs(Permission.ViewDesk);
        desk.MapGet("/turnaround", ShowTurnaround.Handle).Needs(Permission.ViewFigures);
        desk.MapGet("/turnaround/cases", ShowTurnaround.Cases).Needs(Permission.ViewFigures);
        desk.MapGet("/volume", ShowVolume.Handle).Needs(Permission.ViewFigures);
        desk.MapGet("/breaches", ShowBreaches.Handle).Needs(Permission.ViewFigures);
    }
}
