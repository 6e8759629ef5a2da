using Microsoft.Extensions.Logging.Abstractions;
using Telemed.Hub.People;
using Telemed.Hub.Platform;
using Telemed.Hub.Tests.Platform;
using Telemed.Storage;
using Telemed.TestKit.Servers;

namespace Telemed.Bench.Main;

/// <summary>
/// A published hub on a PostgreSQL of its own, with the test world's people signed in and patients to send for.
/// </summary>
internal sealed class BenchHub : IAsyncDisposable
{
    private const string Freshen =
        "UPDATE session SET fresh_hash = @fresh, fresh_expires_at = @until WHERE token_hash = @hash";

    private const string AddPatient = """
        INSERT INTO patient (id, facility_id, name, sex, birth_date, language, created_by, created_at, updated_at)
        VALUES (@id, @facility, @name, 'female', '1961-02-09', 'zh', @id, @now, @now)
        """;

    internal required HubProcess Process { get; init; }

    internal required Database Database { get; init; }

    internal required TestWorld World { get; init; }

    /// <summary>Starts all of it. Rates are limited per person, so the bench lifts the limits.</summary>
    internal static Task<BenchHub> Start(CancellationToken cancel) => Start(new Dictionary<string, string>(), cancel);

    /// <summary>The same with settings of the bench's own.</summary>
    internal static async Task<BenchHub> Start(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var connection = await PostgresCluster.NewDatabase();
        var database = new Database(connection, TimeProvider.System, NullLoggerFactory.Instance);
        // Before the hub starts: on a database without people it would make an administrator of its own.
        var world = await TestWorld.Make(database, TimeProvider.System);
        var process = await HubProcess.Start(new Dictionary<string, string>(settings)
        {
            ["TELEMED_DATABASE"] = connection,
            ["Telemed__Limits__RequestsPerSecond"] = "1000000",
            ["Telemed__Limits__RequestBurst"] = "1000000",
        }, cancel);
        return new BenchHub
        {
            Process = process, Database = database, World = world,
        };
    }

    /// <summary>A client with a session, and a fresh credential that lasts as long as the bench.</summary>
    internal async Task<BenchClient> SignIn(string login, CancellationToken cancel)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var work = await Database.Begin(cancel);
        var (_, token) = await SessionStore.Open(work, World.Person(login), now, new LogInOptions(), cancel);
        var fresh = SecretText.New();
        await work.Execute(Freshen,
            new { fresh = SecretText.Hash(fresh), until = now.AddHours(4), hash = SecretText.Hash(token) }, cancel);
        await work.Commit(cancel);
        return new BenchClient(Process.Address, $"{RequestCredential.Cookie}={token}", fresh);
    }

    internal async Task<Guid> Patient(string facility, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7();
        await using var work = await Database.Begin(cancel);
        await work.Execute(AddPatient, new
        {
            id, facility = World.Facility(facility).Value, name = "张桂兰", now = TimeProvider.System.GetUtcNow(),
        }, cancel);
        await work.Commit(cancel);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Database.DisposeAsync();
    }
}
