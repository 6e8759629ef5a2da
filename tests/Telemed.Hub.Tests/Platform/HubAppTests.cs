using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Platform;

public sealed class HubAppTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [PostgresFact]
    public async Task A_started_hub_is_alive_and_ready()
    {
        using var client = hub.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        var ready = await client.GetFromJsonAsync<JsonElement>("/health/ready");
        Assert.Equal("ready", ready.GetProperty("status").GetString());
        Assert.Equal("ok", ready.GetProperty("parts").GetProperty("database").GetString());
    }

    [PostgresTheory]
    [InlineData("GET", "/api/nothing/here", 404, "not_found")]
    [InlineData("DELETE", "/health/live", 405, "method_not_allowed")]
    [InlineData("GET", "/metrics", 401, "signed_out")]
    public async Task Every_refusal_is_a_problem_with_a_code(string method, string path, int status, string code)
    {
        using var client = hub.Anonymous();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await client.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
    }

    [PostgresFact]
    public async Task Every_answer_carries_the_security_headers()
    {
        using var client = hub.Anonymous();
        using var answer = await client.GetAsync("/api/nothing/here");
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
        Assert.Equal("require-corp", answer.Headers.GetValues("Cross-Origin-Embedder-Policy").Single());
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self' 'wasm-unsafe-eval'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [PostgresFact]
    public async Task Figures_name_routes_and_never_what_was_asked()
    {
        using var admin = await hub.SignIn("admin");
        await admin.GetAsync("/health/ready?q=secret-name");
        var figures = await admin.GetStringAsync("/metrics");
        Assert.Contains("http_server_request_duration_seconds_bucket{", figures, StringComparison.Ordinal);
        Assert.Contains("http_route=\"/health/ready\"", figures, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-name", figures, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task The_interfaces_are_described()
    {
        using var client = hub.Anonymous();
        var description = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        Assert.StartsWith("3.", description.GetProperty("openapi").GetString(), StringComparison.Ordinal);
    }

    [PostgresTheory]
    [InlineData("/api/session", "{}", "login")]
    [InlineData("/api/people", "{}", "login")]
    [InlineData("/api/facilities", "{\"tier\":\"city\"}", "code")]
    [InlineData("/api/services", "{\"code\":\"x_ray\"}", "kind")]
    [InlineData("/api/devices", "{\"name\":null}", "name")]
    public async Task A_body_without_a_member_it_needs_is_refused_with_its_name(string path, string body, string member)
    {
        using var admin = await hub.SignIn("admin");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var problem = await admin.PostAsync(path, content);
        Assert.Equal(HttpStatusCode.BadRequest, problem.StatusCode);
        var told = await problem.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("bad_field", told.GetProperty("code").GetString());
        Assert.Equal(member, told.GetProperty("missing")[0].GetString());
    }
}
