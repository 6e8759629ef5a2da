using Telemed.Storage;

namespace Telemed.Hub.Dimse;

/// <summary>What a device asked to be committed.</summary>
internal sealed record Commitment
{
    public Guid Id { get; init; }
    public Guid DeviceId { get; init; }
    public Guid FacilityId { get; init; }
    public string AeTitle { get; init; } = "";
    public string TransactionUid { get; init; } = "";
    public string[] SopClasses { get; init; } = [];
    public string[] SopUids { get; init; } = [];
    public DateTimeOffset AskedAt { get; init; }
    public DateTimeOffset? AnsweredAt { get; init; }
}

/// <summary>A stored instance, as far as answering for it needs to know.</summary>
internal sealed record StoredForCommitment
{
    public string SopUid { get; init; } = "";
    public string SopClass { get; init; } = "";
    public string ObjectKey { get; init; } = "";
    public long SizeBytes { get; init; }
    public byte[] Sha256 { get; init; } = [];

    /// <summary>Other bytes of the same UID wait for somebody's decision: the sender may hold either.</summary>
    public bool IsContradicted { get; init; }
}

/// <summary>All SQL of storage commitment.</summary>
internal static class CommitmentStore
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const string Insert = """
        INSERT INTO dimse_commitment (id, device_id, facility_id, ae_title, transaction_uid, sop_classes, sop_uids,
            asked_at)
        VALUES (@Id, @DeviceId, @FacilityId, @AeTitle, @TransactionUid, @SopClasses, @SopUids, @AskedAt)
        ON CONFLICT (device_id, transaction_uid) DO NOTHING
        """;

    private const string FindOne = """
        SELECT id, device_id, facility_id, ae_title, transaction_uid, sop_classes, sop_uids, asked_at, answered_at
        FROM dimse_commitment WHERE id = @id
        """;

    private const string MarkAnswered = """
        UPDATE dimse_commitment SET answered_at = @now WHERE id = @id AND answered_at IS NULL
        """;

    private const string ForgetOld = "DELETE FROM dimse_commitment WHERE asked_at < @before";

    private const string FindStored = """
        SELECT i.sop_uid, i.sop_class, i.object_key, i.size_bytes, i.sha256, EXISTS (
            SELECT 1 FROM imaging_quarantine q
            WHERE q.facility_id = i.facility_id AND q.sop_uid = i.sop_uid AND q.decided_at IS NULL) AS is_contradicted
        FROM imaging_instance i
        WHERE i.facility_id = @facility AND i.sop_uid = ANY (@uids) AND i.removed_at IS NULL
        """;

    /// <summary>Keeps what was asked; false when the device asked under that transaction before.</summary>
    public static async Task<bool> Keep(Work work, Commitment asked, CancellationToken cancel)
    {
        await work.Execute(ForgetOld, new { before = asked.AskedAt - Kept }, cancel);
        return await work.Execute(Insert, asked, cancel) == 1;
    }

    public static Task<Commitment?> Find(Reading read, Guid id, CancellationToken cancel) =>
        read.RowOrNone<Commitment>(FindOne, new { id }, cancel);

    public static Task Answered(Work work, Guid id, DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(MarkAnswered, new { id, now }, cancel);

    /// <summary>The stored instances among those asked for.</summary>
    public static async Task<IReadOnlyDictionary<string, StoredForCommitment>> Stored(
        Reading read, Commitment asked, CancellationToken cancel) =>
        (await read.Rows<StoredForCommitment>(
            FindStored, new { facility = asked.FacilityId, uids = asked.SopUids }, cancel))
        .ToDictionary(row => row.SopUid);
}
