using Telemed.Domain;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>One object that contradicts what is stored, and waits.</summary>
internal sealed record WaitingConflict
{
    public Guid Id { get; init; }
    public Guid FacilityId { get; init; }
    public string SopUid { get; init; } = "";
    public string StudyUid { get; init; } = "";
    public string Reason { get; init; } = "";
    public byte[] Sha256 { get; init; } = [];
    public string ObjectKey { get; init; } = "";
    public long SizeBytes { get; init; }
}

/// <summary>Conflicts of one kind about one study: they are decided together.</summary>
internal sealed record ConflictGroup
{
    public Guid Id { get; init; }
    public Guid FacilityId { get; init; }
    public string FacilityName { get; init; } = "";
    public string StudyUid { get; init; } = "";
    public string[] Modalities { get; init; } = [];
    public string Reason { get; init; } = "";
    public int InstanceCount { get; init; }
    public DateTimeOffset FirstAt { get; init; }
    public DateTimeOffset LastAt { get; init; }
}

/// <summary>What is kept apart because it contradicts the store, and what was decided of it.</summary>
internal static class ConflictStore
{
    private const string Within = "(@everywhere OR q.facility_id = ANY (@facilities))";

    private const string FindGroups = $"""
        SELECT g.id, g.facility_id, f.name AS facility_name, g.study_uid,
               coalesce(s.modalities, ARRAY[]::text[]) AS modalities, g.reason, g.instance_count, g.first_at, g.last_at
        FROM (SELECT (array_agg(q.id ORDER BY q.created_at, q.id))[1] AS id, q.facility_id, q.study_uid, q.reason,
                     count(*)::int AS instance_count, min(q.created_at) AS first_at, max(q.created_at) AS last_at
              FROM imaging_quarantine q WHERE q.decided_at IS NULL AND {Within}
              GROUP BY q.facility_id, q.study_uid, q.reason) g
        JOIN facility f ON f.id = g.facility_id
        LEFT JOIN imaging_study s ON s.facility_id = g.facility_id AND s.study_uid = g.study_uid
        ORDER BY g.last_at DESC, g.id LIMIT @limit
        """;

    private const string FindAlike = $"""
        SELECT n.id, n.facility_id, n.sop_uid, n.study_uid, n.reason, n.sha256, b.object_key, b.size_bytes
        FROM imaging_quarantine q
        JOIN imaging_quarantine n ON n.facility_id = q.facility_id AND n.study_uid = q.study_uid
            AND n.reason = q.reason AND n.decided_at IS NULL
        JOIN blob b ON b.id = n.blob_id
        WHERE q.id = @id AND {Within} ORDER BY n.created_at, n.id LIMIT @limit
        """;

    private const string FindOpen =
        "SELECT id FROM imaging_quarantine WHERE id = @id AND decided_at IS NULL FOR UPDATE";

    private const string FindStored = """
        SELECT id AS key, study_id AS value FROM imaging_instance
        WHERE facility_id = @facility AND sop_uid = @sopUid AND removed_at IS NULL
        """;

    private const string Close = """
        UPDATE imaging_quarantine SET decided_at = @now, decision = @decision, decided_by = @person WHERE id = @id
        """;

    internal sealed record StoredAt
    {
        public Guid Key { get; init; }
        public Guid Value { get; init; }
    }

    public static Task<IReadOnlyList<ConflictGroup>> Groups(
        Reading read, CallerReach reach, int limit, CancellationToken cancel) =>
        read.Rows<ConflictGroup>(FindGroups, new { reach.Everywhere, reach.Facilities, limit }, cancel);

    /// <summary>The open conflicts like the one named, it among them; none when it is outside the reach.</summary>
    public static Task<IReadOnlyList<WaitingConflict>> Alike(
        Reading read, Guid id, CallerReach reach, int limit, CancellationToken cancel) =>
        read.Rows<WaitingConflict>(FindAlike, new { id, reach.Everywhere, reach.Facilities, limit }, cancel);

    /// <summary>Takes a conflict for deciding; false when somebody did before.</summary>
    public static async Task<bool> Take(Work work, Guid id, CancellationToken cancel) =>
        (await work.Rows<Guid>(FindOpen, new { id }, cancel)).Count == 1;

    /// <summary>The instance that is stored under the conflict's UID: its id and its study's.</summary>
    public static Task<StoredAt?> Stored(Work work, WaitingConflict conflict, CancellationToken cancel) =>
        work.RowOrNone<StoredAt>(FindStored, new { facility = conflict.FacilityId, conflict.SopUid }, cancel);

    public static Task Decided(
        Work work, Guid id, string decision, PersonId by, DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(Close, new { id, decision, person = by.Value, now }, cancel);
}
