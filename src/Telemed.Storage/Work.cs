using Dapper;
using Npgsql;
using Telemed.Storage.Notify;

namespace Telemed.Storage;

/// <summary>
/// A unit of work: everything done through it becomes visible together at <see cref="Commit"/>, or not at all.
/// What is to be told about it (notifications, after-commit actions) waits for the commit and dies with a rollback.
/// </summary>
public sealed class Work : Reading
{
    private readonly NotifyPump pump;
    private List<Notification>? notifications;
    private List<Action>? afterCommit;

    internal Work(NpgsqlConnection connection, NpgsqlTransaction transaction, NotifyPump pump)
        : base(connection, transaction)
    {
        Transaction = transaction;
        this.pump = pump;
    }

    /// <summary>The transaction, for statements that need Npgsql itself.</summary>
    public NpgsqlTransaction Transaction { get; }

    /// <summary>Runs a statement and says how many rows it touched.</summary>
    public Task<int> Execute(string sql, object? parameters, CancellationToken cancel) =>
        Watch(Connection.ExecuteAsync(Command(sql, parameters, cancel)));

    /// <summary>Runs statements of Npgsql's own.</summary>
    public Task<int> Execute(NpgsqlBatch statements, CancellationToken cancel) =>
        Watch(statements.ExecuteNonQueryAsync(cancel));

    /// <summary>An empty batch within the transaction.</summary>
    public NpgsqlBatch Batch() => new(Connection, Transaction);

    /// <summary>
    /// Tells every hub that listens on a channel, after the commit. At most once and without a promise: a listener
    /// that was away missed it and looks for itself (see <see cref="NotifyListener"/>).
    /// </summary>
    /// <param name="channel">A channel name of lower-case letters, digits and underscores.</param>
    /// <param name="payload">Text of any length; what PostgreSQL cannot carry travels through a table.</param>
    public void Notify(string channel, string payload) =>
        (notifications ??= []).Add(new Notification(channel, payload));

    /// <summary>Runs an action in this process after the commit. It must be quick and must not throw.</summary>
    public void AfterCommit(Action action) => (afterCommit ??= []).Add(action);

    /// <summary>Commits durably; when this returns the work is on disk. A failure leaves nothing told.</summary>
    public async Task Commit(CancellationToken cancel)
    {
        await Transaction.CommitAsync(cancel);
        foreach (var notification in notifications ?? []) pump.Send(notification);
        foreach (var action in afterCommit ?? []) action();
        notifications = null;
        afterCommit = null;
    }
}
