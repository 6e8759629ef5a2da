using Telemed.Hub.Notices;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Notices;

public sealed class ForgetNoticesTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private const string Add = """
        INSERT INTO notice (id, person_id, kind, created_at, read_at)
        VALUES (gen_random_uuid(), @person, @kind, @at, @read)
        """;

    [PostgresFact]
    public async Task Old_notices_go_those_that_nobody_read_later_than_the_others()
    {
        var now = hub.Clock.GetUtcNow();
        await using (var work = await hub.Database.Begin(CancellationToken.None))
        {
            (string Kind, int Days, bool IsRead)[] rows =
                [("fresh", 89, true), ("old", 91, true), ("old_unread", 91, false), ("ancient_unread", 366, false)];
            foreach (var (kind, days, isRead) in rows)
                await work.Execute(Add, new
                {
                    person = hub.World.Person("county-a").Value, kind, at = now.AddDays(-days),
                    read = isRead ? now.AddDays(-1) : (DateTimeOffset?)null,
                }, CancellationToken.None);
            await work.Commit(CancellationToken.None);
        }
        await new ForgetNotices(hub.Database, new NoticeOptions(), hub.Clock).Run(null!, CancellationToken.None);
        await using var reading = await hub.Database.Read(CancellationToken.None);
        Assert.Equal(["fresh", "old_unread"], await reading.Rows<string>(
            "SELECT kind FROM notice ORDER BY kind", null, CancellationToken.None));
    }
}
