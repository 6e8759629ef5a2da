using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Platform;

/// <summary>A hub that lets one caller ask twenty times at once, and one address sign in five times a minute.</summary>
public sealed class NarrowFixture : HubFixture
{
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Telemed:Limits:RequestBurst"] = "20", ["Telemed:Limits:RequestsPerSecond"] = "2",
        ["Telemed:Limits:LogInsPerMinute"] = "5",
    };
}

/// <summary>One caller cannot take the hub from the others; the refusal says how long to wait.</summary>
public sealed class RateLimitTests(NarrowFixture hub) : IClassFixture<NarrowFixture>
{
    [PostgresFact]
    public async Task Whoever_asks_too_often_is_told_when_to_come_back_and_nobody_else_suffers()
    {
        using var greedy = await hub.SignIn("county-a");
        var answers = new List<HttpResponseMessage>();
        for (var request = 0; request < 30; request++) answers.Add(await greedy.GetAsync("/api/notices"));
        Assert.Equal(HttpStatusCode.OK, answers[0].StatusCode);
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToArray();
        Assert.InRange(refused.Length, 5, 10);
        await IsRefusal(refused[^1]);
        using var patient = await hub.SignIn("village-a");
        Assert.Equal(HttpStatusCode.OK, (await patient.GetAsync("/api/notices")).StatusCode);
        // Two a second come back: a second later this caller may ask again.
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        Assert.Equal(HttpStatusCode.OK, (await greedy.GetAsync("/api/notices")).StatusCode);
        foreach (var answer in answers) answer.Dispose();
    }

    [PostgresFact]
    public async Task Guessing_passwords_ends_after_a_few_tries_from_one_address()
    {
        using var guesser = hub.Anonymous();
        HttpResponseMessage? last = null;
        for (var guess = 0; guess < 6; guess++)
        {
            last?.Dispose();
            last = await guesser.PostAsJsonAsync("/api/session", new { login = $"nobody-{guess}", password = "guess" });
        }
        await IsRefusal(last!);
        last!.Dispose();
    }

    private static async Task IsRefusal(HttpResponseMessage refused)
    {
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        var wait = int.Parse(refused.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture);
        Assert.InRange(wait, 1, 60);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("too_many", problem.GetProperty("code").GetString());
        Assert.Equal(429, problem.GetProperty("status").GetInt32());
    }
}
