using Dapper;
using Telemed.Storage;

namespace Telemed.Hub.Notices;

/// <summary>All SQL of the notices.</summary>
internal static class NoticeStore
{
    internal const int ListLimit = 100;

    private const string ListSql = """
        SELECT n.id, n.kind, n.params::text AS params, n.consultation_id, n.created_at, n.read_at
        FROM notice n
        WHERE n.person_id = @person AND (NOT @unread OR n.read_at IS NULL)
          AND (@beforeAt::timestamptz IS NULL OR (n.created_at, n.id) < (@beforeAt::timestamptz, @beforeId::uuid))
        ORDER BY n.created_at DESC, n.id DESC
        LIMIT @limit
        """;

    private const string CountSql = "SELECT count(*)::int FROM notice WHERE person_id = @person AND read_at IS NULL";

    private const string ReadSql = """
        UPDATE notice SET read_at = @now
        WHERE person_id = @person AND read_at IS NULL AND (@all OR id = ANY (@ids))
        """;

    // A notice nobody read is kept longer: somebody may ask who was told of what, and when.
    private const string ForgetSql = """
        DELETE FROM notice WHERE id IN (
            SELECT n.id FROM notice n
            WHERE n.created_at < @unreadBefore OR (n.created_at < @readBefore AND n.read_at IS NOT NULL)
            ORDER BY n.created_at LIMIT @limit)
        """;

    [method: ExplicitConstructor]
    internal sealed record NoticeRecord(
        Guid Id, string Kind, string Params, Guid? ConsultationId, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt);

    internal static async Task<(IReadOnlyList<NoticeRecord> Rows, int Unread)> List(
        Reading reading, Guid person, bool unread, (DateTimeOffset At, Guid Id)? before, int limit,
        CancellationToken cancel)
    {
        var rows = await reading.Rows<NoticeRecord>(
            ListSql, new { person, unread, beforeAt = before?.At, beforeId = before?.Id, limit }, cancel);
        return (rows, await reading.Row<int>(CountSql, new { person }, cancel));
    }

    /// <summary>Removes some old notices.</summary>
    /// <returns>How many; the limit says that there may be more.</returns>
    internal static Task<int> Forget(
        Work work, DateTimeOffset readBefore, DateTimeOffset unreadBefore, int limit, CancellationToken cancel) =>
        work.Execute(ForgetSql, new { readBefore, unreadBefore, limit }, cancel);

    internal static Task<int> MarkRead(
        Work work, Guid person, bool all, Guid[] ids, DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(ReadSql, new { person, all, ids, now }, cancel);
}
