using Npgsql;
using NpgsqlTypes;
using Telemed.Storage;

namespace Telemed.Hub.Consultations;

/// <summary>
/// Statements that go to the database together, in one round trip, within the work's transaction. A step of a
/// consultation touches five tables; sent one by one they would cost five round trips under a row lock.
/// </summary>
internal sealed class StatementBatch(Work work) : IDisposable
{
    // A step writes a handful of statements; more than this is a loop gone wrong.
    private const int StatementLimit = 64;

    private readonly NpgsqlBatch batch = work.Batch();

    /// <summary>Adds a statement made elsewhere, such as a line of the audit trail.</summary>
    internal void Add(NpgsqlBatchCommand command)
    {
        if (batch.BatchCommands.Count >= StatementLimit)
            throw new InvalidOperationException("One change wants more statements than any step needs.");
        batch.BatchCommands.Add(command);
    }

    internal void Add(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (name, value) in parameters) command.Parameters.Add(Parameter(name, value));
        Add(command);
    }

    /// <summary>Sends everything; the answer is the number of rows of the first statement.</summary>
    internal async Task<int> Run(CancellationToken cancel)
    {
        if (batch.BatchCommands.Count == 0) return 0;
        await work.Execute(batch, cancel);
        return checked((int)batch.BatchCommands[0].RecordsAffected);
    }

    public void Dispose() => batch.Dispose();

    private static NpgsqlParameter Parameter(string name, object? value) => value switch
    {
        null => new NpgsqlParameter(name, DBNull.Value),
        JsonText json => new NpgsqlParameter(name, NpgsqlDbType.Jsonb) { Value = json.Text },
        DateTimeOffset at => new NpgsqlParameter<DateTimeOffset>(name, NpgsqlDbType.TimestampTz)
        { TypedValue = at.ToUniversalTime() },
        DateTimeOffset[] many => new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
        { Value = many },
        Guid id => new NpgsqlParameter<Guid>(name, NpgsqlDbType.Uuid) { TypedValue = id },
        string text => new NpgsqlParameter<string>(name, NpgsqlDbType.Text) { TypedValue = text },
        int number => new NpgsqlParameter<int>(name, NpgsqlDbType.Integer) { TypedValue = number },
        bool flag => new NpgsqlParameter<bool>(name, NpgsqlDbType.Boolean) { TypedValue = flag },
        string?[] texts => new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = texts },
        Guid?[] ids => new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.Uuid) { Value = ids },
        _ => new NpgsqlParameter(name, value),
    };
}
