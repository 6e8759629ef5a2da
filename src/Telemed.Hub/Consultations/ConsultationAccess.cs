using Dapper;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Consultations;

/// <summary>
/// Who may see a consultation: those whose reach covers the sender's facility, the performer's or one of the pool,
/// whoever asked, read or reviewed it, and whoever is in its live session, from the patient's consent to its end (the
/// specialist until the note is signed). What a person may not see does not exist for that person.
/// </summary>
internal static class ConsultationAccess
{
    /// <summary>A predicate over <c>consultation c</c>; its parameters come from <c>Parameters</c>.</summary>
    internal const string VisibleSql = """
        (@visibleEverywhere
         OR @visiblePersonId IN (c.requester_id, c.reader_id, c.author_id, c.signed_by_id, c.second_reader_id)
         OR EXISTS (SELECT 1 FROM facility vf
                    WHERE (vf.id = c.facility_id OR vf.id = c.performer_facility_id OR vf.id = ANY (c.pool))
                      AND (vf.id = ANY (@visibleFacilities) OR vf.path && @visibleBranches))
         OR EXISTS (SELECT 1 FROM room_person vm JOIN room vr ON vr.id = vm.room_id
                    WHERE vm.person_id = @visiblePersonId AND vr.consultation_id = c.id
                      AND vm.place IN ('admitted', 'left') AND vr.consent_at IS NOT NULL
                      AND (vr.state IN ('invited', 'ready', 'waiting', 'live', 'degraded', 'interrupted')
                           OR vr.state = 'note_due' AND vr.specialist_id = @visiblePersonId)))
        """;

    /// <summary>The ids of the facilities in reach.</summary>
    internal const string ReachedFacilitiesSql = """
        SELECT vf.id FROM facility vf WHERE vf.id = ANY (@visibleFacilities) OR vf.path && @visibleBranches
        """;

    /// <summary>
    /// The same rule for statements that look at many rows: the reach is found once, not for every row.
    /// </summary>
    internal const string VisibleInListsSql = $"""
        (@visibleEverywhere
         OR c.facility_id IN ({ReachedFacilitiesSql}) OR c.performer_facility_id IN ({ReachedFacilitiesSql})
         OR c.pool && ARRAY({ReachedFacilitiesSql})
         OR @visiblePersonId IN (c.requester_id, c.reader_id, c.author_id, c.signed_by_id, c.second_reader_id))
        """;

    /// <summary>
    /// A predicate over <c>patient p</c>: registered in the person's reach, or of a visible consultation.
    /// </summary>
    internal const string VisiblePatientSql = $"""
        (@visibleEverywhere
         OR EXISTS (SELECT 1 FROM facility pvf WHERE pvf.id = p.facility_id
                    AND (pvf.id = ANY (@visibleFacilities) OR pvf.path && @visibleBranches))
         OR EXISTS (SELECT 1 FROM consultation c WHERE c.patient_id = p.id AND {VisibleSql}))
        """;

    /// <summary>
    /// A predicate over <c>consultation c</c>: false while its reports are closed to a reader who has been asked blind
    /// and has not given his own reading yet.
    /// </summary>
    internal const string ReportsOpenSql = """
        NOT (c.state = 'second_opinion' AND c.second_blind AND @visibleReads
             AND @visiblePersonId <> c.requester_id AND @visiblePersonId IS DISTINCT FROM c.author_id
             AND @visiblePersonId IS DISTINCT FROM c.signed_by_id AND @visiblePersonId IS DISTINCT FROM c.reader_id
             AND NOT EXISTS (SELECT 1 FROM consultation_message sm
                             WHERE sm.consultation_id = c.id AND sm.person_id = @visiblePersonId
                               AND sm.kind = 'second_opinion_reading' AND sm.created_at >= c.state_since))
        """;

    private const string MaySeeSql = $"""
        SELECT EXISTS (SELECT 1 FROM consultation c WHERE c.id = @id AND {VisibleSql})
        """;

    private const string MaySeePatientSql = $"""
        SELECT EXISTS (SELECT 1 FROM patient p WHERE p.id = @id AND {VisiblePatientSql})
        """;

    /// <summary>The parameters of the predicates, to which a statement adds its own.</summary>
    internal static DynamicParameters Parameters(
        CurrentPerson person, Permission permission = Permission.ViewConsultations)
    {
        var parameters = Parameters(person.Id, person.ReachFor(permission));
        parameters.Add("visibleReads", person.Has(Permission.WriteReport));
        return parameters;
    }

    internal static DynamicParameters Parameters(PersonId person, Reach reach)
    {
        var parameters = new DynamicParameters();
        parameters.Add("visibleEverywhere", reach.WholeSystem);
        parameters.Add("visiblePersonId", person.Value);
        parameters.Add("visibleFacilities", reach.Facilities.Select(facility => facility.Value).ToArray());
        parameters.Add("visibleBranches", reach.Branches.Select(facility => facility.Value).ToArray());
        return parameters;
    }

    /// <summary>Whether the person may see the consultation.</summary>
    internal static Task<bool> MaySee(
        Reading reading, CurrentPerson person, ConsultationId consultation, CancellationToken cancel)
    {
        var parameters = Parameters(person);
        parameters.Add("id", consultation.Value);
        return reading.Row<bool>(MaySeeSql, parameters, cancel);
    }

    /// <summary>Whether the person may see the patient's record.</summary>
    internal static Task<bool> MaySeePatient(Reading reading, CurrentPerson person, PatientId patient,
        CancellationToken cancel)
    {
        var parameters = Parameters(person, Permission.ViewPatients);
        parameters.Add("id", patient.Value);
        return reading.Row<bool>(MaySeePatientSql, parameters, cancel);
    }
}
