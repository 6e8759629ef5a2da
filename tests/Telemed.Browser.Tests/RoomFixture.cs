using Microsoft.Extensions.Logging.Abstractions;
using Telemed.Storage;
using Telemed.TestKit.Servers;

namespace Telemed.Browser.Tests;

/// <summary>The hub with a relay, a narrow line to each of them, and a Chromium with a camera that is none.</summary>
public sealed class RoomFixture : BrowserFixture
{
    private const string Secret = "a-secret-of-the-room-tests";
    private readonly int turnPort = FreePort.Next();
    private string database = "";

    /// <summary>Why there is no relay here; null when there is one.</summary>
    public static string? WhyNoRelay { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, "turnserver")))
            ? null : "coturn is absent: apt-get install coturn.";

    /// <summary>The narrow line to the relay, by TCP.</summary>
    public ThrottledProxy RelayLine { get; private set; } = null!;

    /// <summary>The narrow line to the hub.</summary>
    public ThrottledProxy HubLine { get; private set; } = null!;

    /// <summary>The hub at the end of its narrow line.</summary>
    public Uri FarHub => new($"http://127.0.0.1:{HubLine.Port}");

    protected override IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            var settings = new Dictionary<string, string> { ["TELEMED_DATABASE"] = database };
            if (WhyNoRelay is not null) return settings;
            settings["TELEMED_TURN_URLS"] =
                $"turn:127.0.0.1:{turnPort}?transport=udp,turn:127.0.0.1:{RelayLine.Port}?transport=tcp";
            settings["TELEMED_TURN_SECRET"] = Secret;
            return settings;
        }
    }

    // Five pictures a second from the false camera are enough to be counted, and leave the machine to the others.
    protected override IReadOnlyList<string> Arguments =>
    [
        "--use-fake-device-for-media-stream=fps=5", "--use-fake-ui-for-media-stream",
        "--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required",
    ];

    public override async Task InitializeAsync()
    {
        if (WhyAbsent is not null) return;
        database = await PostgresCluster.NewEmptyDatabase();
        RelayLine = new ThrottledProxy(turnPort);
        if (WhyNoRelay is null)
        {
            ServerProcess.Start("turnserver", "-n", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1",
                $"--listening-port={turnPort}", "--min-port=49200", "--max-port=49400", "--use-auth-secret",
                $"--static-auth-secret={Secret}", "--realm=hub", "--no-tls", "--no-dtls", "--no-cli",
                "--allow-loopback-peers", "--log-file=/dev/null", "--pidfile=/dev/null");
        }
        await base.InitializeAsync();
        HubLine = new ThrottledProxy(Hub.Address.Port);
    }

    /// <summary>Changes the hub's database: a test moves a due time into the past instead of waiting for it.</summary>
    public async Task Execute(string sql, object parameters)
    {
        await using var open = new Database(database, TimeProvider.System, NullLoggerFactory.Instance);
        await using var work = await open.Begin(CancellationToken.None);
        Assert.NotEqual(0, await work.Execute(sql, parameters, CancellationToken.None));
        await work.Commit(CancellationToken.None);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (HubLine is not null) await HubLine.DisposeAsync();
        if (RelayLine is not null) await RelayLine.DisposeAsync();
    }
}

/// <summary>A fact about rooms: needs hub, pages, Chromium and the real files.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RoomFactAttribute : FactAttribute
{
    public RoomFactAttribute() => Skip = BrowserFixture.WhyAbsent
        ?? (TestKit.TestData.Root is null ? "The folder of real files is absent; set TELEMED_TEST_DATA." : null);

    /// <inheritdoc/>
    public override int Timeout { get; set; } = BrowserFixture.TestLimitMs;
}

/// <summary>The same, for facts that need the relay.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RelayFactAttribute : FactAttribute
{
    public RelayFactAttribute() => Skip = BrowserFixture.WhyAbsent ?? RoomFixture.WhyNoRelay
        ?? (TestKit.TestData.Root is null ? "The folder of real files is absent; set TELEMED_TEST_DATA." : null);

    /// <inheritdoc/>
    public override int Timeout { get; set; } = BrowserFixture.TestLimitMs;
}
