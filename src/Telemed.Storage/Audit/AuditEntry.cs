namespace Telemed.Storage.Audit;

/// <summary>What an event did (EventActionCode of DICOM PS3.15 A.5).</summary>
public enum AuditAction
{
    /// <summary>C: something was made.</summary>
    Create = 'C',

    /// <summary>R: something was read or shown.</summary>
    Read = 'R',

    /// <summary>U: something was changed.</summary>
    Update = 'U',

    /// <summary>D: something was deleted.</summary>
    Delete = 'D',

    /// <summary>E: something was done, such as a query or a log-in.</summary>
    Execute = 'E',
}

/// <summary>How an event ended (EventOutcomeIndicator of DICOM PS3.15 A.5).</summary>
public enum AuditOutcome
{
    /// <summary>It succeeded.</summary>
    Success = 0,

    /// <summary>It was refused or failed; the user can try again.</summary>
    MinorFailure = 4,

    /// <summary>It failed and was ended.</summary>
    SeriousFailure = 8,

    /// <summary>It failed and something became unavailable.</summary>
    MajorFailure = 12,
}

/// <summary>Event codes of DICOM PS3.16 context group 400, as audit messages name them.</summary>
public static class AuditEvents
{
    /// <summary>A program started or stopped.</summary>
    public const string ApplicationActivity = "110100";

    /// <summary>The audit log itself was read.</summary>
    public const string AuditLogUsed = "110101";

    /// <summary>A transfer of instances begins.</summary>
    public const string BeginTransferring = "110102";

    /// <summary>Instances were created, read, changed or deleted.</summary>
    public const string InstancesAccessed = "110103";

    /// <summary>Instances were transferred.</summary>
    public const string InstancesTransferred = "110104";

    /// <summary>A study was deleted.</summary>
    public const string StudyDeleted = "110105";

    /// <summary>Data left the system.</summary>
    public const string Export = "110106";

    /// <summary>Data came into the system.</summary>
    public const string Import = "110107";

    /// <summary>An order (here a consultation) was created, read, changed or ended.</summary>
    public const string OrderRecord = "110109";

    /// <summary>A patient's record was created, read, changed or deleted.</summary>
    public const string PatientRecord = "110110";

    /// <summary>A procedure's record (here a report) was created, read, changed or deleted.</summary>
    public const string ProcedureRecord = "110111";

    /// <summary>A query was made.</summary>
    public const string Query = "110112";

    /// <summary>Something that touches security happened: roles, keys, settings, break-glass.</summary>
    public const string SecurityAlert = "110113";

    /// <summary>Somebody logged in or out, or failed to.</summary>
    public const string UserAuthentication = "110114";
}

/// <summary>Who acts, from where: the same for every row of a request.</summary>
public sealed record AuditActor
{
    /// <summary>The person, when one acts.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>The device, when one acts.</summary>
    public Guid? DeviceId { get; init; }

    /// <summary>The role in which the person acts.</summary>
    public string? Role { get; init; }

    /// <summary>The facility for which the person or device acts.</summary>
    public Guid? FacilityId { get; init; }

    /// <summary>The network address of the client.</summary>
    public string? Address { get; init; }

    /// <summary>
    /// What the client's own clock said, when it told; kept beside the server's time, never used for it.
    /// </summary>
    public DateTimeOffset? ClientTime { get; init; }

    /// <summary>The hub itself, for jobs and timers.</summary>
    public static AuditActor Hub { get; } = new() { Role = "hub" };
}

/// <summary>One line of the audit trail, before it has an id and a hash.</summary>
public sealed record AuditEntry
{
    /// <summary>The hub's own word for what happened, such as <c>report.signed</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The standard's event, one of <see cref="AuditEvents"/>.</summary>
    public required string Event { get; init; }

    /// <summary>What was done.</summary>
    public required AuditAction Kind { get; init; }

    /// <summary>How it ended.</summary>
    public AuditOutcome Outcome { get; init; } = AuditOutcome.Success;

    /// <summary>Who did it.</summary>
    public required AuditActor Actor { get; init; }

    /// <summary>What kind of thing it was done to, such as <c>report</c>.</summary>
    public string? EntityKind { get; init; }

    /// <summary>The id of that thing.</summary>
    public string? EntityId { get; init; }

    /// <summary>The patient whom it concerns.</summary>
    public Guid? PatientId { get; init; }

    /// <summary>More, as one JSON value, kept letter for letter; no personal data beyond ids.</summary>
    public JsonText? Details { get; init; }
}
