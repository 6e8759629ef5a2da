using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Audit;

/// <summary>Looks through the audit trail, newest first. Looking is itself written down.</summary>
internal static class SearchAudit
{
    private const string Search = """
        SELECT r.id, r.seq, r.action, r.event_code, r.action_code, r.outcome, r.person_id, p.name AS person_name,
               r.device_id, r.role, r.facility_id, f.name AS facility_name, r.entity_kind, r.entity_id, r.patient_id,
               r.address, r.server_time, r.client_time, r.details::text AS details
        FROM audit_row r LEFT JOIN person p ON p.id = r.person_id LEFT JOIN facility f ON f.id = r.facility_id
        WHERE r.server_time >= @from AND r.server_time < @to
          AND (@person::uuid IS NULL OR r.person_id = @person)
          AND (@action::text IS NULL OR r.action = @action)
          AND (@entity::text IS NULL OR r.entity_id = @entity)
          AND (@beforeTime::timestamptz IS NULL OR (r.server_time, r.seq) < (@beforeTime, @beforeSeq))
        ORDER BY r.server_time DESC, r.seq DESC LIMIT @limit
        """;

    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(30);

    internal sealed record Row
    {
        public Guid Id { get; init; }
        public long Seq { get; init; }
        public string Action { get; init; } = "";
        public string EventCode { get; init; } = "";
        public string ActionCode { get; init; } = "";
        public int Outcome { get; init; }
        public Guid? PersonId { get; init; }
        public string? PersonName { get; init; }
        public Guid? DeviceId { get; init; }
        public string? Role { get; init; }
        public Guid? FacilityId { get; init; }
        public string? FacilityName { get; init; }
        public string? EntityKind { get; init; }
        public string? EntityId { get; init; }
        public Guid? PatientId { get; init; }
        public string? Address { get; init; }
        public DateTimeOffset ServerTime { get; init; }
        public DateTimeOffset? ClientTime { get; init; }
        public string? Details { get; init; }
    }

    [Answers<Page<Row>>]
    internal static async Task<IResult> Handle(
        DateTimeOffset? from, DateTimeOffset? to, Guid? personId, string? action, string? entityId, string? cursor,
        int? limit,
        CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var until = to ?? now.AddMinutes(1);
        var count = PageCursor.Limit(limit);
        var (beforeTime, beforeSeq) = Before(cursor);
        await using var work = await database.Begin(cancel);
        var rows = await work.Rows<Row>(Search, new
        {
            from = from ?? until - DefaultSpan, to = until, person = personId, action, entity = entityId,
            beforeTime, beforeSeq, limit = count + 1,
        }, cancel);
        await AuditLog.Append(work, person.Did("audit.searched", "audit", Guid.Empty, AuditAction.Read,
            AuditEvents.AuditLogUsed), now, cancel);
        await work.Commit(cancel);
        var shown = rows.Take(count).ToList();
        var next = rows.Count > count ? PageCursor.Write($"{shown[^1].ServerTime:O}", $"{shown[^1].Seq}") : null;
        return TypedResults.Ok(new Page<Row>(shown, next));
    }

    private static (DateTimeOffset? Time, long Seq) Before(string? cursor) =>
        PageCursor.TryRead(cursor, 2, out var values)
        && DateTimeOffset.TryParse(values[0], System.Globalization.CultureInfo.InvariantCulture, out var at)
        && long.TryParse(values[1], System.Globalization.CultureInfo.InvariantCulture, out var seq) ? (at, seq)
            : (null, 0);
}

internal static class AuditRoutes
{
    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/api/audit");
        audit.MapGet("", SearchAudit.Handle).Needs(Domain.Access.Permission.ViewAudit);
        audit.MapGet("/verification", VerifyAudit.Handle).Needs(Domain.Access.Permission.ViewAudit);
    }
}
