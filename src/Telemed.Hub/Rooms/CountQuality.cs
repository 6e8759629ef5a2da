using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Rooms;

/// <summary>The minutes of a session: how good the line was, and who was there.</summary>
internal static class CountQuality
{
    private const int MinutesLimit = 60;
    private static readonly TimeSpan PastLimit = TimeSpan.FromHours(24);

    internal sealed record MinuteForm(DateTimeOffset Minute, string Ladder, int UpKbps, int DownKbps, int RttMs,
        float LossPercent, float FramesPerSecond);

    internal sealed record Request(MinuteForm[] Minutes);

    internal sealed record Span(DateTimeOffset From, DateTimeOffset? To);

    internal sealed record AttendanceLine(
        Guid PersonId, string Name, string Role, int Minutes, IReadOnlyList<Span> Spans);

    internal sealed record QualityLine(string Ladder, int Minutes);

    internal sealed record AttendanceResponse(
        IReadOnlyList<AttendanceLine> Items, IReadOnlyList<QualityLine> Quality);

    private const string SaveSql = """
        INSERT INTO room_quality (room_id, person_id, minute, ladder, up_kbps, down_kbps, rtt_ms, loss_percent,
            frames_per_second)
        SELECT @room, @person, x.minute, x.ladder, x.up_kbps, x.down_kbps, x.rtt_ms, x.loss_percent,
            x.frames_per_second
        FROM unnest(@minutes, @ladders, @ups, @downs, @rtts, @losses, @frames)
             AS x (minute, ladder, up_kbps, down_kbps, rtt_ms, loss_percent, frames_per_second)
        ON CONFLICT (room_id, person_id, minute) DO UPDATE SET ladder = excluded.ladder, up_kbps = excluded.up_kbps,
            down_kbps = excluded.down_kbps, rtt_ms = excluded.rtt_ms, loss_percent = excluded.loss_percent,
            frames_per_second = excluded.frames_per_second
        """;

    private const string PresenceSql = """
        SELECT n.person_id, p.name, coalesce(m.role, 'listener') AS role, n.entered_at, n.left_at
        FROM room_presence n JOIN person p ON p.id = n.person_id
        LEFT JOIN room_person m ON m.room_id = n.room_id AND m.person_id = n.person_id
        WHERE n.room_id = @room ORDER BY n.person_id, n.entered_at LIMIT 20000
        """;

    private const string QualitySql = """
        SELECT ladder, count(*)::int AS minutes FROM room_quality WHERE room_id = @room GROUP BY ladder ORDER BY ladder
        """;

    [method: Dapper.ExplicitConstructor]
    private sealed record PresenceRecord(
        Guid PersonId, string Name, string Role, DateTimeOffset EnteredAt, DateTimeOffset? LeftAt);

    [method: Dapper.ExplicitConstructor]
    private sealed record QualityRecord(string Ladder, int Minutes);

    internal static async Task<IResult> Save(
        Guid id, Request request, CurrentPerson person, RoomChanges changes, CancellationToken cancel)
    {
        var minutes = request.Minutes ?? [];
        if (minutes.Length is 0 or > MinutesLimit)
            return Problems.BadField("minutes", $"One to {MinutesLimit} minutes at a time.");
        if (!minutes.All(each => IsSound(each, changes.Now)))
            return Problems.BadField("minutes", "A measured minute is not like this.");
        var whole = minutes.GroupBy(each => WholeMinute(each.Minute))
            .Select(same => (same.Key, Of: same.Last())).ToList();
        await using var work = await changes.Database.Begin(cancel);
        if (await RoomStore.Member(work, new RoomId(id), person.Id, cancel) is not { Place: "admitted" or "left" })
            return Problems.NotFound();
        await work.Execute(SaveSql, new
        {
            room = id, person = person.Id.Value,
            minutes = whole.Select(each => each.Key.UtcDateTime).ToArray(),
            ladders = whole.Select(each => each.Of.Ladder).ToArray(),
            ups = whole.Select(each => each.Of.UpKbps).ToArray(),
            downs = whole.Select(each => each.Of.DownKbps).ToArray(),
            rtts = whole.Select(each => each.Of.RttMs).ToArray(),
            losses = whole.Select(each => each.Of.LossPercent).ToArray(),
            frames = whole.Select(each => each.Of.FramesPerSecond).ToArray(),
        }, cancel);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }

    [Answers<AttendanceResponse>]
    internal static async Task<IResult> Attendance(
        Guid id, CurrentPerson person, RoomChanges changes, CancellationToken cancel)
    {
        await using var reading = await changes.Database.Read(cancel);
        if (!await RoomStore.MaySee(reading, new RoomId(id), person, cancel)) return Problems.NotFound();
        var rows = await reading.Rows<PresenceRecord>(PresenceSql, new { room = id }, cancel);
        var quality = await reading.Rows<QualityRecord>(QualitySql, new { room = id }, cancel);
        var now = changes.Now;
        return TypedResults.Json(new AttendanceResponse(
            [
                .. rows.GroupBy(row => row.PersonId).Select(of => new AttendanceLine(of.Key, of.First().Name,
                    of.First().Role, MinutesOf([.. of.Select(row => (row.EnteredAt, row.LeftAt ?? now))]),
                    [.. of.Select(row => new Span(row.EnteredAt, row.LeftAt))])),
            ], [.. quality.Select(row => new QualityLine(row.Ladder, row.Minutes))]),
            RoomsJson.Default.AttendanceResponse);
    }

    /// <summary>Minutes of presence, rounded to the nearest; spans of one person never overlap.</summary>
    internal static int MinutesOf(IReadOnlyCollection<(DateTimeOffset From, DateTimeOffset To)> spans) =>
        (int)Math.Round(spans.Sum(span => (span.To - span.From).TotalMinutes), MidpointRounding.AwayFromZero);

    private static bool IsSound(MinuteForm each, DateTimeOffset now) =>
        TextCode.TryParse<LadderStep>(each.Ladder, out _)
        && each.Minute <= now + TimeSpan.FromMinutes(5) && each.Minute >= now - PastLimit
        && each.UpKbps is >= 0 and <= 10_000_000 && each.DownKbps is >= 0 and <= 10_000_000
        && each.RttMs is >= 0 and <= 600_000 && each.LossPercent is >= 0 and <= 100
        && each.FramesPerSecond is >= 0 and <= 240;

    private static DateTimeOffset WholeMinute(DateTimeOffset at) =>
        new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);
}
