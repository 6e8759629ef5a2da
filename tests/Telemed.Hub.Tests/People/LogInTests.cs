using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.People;
using Telemed.Hub.Platform;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.People;

public sealed class LogInTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private const string Password = "a long enough pass phrase";
    private readonly byte[] secret = Totp.NewSecret();

    [PostgresFact]
    public async Task Name_password_and_code_open_a_session_that_logging_out_ends_at_once()
    {
        await GivePassword("county-a");
        using var client = hub.Anonymous();
        using var answer = await Post(client, "County-A ", Password, Code());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("county-a", session.GetProperty("person").GetProperty("login").GetString());
        Assert.Equal("reporter", session.GetProperty("roles")[0].GetProperty("role").GetString());
        Assert.Contains(session.GetProperty("permissions").EnumerateArray(),
            each => each.GetString() == "claim_consultation");

        client.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/session")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/session")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/session")).StatusCode);
    }

    [PostgresFact]
    public async Task Without_the_code_the_answer_asks_for_it_and_a_code_counts_once()
    {
        await GivePassword("reader-a");
        using var client = hub.Anonymous();
        Assert.Equal("code_needed", await Refusal(await Post(client, "reader-a", Password, null)));
        var code = Code();
        Assert.Equal(HttpStatusCode.OK, (await Post(client, "reader-a", Password, code)).StatusCode);
        Assert.Equal("bad_credentials", await Refusal(await Post(client, "reader-a", Password, code)));
    }

    [PostgresTheory]
    [InlineData("reviewer-a")]
    [InlineData("nobody-has-this-name")]
    public async Task Five_wrong_passwords_lock_a_name_whether_somebody_has_it_or_not(string login)
    {
        if (login == "reviewer-a") await GivePassword(login);
        using var client = hub.Anonymous();
        for (var attempt = 1; attempt <= 4; attempt++)
            Assert.Equal("bad_credentials", await Refusal(await Post(client, login, "wrong password", "000000")));
        Assert.Equal("locked", await Refusal(await Post(client, login, "wrong password", "000000")));
        Assert.Equal("locked", await Refusal(await Post(client, login, Password, Code())));
        hub.Clock.Advance(TimeSpan.FromMinutes(16));
        if (login == "reviewer-a")
            Assert.Equal(HttpStatusCode.OK, (await Post(client, login, Password, Code())).StatusCode);
        else
            Assert.Equal("bad_credentials", await Refusal(await Post(client, login, Password, Code())));
    }

    [PostgresFact]
    public async Task A_session_ends_when_nobody_used_it_for_a_quarter_of_an_hour()
    {
        using var client = await hub.SignIn("desk-a");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/session")).StatusCode);
        hub.Clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/session")).StatusCode);
        hub.Clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/session")).StatusCode);
        hub.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/session")).StatusCode);
    }

    [PostgresFact]
    public async Task A_session_ends_after_twelve_hours_however_busy()
    {
        using var client = await hub.SignIn("desk-a");
        for (var minute = 0; minute < 12 * 60 - 10; minute += 10)
        {
            hub.Clock.Advance(TimeSpan.FromMinutes(10));
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/session")).StatusCode);
        }
        hub.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/session")).StatusCode);
    }

    [PostgresFact]
    public async Task Logging_out_at_one_hub_ends_the_session_at_the_other_within_a_second()
    {
        await using var other = await hub.StartAnother();
        using var here = await hub.SignIn("village-a");
        using var there = hub.Anonymous(other);
        there.DefaultRequestHeaders.Add("Cookie", here.DefaultRequestHeaders.GetValues("Cookie"));
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync("/api/session")).StatusCode);
        await here.DeleteAsync("/api/session");
        var status = HttpStatusCode.OK;
        for (var look = 0; look < 20 && status == HttpStatusCode.OK; look++)
        {
            await Task.Delay(50);
            status = (await there.GetAsync("/api/session")).StatusCode;
        }
        Assert.Equal(HttpStatusCode.Unauthorized, status);
    }

    [PostgresFact]
    public async Task A_write_from_another_site_is_refused()
    {
        using var client = await hub.SignIn("village-a");
        client.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");
        Assert.Equal("forged", await Refusal(await client.PutAsJsonAsync("/api/session/preferences",
            new { language = "ru" })));
        client.DefaultRequestHeaders.Remove("Origin");
        client.DefaultRequestHeaders.Remove(AccessGate.WriteHeader);
        Assert.Equal("forged", await Refusal(await client.PutAsJsonAsync("/api/session/preferences",
            new { language = "ru" })));
    }

    [PostgresFact]
    public async Task A_temporary_password_must_be_changed_before_anything_else_works()
    {
        await GivePassword("admin", mustChange: true);
        using var client = await hub.SignIn("admin");
        Assert.Equal("must_change_password", await Refusal(await client.GetAsync("/metrics")));
        Assert.Equal("weak_password", await Refusal(await client.PutAsJsonAsync("/api/session/password",
            new { current = Password, next = "short" })));
        Assert.Equal(HttpStatusCode.NoContent,
            (await client.PutAsJsonAsync("/api/session/password",
            new { current = Password, next = "another long pass phrase" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/metrics")).StatusCode);
    }

    [PostgresFact]
    public async Task A_fresh_credential_is_given_for_the_password_and_only_for_it()
    {
        await GivePassword("county-b");
        using var client = await hub.SignIn("county-b");
        Assert.Equal("bad_credentials", await Refusal(await client.PostAsJsonAsync("/api/session/fresh",
            new { password = "wrong password" })));
        using var given = await client.PostAsJsonAsync("/api/session/fresh", new { password = Password });
        Assert.Equal(HttpStatusCode.OK, given.StatusCode);
        var token = (await given.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;

        Assert.Equal("fresh_credential_needed", await Refusal(await client.PostAsync("/api/session/totp", null)));
        client.DefaultRequestHeaders.Add(FreshCredential.Header, token);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/api/session/totp", null)).StatusCode);
        hub.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("fresh_credential_needed", await Refusal(await client.PostAsync("/api/session/totp", null)));
    }

    [PostgresFact]
    public async Task A_new_second_factor_counts_after_its_first_code()
    {
        await GivePassword("quality", enrolled: false);
        using var client = await hub.SignIn("quality");
        Assert.True((await client.GetFromJsonAsync<JsonElement>("/api/session")).GetProperty("mustEnrol").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/api/session/totp", null)).StatusCode);
        await using var read = await hub.Database.Read(CancellationToken.None);
        var pending = await read.Row<byte[]>("SELECT totp_pending FROM person WHERE login_key = 'quality'", null,
            CancellationToken.None);
        var factor = hub.Hub.Services.GetRequiredService<SecondFactor>();
        var code = Totp.Code(factor.Unseal(pending), Totp.StepAt(hub.Clock.GetUtcNow()));
        Assert.Equal("wrong_code", await Refusal(await client.PostAsJsonAsync("/api/session/totp/confirmation",
            new { code = "000000" })));
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync("/api/session/totp/confirmation",
            new { code })).StatusCode);
        Assert.False((await client.GetFromJsonAsync<JsonElement>("/api/session")).GetProperty("mustEnrol")
            .GetBoolean());
    }

    private async Task GivePassword(string login, bool mustChange = false, bool enrolled = true)
    {
        var hash = await hub.Hub.Services.GetRequiredService<PasswordChecks>().Hash(Password, CancellationToken.None);
        var factor = enrolled ? hub.Hub.Services.GetRequiredService<SecondFactor>().Seal(secret) : null;
        await using var work = await hub.Database.Begin(CancellationToken.None);
        await work.Execute(
            """
            UPDATE person SET password_hash = @hash, must_change_password = @mustChange, totp_secret = @factor,
                   totp_last_step = 0
            WHERE login_key = @login
            """,
            new { login, hash, mustChange, factor }, CancellationToken.None);
        await work.Commit(CancellationToken.None);
    }

    private string Code() => Totp.Code(secret, Totp.StepAt(hub.Clock.GetUtcNow()));

    private static Task<HttpResponseMessage> Post(HttpClient client, string login, string password, string? code) =>
        client.PostAsJsonAsync("/api/session", new { login, password, code });

    private static async Task<string?> Refusal(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.False(answer.IsSuccessStatusCode);
            return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
        }
    }
}
