using Dapper;
using System.Collections.Immutable;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Reports;
using Telemed.Hub.Consultations;
using Telemed.Storage;

namespace Telemed.Hub.Reports;

/// <summary>Reads and writes the relays of critical values of a case. They are locked by their consultation.</summary>
internal static class CriticalLoopStore
{
    private const string FindSql = """
        SELECT consultation_id, number::int AS number, code, finding, state, hops::text AS hops, read_back_code,
               found_by, found_at, read_back_at, read_back_by, contacted_at, unreachable_signed_by
        FROM critical_loop WHERE consultation_id = @id ORDER BY number DESC LIMIT 1
        """;

    private const string StartSql = """
        INSERT INTO critical_loop (id, consultation_id, number, code, finding, state, hop, hops, read_back_code,
            found_by, found_at, next_hop_at, notified_at)
        SELECT @loop, @id, 1 + COALESCE(max(l.number), 0), @code, @finding, @state, @hop, @hops, @read_back_code,
            @found_by, @found_at, @next_hop_at, @notified_at
        FROM critical_loop l WHERE l.consultation_id = @id
        """;

    private const string SaveSql = """
        UPDATE critical_loop SET
            state = @state, hop = @hop, hops = @hops, next_hop_at = @next_hop_at, notified_at = @notified_at,
            read_back_at = @read_back_at, read_back_by = @read_back_by, contacted_at = @contacted_at,
            closed_at = @closed_at, unreachable_signed_by = @unreachable_signed_by
        WHERE consultation_id = @id AND number = @number
        """;

    [method: ExplicitConstructor]
    private sealed record LoopRecord(
        Guid ConsultationId, int Number, string Code, string Finding, string State, string Hops, string ReadBackCode,
        Guid FoundBy, DateTimeOffset FoundAt, DateTimeOffset? ReadBackAt, Guid? ReadBackBy, DateTimeOffset? ContactedAt,
        Guid? UnreachableSignedBy);

    /// <summary>The relay that was started last; null when there was none.</summary>
    internal static async Task<CriticalLoop?> Find(Reading reading, ConsultationId id, CancellationToken cancel) =>
        await reading.RowOrNone<LoopRecord>(FindSql, new { id = id.Value }, cancel) is { } row ? Loop(row) : null;

    /// <summary>A relay that starts; the next number of its case is given here, under the lock of the case.</summary>
    internal static void AddStart(StatementBatch batch, CriticalLoop loop, string code, DateTimeOffset now) =>
        batch.Add(StartSql,
        [
            .. Steps(loop), ("loop", Guid.CreateVersion7(now)), ("code", code), ("finding", loop.Finding),
            ("read_back_code", loop.ReadBackCode), ("found_by", loop.FoundBy?.Value ?? Guid.Empty),
            ("found_at", loop.FoundAt),
        ]);

    /// <summary>A relay that has gone on.</summary>
    internal static void AddSave(StatementBatch batch, CriticalLoop loop, DateTimeOffset now) =>
        batch.Add(SaveSql,
        [
            .. Steps(loop), ("number", (short)loop.Number), ("read_back_at", loop.ToldAt),
            ("read_back_by", loop.ToldTo?.Value), ("contacted_at", loop.PatientContactedAt),
            ("closed_at", loop.State == CriticalState.Closed ? now : null),
            ("unreachable_signed_by", loop.UnreachableSignedBy?.Value),
        ]);

    private static (string, object?)[] Steps(CriticalLoop loop) =>
    [
        ("id", loop.Consultation.Value), ("state", TextCode.Of(loop.State)), ("hop", (short)loop.Notices.Length),
        ("hops", Hops(loop)), ("next_hop_at", loop.NextHopAt),
        ("notified_at", loop.Notices.IsEmpty ? null : loop.Notices[0].At),
    ];

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
        Number = row.Number,
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
