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

/// <summary>All SQL of storage commitment.</summary>
internal static class CommitmentStore
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const string Insert = """
        INSERT INTO dimse_commitment (id, device_id, facility_id, ae_title, transaction_uid, sop_classes, sop_uids,
            asked_at)
        VALUES (@Id, @DeviceId, @FacilityId, @AeTitle, @TransactionUid, @SopClasses, @SopUids, @AskedAt)
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
        SELECT sop_uid AS key, sop_class AS value FROM imaging_instance
        WHERE facility_id = @facility AND sop_uid = ANY (@uids) AND removed_at IS NULL
        """;

    private sealed record Stored
    {
        public string Key { get; init; } = "";
        public string Value { get; init; } = "";
    }

    public static async Task Keep(Work work, Commitment asked, CancellationToken cancel)
    {
        await work.Execute(ForgetOld, new { before = asked.AskedAt - Kept }, cancel);
        await work.Execute(Insert, asked, cancel);
    }

    public static Task<Commitment?> Find(Reading read, Guid id, CancellationToken cancel) =>
        read.RowOrNone<Commitment>(FindOne, new { id }, cancel);

    public static Task Answered(Work work, Guid id, DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(MarkAnswered, new { id, now }, cancel);

    /// <summary>The stored instances among those asked for, with the class each really has.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> Classes(
        Reading read, Commitment asked, CancellationToken cancel) =>
        (await read.Rows<Stored>(FindStored, new { facility = asked.FacilityId, uids = asked.SopUids }, cancel))
        .ToDictionary(row => row.Key, row => row.Value);
}
