using Telemed.Storage.Postgres;

namespace Telemed.Hub.Platform;

/// <summary>Where the records are: the database that was named, or the hub's own private PostgreSQL.</summary>
internal sealed class HubDatabase(string connectionString, OwnedPostgres? owned) : IAsyncDisposable
{
    private const string DatabaseName = "telemed";

    public string ConnectionString => connectionString;

    public static async Task<HubDatabase> Open(
        HubOptions options, HubStart start, CancellationToken cancel)
    {
        if (options.Database.Length > 0) return new(Bounded(options.Database, options), null);
        using var logs = LoggerFactory.Create(logging => logging.AddJsonConsole().SetMinimumLevel(LogLevel.Warning)
            .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
                console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var owned = await OwnedPostgres.Start(
            new OwnedPostgresOptions
            {
                Folder = Path.Combine(options.Data, "postgres"),
                ProgramFolder = options.Postgres.Length > 0 ? options.Postgres : null,
            },
            start.Time, logs.CreateLogger<OwnedPostgres>(), cancel);
        return new(Bounded(await owned.EnsureDatabase(DatabaseName, null, cancel), options), owned);
    }

    public ValueTask DisposeAsync() => owned?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string Bounded(string connectionString, HubOptions options) =>
        new Npgsql.NpgsqlConnectionStringBuilder(
            connectionString) { MaxPoolSize = options.DatabaseConnections }.ConnectionString;
}
