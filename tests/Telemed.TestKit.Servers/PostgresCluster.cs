using Microsoft.Extensions.Logging.Abstractions;
using Telemed.Storage;
using Telemed.Storage.Postgres;

namespace Telemed.TestKit.Servers;

/// <summary>
/// One real PostgreSQL for a whole test process, with its durability settings as they ship. Each test class takes a
/// database of its own, copied from one that all migrations were applied to.
/// </summary>
public static class PostgresCluster
{
    private const string Template = "migrated";
    private static readonly SemaphoreSlim Gate = new(1);
    private static OwnedPostgres? server;
    private static int databases;

    /// <summary>Why there is no PostgreSQL here, or null when there is one.</summary>
    public static string? WhyAbsent { get; } = PostgresBinaries.Find(null).Count > 0
        ? null
        : "No PostgreSQL programs were found: apt-get install postgresql, or set TELEMED_POSTGRES.";

    /// <summary>A connection string to a new database with the shipped schema.</summary>
    public static Task<string> NewDatabase() => Copy(Template);

    /// <summary>A connection string to a new database without any table.</summary>
    public static Task<string> NewEmptyDatabase() => Copy(null);

    private static async Task<string> Copy(string? template)
    {
        await Gate.WaitAsync();
        try
        {
            server ??= await Start();
            return await server.EnsureDatabase($"test_{++databases}", template, CancellationToken.None);
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task<OwnedPostgres> Start()
    {
        var options = new OwnedPostgresOptions { Folder = RunFolder.New("postgres") };
        var started =
            await OwnedPostgres.Start(options, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        // The server dies with this process (see OwnedPostgres); nobody has to stop it.
        var connection = await started.EnsureDatabase(Template, null, CancellationToken.None) + ";Pooling=false";
        await using var database = new Database(connection, TimeProvider.System, NullLoggerFactory.Instance);
        await Migrator.Migrate(database, CancellationToken.None);
        return started;
    }
}

/// <summary>A fact that needs PostgreSQL and is skipped, visibly, without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    /// <summary>Skips when there is no PostgreSQL.</summary>
    public PostgresFactAttribute() => Skip = PostgresCluster.WhyAbsent;
}

/// <summary>A theory that needs PostgreSQL and is skipped, visibly, without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips when there is no PostgreSQL.</summary>
    public PostgresTheoryAttribute() => Skip = PostgresCluster.WhyAbsent;
}

/// <summary>A class fixture: one migrated database for the tests of a class.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private Database? database;

    /// <summary>The open database.</summary>
    public Database Database => database ?? throw new InvalidOperationException(PostgresCluster.WhyAbsent);

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null)
            database =
                new Database(await PostgresCluster.NewDatabase(), TimeProvider.System, NullLoggerFactory.Instance);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }
}
