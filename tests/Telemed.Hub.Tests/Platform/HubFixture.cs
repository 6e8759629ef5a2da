using System.Net.Http.Headers;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.People;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Platform;

/// <summary>
/// A class fixture: a whole hub on a real port with a PostgreSQL database and a data folder of its own. Tests speak
/// HTTP and SignalR to it; facilities and people come from <see cref="TestWorld"/>.
/// </summary>
public class HubFixture : IAsyncLifetime
{
    private HubApp? hub;

    internal HubApp Hub => hub ?? throw new InvalidOperationException(PostgresCluster.WhyAbsent);

    internal MovedClock Clock { get; } = new();

    internal Database Database => Hub.Services.GetRequiredService<Database>();

    internal Uri Address => new(Hub.Address);

    /// <summary>The city, counties, townships and villages that every test finds, with people in every role.</summary>
    internal TestWorld World { get; private set; } = null!;

    /// <summary>Settings over the defaults, for a class that needs others.</summary>
    protected virtual IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>();

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is not null) return;
        var connection = await PostgresCluster.NewDatabase();
        // People are there before the hub starts, or it would make its first administrator.
        await using (var empty = new Database(connection, Clock, NullLoggerFactory.Instance)) World =
            await TestWorld.Make(empty, Clock);
        hub = await HubApp.Start(StartOf(connection), CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (hub is not null) await hub.DisposeAsync();
    }

    /// <summary>A second hub on the same database, as behind a load balancer.</summary>
    internal async Task<HubApp> StartAnother() => await HubApp.Start(StartOf(Database.ConnectionString),
        CancellationToken.None);

    /// <summary>Somebody unknown.</summary>
    internal HttpClient Anonymous(HubApp? at = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri((at ?? Hub).Address),
        };
        client.DefaultRequestHeaders.Add(AccessGate.WriteHeader, "1");
        return client;
    }

    /// <summary>
    /// A client with a session of the person named by log-in, opened without the ceremony of signing in.
    /// </summary>
    internal async Task<HttpClient> SignIn(string login, HubApp? at = null)
    {
        var client = Anonymous(at);
        client.DefaultRequestHeaders.Add("Cookie", $"{RequestCredential.Cookie}={await Token(login)}");
        return client;
    }

    /// <summary>A session's token for the person named by log-in.</summary>
    internal async Task<string> Token(string login)
    {
        await using var work = await Database.Begin(CancellationToken.None);
        var opened = await SessionStore.Open(work, World.Person(login), Clock.GetUtcNow(),
            Hub.Services.GetRequiredService<LogInOptions>(), CancellationToken.None);
        await work.Commit(CancellationToken.None);
        return opened.Token;
    }

    /// <summary>The header value that proves a fresh credential, for the session of a signed-in client.</summary>
    internal async Task<string> Fresh(HttpClient client)
    {
        var token = client.DefaultRequestHeaders.GetValues("Cookie").Single().Split('=', 2)[1];
        var fresh = SecretText.New();
        await using var work = await Database.Begin(CancellationToken.None);
        await work.Execute("UPDATE session SET fresh_hash = @fresh, fresh_expires_at = @until WHERE token_hash = @hash",
            new
            {
                fresh = SecretText.Hash(fresh), until = Clock.GetUtcNow() + TimeSpan.FromMinutes(5),
                hash = SecretText.Hash(token),
            }, CancellationToken.None);
        await work.Commit(CancellationToken.None);
        return fresh;
    }

    /// <summary>A client that carries a device's key.</summary>
    internal HttpClient Device(string key)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>A live connection of a signed-in client.</summary>
    internal Task<LiveClient> Live(HttpClient client) =>
        LiveClient.Connect(client.BaseAddress!, client.DefaultRequestHeaders.GetValues("Cookie").Single());

    private HubStart StartOf(string connectionString)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Telemed:Url"] = "http://127.0.0.1:0",
            ["Telemed:Data"] = RunFolder.New("hub"),
            ["Telemed:Database"] = connectionString,
            ["Telemed:Dimse:Port"] = "0",
            ["Telemed:Limits:LogInsPerMinute"] = "10000",
            ["Telemed:Session:PasswordRounds"] = "100000",
        };
        foreach (var (key, value) in Settings) settings[key] = value;
        return new HubStart
        {
            Settings = settings, Time = Clock, ReadVariables = false,
            LogLevel = Microsoft.Extensions.Logging.LogLevel.Warning,
        };
    }
}
