using System.Net;
using System.Net.Http.Json;
using Telemed.Hub.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Platform;

public sealed class IdempotencyTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [PostgresFact]
    public async Task The_same_request_sent_twice_is_done_once_and_answered_alike()
    {
        using var admin = await hub.SignIn("admin");
        var first = await Send(admin, "key-number-1", "once-1").Body(HttpStatusCode.Created);
        var second = await Send(admin, "key-number-1", "once-1").Body(HttpStatusCode.Created);
        Assert.Equal(first.GetProperty("id").GetGuid(), second.GetProperty("id").GetGuid());
        Assert.Equal("idempotency_key_reused", await Send(admin, "key-number-1", "other-1")
            .Code(HttpStatusCode.UnprocessableEntity));
    }

    [PostgresFact]
    public async Task Ten_at_once_make_one()
    {
        using var admin = await hub.SignIn("admin");
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Send(admin, "key-number-2", "once-2")));
        Assert.All(answers, answer =>
            Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict));
        await using var read = await hub.Database.Read(CancellationToken.None);
        Assert.Equal(1, await read.Row<long>("SELECT count(*) FROM facility WHERE code = 'once-2'", null,
            CancellationToken.None));
    }

    [PostgresFact]
    public async Task A_refusal_is_not_kept_so_the_mended_cause_lets_it_through()
    {
        using var admin = await hub.SignIn("admin");
        Assert.Equal("bad_field", await Send(admin, "key-number-3", "").Code(HttpStatusCode.BadRequest));
        Assert.Equal("bad_field", await Send(admin, "key-number-3", "").Code(HttpStatusCode.BadRequest));
    }

    private Task<HttpResponseMessage> Send(HttpClient client, string key, string code)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/facilities")
        {
            Content = JsonContent.Create(new
            {
                parentId = hub.World.Facility("township-a").Value, tier = "village", code, name = "Once",
                timeZone = "UTC",
            }),
        };
        request.Headers.Add(IdempotentRequests.Header, key);
        return client.SendAsync(request);
    }
}
