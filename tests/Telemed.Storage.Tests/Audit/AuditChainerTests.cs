using Microsoft.Extensions.Logging.Abstractions;
using Telemed.Storage.Audit;
using Telemed.TestKit.Servers;

namespace Telemed.Storage.Tests.Audit;

public sealed class AuditChainerTests(TestDatabase shared) : IClassFixture<TestDatabase>
{
    [PostgresFact]
    public async Task Links_within_a_second_and_anchors_when_it_stops()
    {
        var anchors = new AuditAnchors(Path.Combine(RunFolder.New("anchors"), "audit.anchors"));
        using var chainer =
            new AuditChainer(shared.Database, anchors, TimeProvider.System, NullLogger<AuditChainer>.Instance);
        await chainer.StartAsync(default);
        await using (var work = await shared.Database.Begin(default))
        {
            var entry = new AuditEntry
            {
                Action = "hub.started", Event = AuditEvents.ApplicationActivity, Kind = AuditAction.Execute, Actor =
                    AuditActor.Hub,
            };
            await AuditLog.Append(work, entry, TimeProvider.System.GetUtcNow(), default);
            await work.Commit(default);
        }
        var committed = TimeProvider.System.GetTimestamp();

        while (await Links() == 0) await Task.Delay(10);
        var took = TimeProvider.System.GetElapsedTime(committed);
        await chainer.StopAsync(default);

        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal([1], anchors.Read().Select(anchor => anchor.Position));
    }

    private async Task<long> Links()
    {
        await using var reading = await shared.Database.Read(default);
        return await reading.Row<long>("SELECT count(*) FROM audit_link", null, default);
    }
}
