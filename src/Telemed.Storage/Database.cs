using Microsoft.Extensions.Logging;
using Npgsql;
using Telemed.Storage.Notify;

namespace Telemed.Storage;

/// <summary>The one way to PostgreSQL: pooled connections, units of work, and what is told after a commit.</summary>
public sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;

    /// <summary>Wraps a connection string; nothing is opened yet.</summary>
    /// <param name="connectionString">An Npgsql connection string.</param>
    /// <param name="time">The clock that paces the notification pump.</param>
    /// <param name="logs">Where the pump says what it could not send.</param>
    public Database(string connectionString, TimeProvider time, ILoggerFactory logs)
    {
        DapperTypes.Register();
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        // Automatic preparation saves the planning of the few hundred statements that a hub repeats.
        builder.ConnectionStringBuilder.MaxAutoPrepare = 200;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 3;
        // No statement leaves anything behind in its session (settings are SET LOCAL, locks of a transaction), and
        // to forget what is not there cost a twelfth of the database's time.
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.ConnectionStringBuilder.ApplicationName ??= "telemed";
        source = builder.Build();
        ConnectionString = connectionString;
        Pump = new NotifyPump(source, time, logs.CreateLogger<NotifyPump>());
    }

    /// <summary>The connection string this was made with, password included: never to be logged.</summary>
    public string ConnectionString { get; }

    /// <summary>The same for a connection outside the pool. Never to be logged either.</summary>
    internal string OwnConnectionString => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Pooling = false, ApplicationName = "telemed",
    }.ConnectionString;

    /// <summary>The pool under this, for code that needs Npgsql itself (COPY, LISTEN).</summary>
    public NpgsqlDataSource Source => source;

    internal NotifyPump Pump { get; }

    /// <summary>Begins a unit of work: one connection, one transaction. Without a commit it is rolled back.</summary>
    public async Task<Work> Begin(CancellationToken cancel)
    {
        var connection = await source.OpenConnectionAsync(cancel);
        try
        {
            return new Work(connection, await connection.BeginTransactionAsync(cancel), Pump);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a connection for reading, without a transaction around it.</summary>
    public async Task<Reading> Read(CancellationToken cancel) => new(await source.OpenConnectionAsync(cancel), null);

    /// <summary>
    /// Tells every hub that listens on a channel, at once and outside of any transaction. At most once and without a
    /// promise, as <see cref="Work.Notify"/> after its commit.
    /// </summary>
    public void Notify(string channel, string payload) => Pump.Send(new Notification(channel, payload));

    /// <summary>Says what is still to be said and closes the pool.</summary>
    public async ValueTask DisposeAsync()
    {
        await Pump.DisposeAsync();
        await source.DisposeAsync();
    }
}
