using Telemed.Domain;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>What takes images out of sight and back, one removal at a time.</summary>
internal static class RemovalStore
{
    private const string Within = "(@everywhere OR facility_id = ANY (@facilities))";

    // Whoever stores into the study takes the same lock first.
    private const string LockStudy = $"SELECT 1 FROM imaging_study WHERE id = @study AND {Within} FOR NO KEY UPDATE";

    private const string FindStudy = $"SELECT study_id FROM imaging_removal WHERE id = @removal AND {Within}";

    // What a report was signed on is kept with it; what came after the last signature may have come by mistake.
    private const string FindBehindReport = """
        SELECT EXISTS (SELECT FROM imaging_study s
            JOIN report r ON r.consultation_id = s.consultation_id AND r.status <> 'preliminary'
            JOIN imaging_instance i ON i.id = ANY (@ids) AND i.created_at <= r.signed_at
            WHERE s.id = @study)
        """;

    private const string Begin = """
        INSERT INTO imaging_removal (id, facility_id, study_id, reason, removed_by, removed_at)
        SELECT @removal, facility_id, id, @reason, @person, @now FROM imaging_study WHERE id = @study
        """;

    private const string Hide = """
        UPDATE imaging_instance SET removed_at = @now, removed_reason = @reason, removal_id = @removal
        WHERE id = ANY (@ids) AND removed_at IS NULL
        """;

    private const string Close = """
        UPDATE imaging_removal SET restored_at = @now, restored_by = @person
        WHERE id = @removal AND restored_at IS NULL
        """;

    // What was sent again since then stands in its place and stays.
    private const string Show = """
        UPDATE imaging_instance i SET removed_at = NULL, removed_reason = NULL, removal_id = NULL
        WHERE i.removal_id = @removal AND NOT EXISTS (
            SELECT FROM imaging_instance n
            WHERE n.facility_id = i.facility_id AND n.sop_uid = i.sop_uid AND n.removed_at IS NULL)
        """;

    private const string CountLeft = "SELECT count(*)::int FROM imaging_instance WHERE removal_id = @removal";

    private const string Touch =
        "UPDATE imaging_study SET version = version + 1, changed_at = @now WHERE id = @study";

    private static string AndTell(string change, string kind) => $"""
        WITH changed AS ({change} RETURNING facility_id, study_id, series_id, sop_uid)
        INSERT INTO imaging_change (facility_id, study_uid, series_uid, sop_uid, kind, changed_at)
        SELECT c.facility_id, s.study_uid, e.series_uid, c.sop_uid, '{kind}', @now
        FROM changed c JOIN imaging_series e ON e.id = c.series_id JOIN imaging_study s ON s.id = c.study_id
        """;

    private static readonly string HideAndTell = AndTell(Hide, "removed");
    private static readonly string ShowAndTell = AndTell(Show, "restored");

    /// <summary>Locks a study against arrivals; false when its facility is not within the reach.</summary>
    public static async Task<bool> Lock(Work work, Guid study, CallerReach reach, CancellationToken cancel) =>
        (await work.Rows<int>(LockStudy, new { study, reach.Everywhere, reach.Facilities }, cancel)).Count == 1;

    /// <summary>The study of a removal within the reach; empty when there is none.</summary>
    public static async Task<IReadOnlyList<Guid>> StudyOf(
        Work work, Guid removal, CallerReach reach, CancellationToken cancel) =>
        await work.Rows<Guid>(FindStudy, new { removal, reach.Everywhere, reach.Facilities }, cancel);

    /// <summary>Whether a signed report of the study's case rests on any of these instances.</summary>
    public static Task<bool> IsBehindReport(Work work, Guid study, Guid[] ids, CancellationToken cancel) =>
        work.Row<bool>(FindBehindReport, new { study, ids }, cancel);

    /// <summary>Takes instances of a locked study out of sight.</summary>
    /// <returns>How many there were; those that somebody else removed meanwhile do not count.</returns>
    public static async Task<int> Remove(
        Work work, Guid study, Guid[] ids, string reason, PersonId? by, DateTimeOffset now, CancellationToken cancel)
    {
        var removal = Guid.CreateVersion7(now);
        await work.Execute(Begin, new { removal, study, reason, person = by?.Value, now }, cancel);
        var count = await work.Execute(HideAndTell, new { removal, ids, reason, now }, cancel);
        if (count > 0) await Settle(work, study, now, cancel);
        return count;
    }

    /// <summary>Ends a removal of a locked study; false when it was ended before.</summary>
    public static async Task<bool> End(
        Work work, Guid removal, PersonId? by, DateTimeOffset now, CancellationToken cancel) =>
        await work.Execute(Close, new { removal, person = by?.Value, now }, cancel) == 1;

    /// <summary>Brings the instances of a removal back into sight.</summary>
    /// <returns>How many came back, and how many stay away because they were sent again.</returns>
    public static async Task<(int Restored, int SentAgain)> Restore(
        Work work, Guid study, Guid removal, DateTimeOffset now, CancellationToken cancel)
    {
        var count = await work.Execute(ShowAndTell, new { removal, now }, cancel);
        if (count > 0) await Settle(work, study, now, cancel);
        return (count, await work.Row<int>(CountLeft, new { removal }, cancel));
    }

    private static async Task Settle(Work work, Guid study, DateTimeOffset now, CancellationToken cancel)
    {
        await work.Execute(Touch, new { study, now }, cancel);
        await ImagingStore.CountAgain(work, [study], cancel);
    }
}
