using Telemed.Domain.Rooms;
using Telemed.Storage;

namespace Telemed.Hub.Rooms;

/// <summary>
/// A session whose line failed comes again today in the place it had: with the same specialist and colour, and before
/// those who came after it (practice 2.6).
/// </summary>
internal static class SameSlot
{
    // A session that was held since then has had its turn.
    private const string FailedSql = """
        SELECT r.state, r.specialist_id, r.red_call, r.ended_at, f.time_zone,
               coalesce(r.queue_from, r.planned_at, r.created_at) AS queue_from
        FROM room r JOIN facility f ON f.id = r.facility_id
        WHERE r.consultation_id = @consultation AND r.kind = 'consult' AND r.ended_at IS NOT NULL
        ORDER BY r.ended_at DESC LIMIT 1
        """;

    private sealed record FailedRecord
    {
        public string State { get; init; } = "";
        public Guid? SpecialistId { get; init; }
        public bool RedCall { get; init; }
        public DateTimeOffset EndedAt { get; init; }
        public string TimeZone { get; init; } = "";
        public DateTimeOffset QueueFrom { get; init; }
    }

    /// <summary>The place that a failed session had.</summary>
    /// <param name="From">Since when it had waited, or when its slot was.</param>
    /// <param name="Specialist">Who was to answer for it; null when nobody had come.</param>
    /// <param name="IsRedCall">Whether it had turned red by a call.</param>
    internal sealed record Place(DateTimeOffset From, Guid? Specialist, bool IsRedCall);

    /// <summary>The place of the case's session that failed today; null when there is none.</summary>
    internal static async Task<Place?> Find(
        Reading reading, Guid consultation, DateTimeOffset now, CancellationToken cancel) =>
        await reading.RowOrNone<FailedRecord>(FailedSql, new { consultation }, cancel) is
            { State: "tech_failure" } failed && IsToday(failed.EndedAt, now, failed.TimeZone)
            ? new Place(failed.QueueFrom, failed.SpecialistId, failed.RedCall) : null;

    /// <summary>Whether two moments are on the same day where the clinic is.</summary>
    internal static bool IsToday(DateTimeOffset then, DateTimeOffset now, string timeZone)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var found) ? found : TimeZoneInfo.Utc;
        return TimeZoneInfo.ConvertTime(then, zone).Date == TimeZoneInfo.ConvertTime(now, zone).Date;
    }
}
