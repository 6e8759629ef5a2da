using Telemed.Domain.Access;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Facilities;

internal static class FacilityRoutes
{
    public static void MapFacilities(this IEndpointRouteBuilder routes)
    {
        var facilities = routes.MapGroup("/api/facilities");
        facilities.MapGet("", ListFacilities.Handle).Needs(Permission.ViewDirectory);
        facilities.MapPost("", AddFacility.Handle).Needs(Permission.ManageFacilities);
        facilities.MapPut("/{id:guid}", ChangeFacility.Handle).Needs(Permission.ManageFacilities);

        var pairings = routes.MapGroup("/api/pairings");
        pairings.MapGet("", ManagePairings.List).Needs(Permission.ViewDirectory);
        pairings.MapPost("", ManagePairings.Add).Needs(Permission.ManagePairings);
        pairings.MapDelete("/{id:guid}", ManagePairings.Remove).Needs(Permission.ManagePairings);

        var duties = routes.MapGroup("/api/duties");
        duties.MapGet("", ManageDuties.List).Needs(Permission.ViewDirectory);
        duties.MapGet("/now", ManageDuties.Now).Needs(Permission.ViewDirectory);
        duties.MapPost("", ManageDuties.Add).Needs(Permission.ManageRosters);
        duties.MapDelete("/{id:guid}", ManageDuties.Remove).Needs(Permission.ManageRosters);
    }
}
