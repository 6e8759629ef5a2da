using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.Jobs;
using Telemed.Hub.Tests.Platform;
using Telemed.Storage.Jobs;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Jobs;

public sealed class JobTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [PostgresFact]
    public async Task Recurring_work_waits_its_turn_and_administrators_see_it()
    {
        using var admin = await hub.SignIn("admin");
        var found = new List<string>();
        for (var look = 0; look < 40 && found.Count < 2; look++)
        {
            var waiting = await admin.GetAsync("/api/jobs?state=waiting").Body();
            found = [.. waiting.GetProperty("items").EnumerateArray().Select(job => job.Text("kind"))
                .Where(kind => kind is SweepBlobs.KindName or ForgetOldRows.KindName)];
            await Task.Delay(50);
        }
        Assert.Equal(2, found.Count);
        Assert.Equal("bad_field", await admin.GetAsync("/api/jobs?state=strange").Code(HttpStatusCode.BadRequest));
    }

    [PostgresFact]
    public async Task A_job_called_off_is_queued_again_by_hand()
    {
        using var admin = await hub.SignIn("admin");
        var queue = hub.Hub.Services.GetRequiredService<JobQueue>();
        await using var work = await hub.Database.Begin(CancellationToken.None);
        var id = await queue.Enqueue(work, new JobRequest("test.unknown_kind", "{}"u8.ToArray()),
            CancellationToken.None);
        await work.Commit(CancellationToken.None);
        await admin.PostAsync($"/api/jobs/{id.Value}/cancellation", null).Body(HttpStatusCode.NoContent);
        await admin.PostAsync($"/api/jobs/{id.Value}/requeue", null).Body(HttpStatusCode.NoContent);
        Assert.Equal("wrong_state", await admin.PostAsync($"/api/jobs/{Guid.NewGuid()}/requeue", null)
            .Code(HttpStatusCode.Conflict));
    }
}
