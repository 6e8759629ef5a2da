using Telemed.Domain.Access;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Pathology;

internal static class SlideRoutes
{
    public static void AddSlides(this IServiceCollection services)
    {
        services.AddSingleton<SlideAccess>();
        services.AddSingleton<OpenSlides>();
        services.AddSingleton<SlideBytes>();
        services.AddSingleton<ArrivingSlides>();
    }

    public static void MapSlides(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/slides/{id:guid}", ViewSlide.Handle).Needs(Permission.ViewRecordings);
        app.MapGet("/slides/{id:guid}/tiles/{level:int}/{place}", ViewTile.Handle).Needs(Permission.ViewRecordings);
        app.MapGet("/slides/{id:guid}/thumbnail", ViewBeside.Thumbnail).Needs(Permission.ViewRecordings);
        app.MapGet("/slides/{id:guid}/beside/{name}", ViewBeside.Handle).Needs(Permission.ViewRecordings);
    }
}
