using Dapper;
using System.Collections.Immutable;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Reports;
using Telemed.Hub.Consultations;
using Telemed.Storage;

namespace Telemed.Hub.Reports;

/// <summary>Reads and writes the relay of a critical value. It is locked by its consultation.</summary>
internal static class CriticalLoopStore
{
    private const string FindSql = """
        SELECT consultation_id, code, finding, state, hops::text AS hops, read_back_code, found_by, found_at,
               read_back_at, read_back_by, contacted_at, unreachable_signed_by
        FROM critical_loop WHERE consultation_id = @id
        """;

    private const string SaveSql = """
        INSERT INTO critical_loop (id, consultation_id, code, finding, state, hop, hops, read_back_code, found_by,
            found_at, next_hop_at, notified_at, read_back_at, read_back_by, contacted_at, closed_at,
            unreachable_signed_by)
        VALUES (@loop, @id, @code, @finding, @state, @hop, @hops, @read_back_code, @found_by, @found_at, @next_hop_at,
            @notified_at, @read_back_at, @read_back_by, @contacted_at, @closed_at, @unreachable_signed_by)
        ON CONFLICT (consultation_id) DO UPDATE SET
            state = excluded.state, hop = excluded.hop, hops = excluded.hops, next_hop_at = excluded.next_hop_at,
            notified_at = excluded.notified_at, read_back_at = excluded.read_back_at,
            read_back_by = excluded.read_back_by, contacted_at = excluded.contacted_at,
            closed_at = excluded.closed_at, unreachable_signed_by = excluded.unreachable_signed_by
        """;

    [method: ExplicitConstructor]
    private sealed record LoopRecord(
        Guid ConsultationId, string Code, string Finding, string State, string Hops, string ReadBackCode, Guid FoundBy,
        DateTimeOffset FoundAt, DateTimeOffset? ReadBackAt, Guid? ReadBackBy, DateTimeOffset? ContactedAt,
        Guid? UnreachableSignedBy);

    internal static async Task<CriticalLoop?> Find(Reading reading, ConsultationId id, CancellationToken cancel) =>
        await reading.RowOrNone<LoopRecord>(FindSql, new { id = id.Value }, cancel) is { } row ? Loop(row) : null;

    internal static void AddSave(StatementBatch batch, CriticalLoop loop, string code, DateTimeOffset now) =>
        batch.Add(SaveSql,
            ("loop", Guid.CreateVersion7(now)), ("id", loop.Consultation.Value), ("code", code),
            ("finding", loop.Finding), ("state", TextCode.Of(loop.State)), ("hop", (short)loop.Notices.Length),
            ("hops", Hops(loop)), ("read_back_code", loop.ReadBackCode),
            ("found_by", loop.FoundBy?.Value ?? Guid.Empty),
            ("found_at", loop.FoundAt), ("next_hop_at", loop.NextHopAt),
            ("notified_at", loop.Notices.IsEmpty ? null : loop.Notices[0].At), ("read_back_at", loop.ToldAt),
            ("read_back_by", loop.ToldTo?.Value), ("contacted_at", loop.PatientContactedAt),
            ("closed_at", loop.State == CriticalState.Closed ? now : null),
            ("unreachable_signed_by", loop.UnreachableSignedBy?.Value));

    private static JsonText Hops(CriticalLoop loop)
    {
        IReadOnlyList<CriticalHopLine> lines =
        [
            .. loop.Notices.Select(notice =>
                new CriticalHopLine(notice.At, TextCode.Of(notice.Hop), TextCode.Of(notice.Channel))),
        ];
        return new JsonText(JsonSerializer.Serialize(lines, ConsultationJson.Default.IReadOnlyListCriticalHopLine));
    }

    private static CriticalLoop Loop(LoopRecord row) => new()
    {
        Consultation = new ConsultationId(row.ConsultationId),
        Finding = row.Finding,
        FoundAt = row.FoundAt,
        FoundBy = row.FoundBy == Guid.Empty ? null : new PersonId(row.FoundBy),
        ReadBackCode = row.ReadBackCode,
        State = TextCode.Parse<CriticalState>(row.State),
        Notices = Notices(row.Hops),
        ToldTo = row.ReadBackBy is { } by ? new PersonId(by) : null,
        ToldAt = row.ReadBackAt,
        PatientContactedAt = row.ContactedAt,
        UnreachableSignedBy = row.UnreachableSignedBy is { } chief ? new PersonId(chief) : null,
    };

    private static ImmutableArray<CriticalNotice> Notices(string hops) =>
    [
        .. (JsonSerializer.Deserialize(hops, ConsultationJson.Default.IReadOnlyListCriticalHopLine) ?? [])
            .Select(line => new CriticalNotice(
                TextCode.Parse<CriticalHop>(line.Target), TextCode.Parse<CriticalChannel>(line.Channel), line.At)),
    ];
}
