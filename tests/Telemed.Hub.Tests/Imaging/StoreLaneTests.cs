using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.Imaging;
using Telemed.Hub.Tests.Platform;
using Telemed.Storage.Jobs;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Imaging;

/// <summary>Many senders at once, and what is told of it afterwards.</summary>
public sealed class StoreLaneTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [PostgresFact]
    public async Task Many_senders_at_once_store_every_instance_once_and_the_counts_are_right()
    {
        using var client = await hub.SignIn("village-a");
        var studies = Enumerable.Range(0, 3).Select(_ => (Study: NewUid(), Series: NewUid())).ToArray();
        var posts = Enumerable.Range(0, 12)
            .Select(at => studies.Select(one => Slice(one.Study, one.Series, NewUid(), at + 1)).ToArray());
        var answers = await Task.WhenAll(posts.Select(files =>
            client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(files))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        foreach (var (study, _) in studies)
        {
            var row = (await Get(client, $"/dicom-web/studies?StudyInstanceUID={study}"))[0];
            Assert.Equal("12", Text(row, "00201208"));
            Assert.Equal("1", Text(row, "00201206"));
            Assert.Equal(12, (await Get(client, $"/dicom-web/studies/{study}/instances")).GetArrayLength());
        }
    }

    [PostgresFact]
    public async Task The_same_instance_from_many_senders_at_once_is_one_and_other_bytes_lose()
    {
        using var client = await hub.SignIn("village-a");
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        var (same, other) = (Slice(study, series, sop), Slice(study, series, sop, fill: 9));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(at =>
            client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(at % 2 == 0 ? same : other))));
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(1, (await Get(client, $"/dicom-web/studies/{study}/instances")).GetArrayLength());
    }

    [PostgresFact]
    public async Task A_quiet_study_is_complete_and_opens_again_when_more_comes()
    {
        using var client = await hub.SignIn("village-a");
        var (study, series) = (NewUid(), NewUid());
        await Post(client, Slice(study, series, NewUid()));
        await Complete(after: TimeSpan.FromMinutes(1));
        Assert.DoesNotContain("complete", await ChangeFeed.Of(client, study));
        await Complete(after: TimeSpan.FromMinutes(6));
        await ChangeFeed.Tells(client, study, "stored", "complete");
        await Post(client, Slice(study, series, NewUid(), 2));
        await Complete(after: TimeSpan.FromMinutes(6));
        await Complete(after: TimeSpan.FromMinutes(6));
        await ChangeFeed.Tells(client, study, "stored", "complete", "stored", "complete");
    }

    [PostgresFact]
    public async Task Somebody_who_knows_that_nothing_more_comes_says_so()
    {
        using var client = await hub.SignIn("village-a");
        using var theirs = await hub.SignIn("village-b");
        var study = NewUid();
        await Post(client, Slice(study, NewUid(), NewUid()));
        var id = await IdOf(study);
        Assert.Equal(HttpStatusCode.NotFound,
            (await theirs.PostAsync(new Uri($"/api/studies/{id}/completion", UriKind.Relative), null)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent,
            (await client.PostAsync(new Uri($"/api/studies/{id}/completion", UriKind.Relative), null)).StatusCode);
        await ChangeFeed.Tells(client, study, "stored", "complete");
    }

    [PostgresFact]
    public async Task The_feed_waits_for_a_transaction_that_began_earlier()
    {
        using var client = await hub.SignIn("village-a");
        var (slow, fast) = (NewUid(), NewUid());
        await using (var work = await hub.Database.Begin(CancellationToken.None))
        {
            await work.Execute("""
                INSERT INTO imaging_change (facility_id, study_uid, series_uid, sop_uid, kind, changed_at)
                VALUES (@facility, @slow, '', '', 'stored', now())
                """, new { facility = hub.World.Facility("village-a").Value, slow }, CancellationToken.None);
            await Post(client, Slice(fast, NewUid(), NewUid()));
            Assert.Empty(await ChangeFeed.Of(client, fast));
            await work.Commit(CancellationToken.None);
        }
        await ChangeFeed.Tells(client, slow, "stored");
        await ChangeFeed.Tells(client, fast, "stored");
    }

    private async Task Complete(TimeSpan after)
    {
        hub.Clock.Advance(after);
        await hub.Hub.Services.GetRequiredService<CompleteStudies>().Run(
            new JobRun(JobId.New(), ReadOnlyMemory<byte>.Empty, 1), CancellationToken.None);
    }

    private async Task<Guid> IdOf(string study)
    {
        await using var read = await hub.Database.Read(CancellationToken.None);
        return await read.Row<Guid>(
            "SELECT id FROM imaging_study WHERE study_uid = @study", new { study }, CancellationToken.None);
    }

    private static async Task Post(HttpClient client, byte[] file)
    {
        using var answer = await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(file));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<JsonElement> Get(HttpClient client, string path) =>
        await Json(await client.GetAsync(new Uri(path, UriKind.Relative)));
}
