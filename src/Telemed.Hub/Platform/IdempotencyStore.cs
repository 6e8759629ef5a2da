using Telemed.Storage;

namespace Telemed.Hub.Platform;

internal static class IdempotencyStore
{
    // A row that nobody answered for a minute belonged to a hub that died; the next one takes it over.
    private const string TakeKey = """
        INSERT INTO idempotent_answer AS a (caller_id, key, request_hash, created_at)
        VALUES (@caller, @key, @hash, @now)
        ON CONFLICT (caller_id, key) DO UPDATE SET created_at = @now
            WHERE a.status IS NULL AND a.created_at < @abandonedBefore AND a.request_hash = @hash
        """;

    private const string FindAnswer = """
        SELECT request_hash, status, content_type, location, body
        FROM idempotent_answer WHERE caller_id = @caller AND key = @key
        """;

    private const string KeepAnswer = """
        UPDATE idempotent_answer SET status = @status, content_type = @contentType, location = @location, body = @body
        WHERE caller_id = @caller AND key = @key
        """;

    private const string RemoveUnanswered =
        "DELETE FROM idempotent_answer WHERE caller_id = @caller AND key = @key AND status IS NULL";

    private const string RemoveOld = "DELETE FROM idempotent_answer WHERE created_at < @before";

    internal sealed record AnswerRow
    {
        public byte[] RequestHash { get; init; } = [];
        public int? Status { get; init; }
        public string? ContentType { get; init; }
        public string? Location { get; init; }
        public byte[]? Body { get; init; }
    }

    public static async Task<bool> Take(
        Work work, Guid caller, string key, byte[] hash, DateTimeOffset now, DateTimeOffset abandonedBefore,
        CancellationToken cancel) =>
        await work.Execute(TakeKey, new { caller, key, hash, now, abandonedBefore }, cancel) == 1;

    public static Task<AnswerRow?> Find(Work work, Guid caller, string key, CancellationToken cancel) =>
        work.RowOrNone<AnswerRow>(FindAnswer, new { caller, key }, cancel);

    public static Task Keep(
        Work work, Guid caller, string key, int status, string? contentType, string? location, byte[] body,
        CancellationToken cancel) =>
        work.Execute(KeepAnswer, new { caller, key, status, contentType, location, body }, cancel);

    public static Task GiveBack(Work work, Guid caller, string key, CancellationToken cancel) =>
        work.Execute(RemoveUnanswered, new { caller, key }, cancel);

    /// <summary>Answers are kept for a day: nobody sends the same thing again later.</summary>
    public static Task<int> Forget(Work work, DateTimeOffset before, CancellationToken cancel) =>
        work.Execute(RemoveOld, new { before }, cancel);
}
