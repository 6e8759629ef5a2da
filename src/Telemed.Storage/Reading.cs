using System.Data;
using Dapper;
using Npgsql;

namespace Telemed.Storage;

/// <summary>
/// A connection that rows are read from. Stores take this where they only read, and a <see cref="Work"/> where they
/// write; columns are <c>snake_case</c> and meet the members of the row type by name.
/// </summary>
public class Reading : IAsyncDisposable
{
    internal Reading(NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        Connection = connection;
        InTransaction = transaction;
    }

    /// <summary>The open connection, for statements of Npgsql's own: await them by <see cref="Watch"/>.</summary>
    public NpgsqlConnection Connection { get; }

    private protected NpgsqlTransaction? InTransaction { get; }

    private bool HasFailed { get; set; }

    /// <summary>Every row of the answer. The statement itself limits how many that can be.</summary>
    public async Task<IReadOnlyList<T>> Rows<T>(string sql, object? parameters, CancellationToken cancel) =>
        (await Watch(Connection.QueryAsync<T>(Command(sql, parameters, cancel)))).AsList();

    /// <summary>The one row of the answer.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public Task<T> Row<T>(string sql, object? parameters, CancellationToken cancel) =>
        Watch(Connection.QuerySingleAsync<T>(Command(sql, parameters, cancel)));

    /// <summary>The one row of the answer, or null (the default of a value type) when there is none.</summary>
    /// <exception cref="InvalidOperationException">There is more than one.</exception>
    public Task<T?> RowOrNone<T>(string sql, object? parameters, CancellationToken cancel) =>
        Watch(Connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters, cancel)));

    /// <summary>What several statements, sent in one round trip, answer together.</summary>
    /// <param name="sql">The statements, separated by semicolons.</param>
    /// <param name="parameters">The parameters of all of them.</param>
    /// <param name="read">Reads the answers in their order.</param>
    /// <param name="cancel">Cuts the statements off.</param>
    public Task<T> Sets<T>(string sql, object? parameters, Func<SqlMapper.GridReader, Task<T>> read,
        CancellationToken cancel) => Watch(ReadSets(Command(sql, parameters, cancel), read));

    /// <summary>Rows as they arrive, for answers too long to hold.</summary>
    public async IAsyncEnumerable<T> Stream<T>(string sql, object? parameters)
    {
        var isWhole = false;
        try
        {
            await foreach (var row in Connection.QueryUnbufferedAsync<T>(sql, parameters, InTransaction))
                yield return row;
            isWhole = true;
        }
        finally
        {
            HasFailed |= !isWhole;
        }
    }

    /// <summary>Waits for a statement, and remembers when it fails (see <see cref="DisposeAsync"/>).</summary>
    public async Task<T> Watch<T>(Task<T> statement)
    {
        try
        {
            return await statement;
        }
        catch
        {
            HasFailed = true;
            throw;
        }
    }

    /// <summary>
    /// Gives the connection back; a transaction without a commit is rolled back. After a failure the connection
    /// forgets its prepared statements: one that was cut off or refused while Npgsql prepared it would be taken for
    /// prepared, and fail on this connection for everybody who asks the same later.
    /// </summary>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            if (InTransaction is not null) await InTransaction.DisposeAsync();
            // Npgsql has this one without an asynchronous twin.
            if (HasFailed && Connection.State == ConnectionState.Open) Connection.UnprepareAll();
        }
        finally
        {
            await Connection.DisposeAsync();
        }
    }

    private async Task<T> ReadSets<T>(CommandDefinition command, Func<SqlMapper.GridReader, Task<T>> read)
    {
        await using var sets = await Connection.QueryMultipleAsync(command);
        return await read(sets);
    }

    private protected CommandDefinition Command(string sql, object? parameters, CancellationToken cancel) =>
        new(sql, parameters, InTransaction, cancellationToken: cancel);
}
