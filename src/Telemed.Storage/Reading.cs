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

    /// <summary>The open connection, for statements that need Npgsql itself.</summary>
    public NpgsqlConnection Connection { get; }

    private protected NpgsqlTransaction? InTransaction { get; }

    /// <summary>Every row of the answer. The statement itself limits how many that can be.</summary>
    public async Task<IReadOnlyList<T>> Rows<T>(string sql, object? parameters, CancellationToken cancel) =>
        (await Connection.QueryAsync<T>(Command(sql, parameters, cancel))).AsList();

    /// <summary>The one row of the answer.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public Task<T> Row<T>(string sql, object? parameters, CancellationToken cancel) =>
        Connection.QuerySingleAsync<T>(Command(sql, parameters, cancel));

    /// <summary>The one row of the answer, or null (the default of a value type) when there is none.</summary>
    /// <exception cref="InvalidOperationException">There is more than one.</exception>
    public Task<T?> RowOrNone<T>(string sql, object? parameters, CancellationToken cancel) =>
        Connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters, cancel));

    /// <summary>Rows as they arrive, for answers too long to hold.</summary>
    public IAsyncEnumerable<T> Stream<T>(string sql, object? parameters) =>
        Connection.QueryUnbufferedAsync<T>(sql, parameters, InTransaction);

    /// <summary>Gives the connection back; a transaction without a commit is rolled back.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (InTransaction is not null) await InTransaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    private protected CommandDefinition Command(string sql, object? parameters, CancellationToken cancel) =>
        new(sql, parameters, InTransaction, cancellationToken: cancel);
}
