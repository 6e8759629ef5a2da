using System.Collections.Frozen;
using static Telemed.Domain.Access.Permission;
using static Telemed.Domain.Access.ReachKind;

namespace Telemed.Domain.Access;

/// <summary>
/// Who may do what, and how far it carries: the one table of role x permission. What a table row does not name is
/// not allowed. Reporters reach beyond their branch only through consultations routed to their facility, because
/// their facility then takes part in the record (see <see cref="Reach"/>).
/// </summary>
public static class AccessRules
{
    private static readonly FrozenDictionary<(Role, Permission), ReachKind> Table = Rows().ToFrozenDictionary();

    /// <summary>How far one role carries one permission.</summary>
    public static ReachKind ReachOf(Role role, Permission permission) =>
        Table.GetValueOrDefault((role, permission), None);

    /// <summary>The reach of a person for a permission: everything any of the roles gives.</summary>
    public static Reach ReachOf(IEnumerable<RoleAt> roles, Permission permission) =>
        roles.Aggregate(Reach.Nothing, (reach, held) => reach.With(ReachOf(held.Role, permission), held.Facility));

    private static Dictionary<(Role, Permission), ReachKind> Rows()
    {
        var rows = new Dictionary<(Role, Permission), ReachKind>();
        AddSenders(rows);
        AddDesk(rows);
        AddReaders(rows);
        AddOffice(rows);
        return rows;
    }

    private static void AddSenders(Dictionary<(Role, Permission), ReachKind> rows)
    {
        Permission[] sender =
        [
            ViewPatients, EditPatients, ViewConsultations, StartConsultation, SendConsultation, AnswerInfo,
            CancelConsultation, AcknowledgeReport, RecordAction, AskSecondOpinion, ReopenConsultation, UploadFiles,
            ViewRecordings, ViewReports, RaiseColour, AnswerCritical, JoinRoom,
        ];
        Give(rows, Role.VillageClinician, OwnFacility, sender);
        // A township sends for its villages (proxy sender) and backs them up when a critical value finds nobody.
        Give(rows, Role.TownshipClinician, OwnBranch, sender);
        Give(rows, Role.Supervisor, OwnBranch, sender);
        Give(rows, Role.Supervisor, OwnBranch, ViewFigures);
        Give(rows, Role.Technician, OwnFacility,
            ViewPatients, EditPatients, ViewConsultations, StartConsultation, UploadFiles, ViewRecordings, AnswerInfo);
        Give(rows, Role.Device, OwnFacility, UploadFiles, ViewRecordings);
        foreach (var role in new[] { Role.VillageClinician, Role.TownshipClinician, Role.Supervisor, Role.Technician })
            Give(rows, role, WholeSystem, ViewDirectory);
    }

    private static void AddDesk(Dictionary<(Role, Permission), ReachKind> rows)
    {
        Give(rows, Role.TriageNurse, OwnBranch,
            ViewPatients, ViewConsultations, ViewRecordings, ViewReports, RaiseColour, LowerColour,
            TriageConsultation, RouteConsultation, ReturnConsultation, PauseClock, ViewDesk, JoinRoom);
        Give(rows, Role.Coordinator, OwnBranch,
            ViewPatients, ViewConsultations, ViewRecordings, ViewReports, RaiseColour, LowerColour,
            TriageConsultation, RouteConsultation, ReassignConsultation, ReturnConsultation, RejectConsultation,
            CancelConsultation, ReopenConsultation, PauseClock, ViewQueue, AnswerCritical, ViewDesk, ViewFigures,
            ManageRosters,
            ManagePairings, ResolveQuarantine, RemoveImages, ManageLegalHolds, JoinRoom);
        Give(rows, Role.TriageNurse, WholeSystem, ViewDirectory);
        Give(rows, Role.Coordinator, WholeSystem, ViewDirectory);
    }

    private static void AddReaders(Dictionary<(Role, Permission), ReachKind> rows)
    {
        Permission[] reader =
        [
            ViewPatients, ViewConsultations, ViewRecordings, ViewReports, ViewQueue, ClaimConsultation, WriteReport,
            SignReport, AmendReport, AskSecondOpinion, RejectConsultation, ReopenConsultation, RaiseColour, LowerColour,
            PauseClock, MarkCritical, AnswerCritical, UploadFiles, JoinRoom,
        ];
        foreach (var role in new[] { Role.Reporter, Role.Reviewer, Role.OnCallChief })
        {
            Give(rows, role, OwnBranch, reader);
            Give(rows, role, WholeSystem, ViewDirectory);
        }
        Give(rows, Role.Reviewer, OwnBranch, ReviewReport, CopyForTeaching);
        Give(rows, Role.OnCallChief, OwnBranch,
            ReviewReport, ReassignConsultation, RouteConsultation, TriageConsultation, DeclareUnreachable, ViewDesk,
            ViewFigures, CopyForTeaching);
    }

    private static void AddOffice(Dictionary<(Role, Permission), ReachKind> rows)
    {
        Give(rows, Role.QualityOfficer, OwnBranch,
            ViewPatients, ViewConsultations, ViewRecordings, ViewReports, ViewDesk, ViewFigures);
        Give(rows, Role.QualityOfficer, WholeSystem, ViewDirectory);
        // Running the system and reading what its people did are kept apart from each other and from records.
        Give(rows, Role.Administrator, WholeSystem,
            ViewDirectory, ManageFacilities, ManagePeople, ManageDevices, ManagePairings, ManageCatalogue,
            ManageRosters, ManageJobs, ViewAudit, ViewSystem, ViewFigures, ResolveQuarantine, RemoveImages);
        Give(rows, Role.Auditor, WholeSystem, ViewAudit, ViewDirectory, ViewSystem);
    }

    private static void Give(
        Dictionary<(Role, Permission), ReachKind> rows, Role role, ReachKind reach, params Permission[] permissions)
    {
        foreach (var permission in permissions) rows[(role, permission)] = reach;
    }
}
