using Dapper;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>The facilities over which a caller may use the permission of the route, for a statement.</summary>
internal sealed record CallerReach(bool Everywhere, Guid[] Facilities);

/// <summary>
/// The studies a caller may see: those of facilities within reach, and for a person those of a visible case. Outside
/// it nothing exists.
/// </summary>
internal static class ImagingScope
{
    /// <summary>A predicate over <c>imaging_study s</c>; its parameters come from <see cref="Parameters"/>.</summary>
    public const string VisibleSql = $"""
        (@at::uuid IS NULL OR s.facility_id = @at)
        AND (@visibleEverywhere OR s.facility_id = ANY (@scopeFacilities)
             OR (s.consultation_id IS NOT NULL AND EXISTS (
                 SELECT 1 FROM consultation c WHERE c.id = s.consultation_id AND {ConsultationAccess.VisibleSql})))
        """;

    private const string FacilitiesOf = "SELECT id FROM facility WHERE id = ANY (@facilities) OR path && @branches";

    /// <param name="read">Where the facilities below a branch are looked up.</param>
    /// <param name="caller">A person or a device.</param>
    /// <param name="at">The one facility that the address names, or null.</param>
    /// <param name="cancel">Ends the look-up.</param>
    public static async Task<DynamicParameters> Parameters(Reading read, CurrentCaller caller, Guid? at,
        CancellationToken cancel)
    {
        var reach = await ReachOf(read, caller, cancel);
        var parameters = caller.PersonId is { } person
            ? ConsultationAccess.Parameters(person, caller.Person!.ReachFor(Permission.ViewConsultations))
            : ConsultationAccess.Parameters(new PersonId(Guid.Empty), Reach.Nothing);
        // Whoever reads finds the studies of the cases that clinics send; a clinic's own people have theirs by
        // facility.
        parameters.Add("hasCases", caller.PersonId is not null && caller.Has(Permission.ClaimConsultation));
        parameters.Add("at", at);
        parameters.Add("visibleEverywhere", reach.Everywhere);
        parameters.Add("scopeFacilities", reach.Facilities);
        return parameters;
    }

    /// <summary>The facilities over which the caller may use the permission of this route.</summary>
    public static async Task<CallerReach> ReachOf(Reading read, CurrentCaller caller, CancellationToken cancel)
    {
        var reach = caller.Reach;
        if (reach.WholeSystem) return new CallerReach(Everywhere: true, []);
        var facilities = await read.Rows<Guid>(FacilitiesOf, new
        {
            facilities = reach.Facilities.Select(facility => facility.Value).ToArray(),
            branches = reach.Branches.Select(facility => facility.Value).ToArray(),
        }, cancel);
        return new CallerReach(Everywhere: false, [.. facilities]);
    }
}
