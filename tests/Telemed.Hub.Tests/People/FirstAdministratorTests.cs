using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Telemed.Hub.Platform;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.People;

public sealed class FirstAdministratorTests
{
    [PostgresFact]
    public async Task An_empty_database_gets_one_administrator_who_must_change_what_was_shown_once()
    {
        var settings = Settings(await PostgresCluster.NewDatabase());
        string first;
        await using (var hub = await HubApp.Start(settings, CancellationToken.None))
        {
            first = Assert.IsType<string>(hub.FirstPassword);
            using var client = Client(hub);
            using var answer = await client.PostAsJsonAsync("/api/session", new { login = "admin", password = first });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            client.DefaultRequestHeaders.Add("Cookie", answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
            Assert.Equal("must_change_password", await client.GetAsync("/api/people").Code(HttpStatusCode.Forbidden));
            await client.PutAsJsonAsync("/api/session/password",
                new { current = first, next = "my own long pass phrase" }).Body(HttpStatusCode.NoContent);
            Assert.Equal("must_enrol", await client.GetAsync("/api/people").Code(HttpStatusCode.Forbidden));
            Assert.Equal("not_found", await client.GetAsync("/api/demonstration").Code(HttpStatusCode.NotFound));
        }
        await using var again = await HubApp.Start(settings, CancellationToken.None);
        Assert.Null(again.FirstPassword);
    }

    [PostgresFact]
    public async Task The_demonstration_shows_log_ins_that_work_and_a_second_start_keeps_them()
    {
        var settings = Settings(await PostgresCluster.NewDatabase(), demonstration: true);
        await using (var hub = await HubApp.Start(settings, CancellationToken.None)) Assert.Null(hub.FirstPassword);
        await using var second = await HubApp.Start(settings, CancellationToken.None);
        using var client = Client(second);
        var shown = await client.GetAsync("/api/demonstration").Body();
        var roles = new List<string>();
        foreach (var login in shown.GetProperty("logins").EnumerateArray())
        {
            var session = await client.PostAsJsonAsync("/api/session",
                new { login = login.Text("login"), password = login.Text("password"), code = login.Text("code") })
                .Body();
            Assert.True(session.GetProperty("demonstration").GetBoolean());
            roles.Add(login.Text("role"));
        }
        Assert.Superset(new HashSet<string> { "village_clinician", "reporter", "coordinator", "administrator",
            "auditor" }, roles.ToHashSet());
        await using var read = await second.Services.GetRequiredService<Storage.Database>()
            .Read(CancellationToken.None);
        var states = await read.Rows<string>("SELECT DISTINCT state FROM consultation", null, CancellationToken.None);
        Assert.Superset(new HashSet<string>
        {
            "draft", "cancelled", "queued", "returned", "reading", "info_requested", "rejected", "delivered",
            "acknowledged", "acted",
        }, states.ToHashSet());
        using var device = Client(second);
        device.DefaultRequestHeaders.Authorization = new("Bearer", shown.Text("deviceKey"));
        Assert.Equal("not_permitted", await device.GetAsync("/api/session").Code(HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task The_demonstration_does_not_listen_to_the_world() =>
        await Assert.ThrowsAsync<SettingsRefused>(() => HubApp.Start(new HubStart
        {
            ReadVariables = false,
            Settings = new Dictionary<string, string?>
            {
                ["Telemed:Url"] = "http://0.0.0.0:0", ["Telemed:Demonstration"] = "true",
            },
        }, CancellationToken.None));

    private static HubStart Settings(string connection, bool demonstration = false) => new()
    {
        ReadVariables = false,
        LogLevel = LogLevel.Warning,
        Settings = new Dictionary<string, string?>
        {
            ["Telemed:Url"] = "http://127.0.0.1:0", ["Telemed:Data"] = RunFolder.New("hub"),
            ["Telemed:Database"] = connection,
            ["Telemed:Dimse:Port"] = "0", ["Telemed:Demonstration"] = demonstration ? "true" : "false",
            ["Telemed:Session:PasswordRounds"] = "100000",
        },
    };

    private static HttpClient Client(HubApp hub)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(
            hub.Address) };
        client.DefaultRequestHeaders.Add(AccessGate.WriteHeader, "1");
        return client;
    }
}
