using Telemed.Domain.Access;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Catalogue;

internal static class CatalogueRoutes
{
    public static void AddCatalogue(this IServiceCollection services) => services.AddSingleton<CodeBook>();

    public static void MapCatalogue(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/catalogue", ShowCatalogue.Handle).SignedIn("names of codes, which every page shows");
        routes.MapGet("/api/templates/{code}", ShowTemplate.Handle).SignedIn("empty forms, which hold no data");
        routes.MapPost("/api/services", SaveService.Add).Needs(Permission.ManageCatalogue);
        routes.MapPut("/api/services/{code}", SaveService.Change).Needs(Permission.ManageCatalogue);
    }
}
