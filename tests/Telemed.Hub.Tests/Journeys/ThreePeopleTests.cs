using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Journeys;

/// <summary>The main job, end to end: a clinician, a specialist and a coordinator with real files.</summary>
public sealed class ThreePeopleTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private readonly DeskWorld desk = new(hub);
    private readonly JourneyPeople people = new(hub);

    public static TheoryData<string> Services => [.. JourneyForms.All.Select(each => each.Service)];

    [RealFilesTheory]
    [MemberData(nameof(Services))]
    public async Task A_case_with_a_real_file_comes_back_signed_is_acted_on_and_counted(string service)
    {
        if (PostgresCluster.WhyAbsent is not null) return;
        var journey = JourneyForms.All.Single(each => each.Service == service);
        using var sender = await hub.SignIn(journey.Sender);
        using var reader = await hub.SignIn("county-a");
        using var coordinator = await hub.SignIn("desk-a");
        await using var atReader = await hub.Live(reader);
        await using var atSender = await hub.Live(sender);
        await atReader.Watch("queue");

        var id = await people.Sent(sender, journey);
        await atSender.Watch($"consultation:{id}");
        await Hears(atReader, id);
        var queue = await reader.GetFromJsonAsync<JsonElement>("/api/consultations?view=queue");
        Assert.Contains(queue.GetProperty("items").EnumerateArray(), row => row.GetProperty("id").GetGuid() == id);
        Assert.Contains(await Board(coordinator), row => row.GetProperty("id").GetGuid() == id);

        await DeskWorld.Json(await reader.PostAsJsonAsync($"/api/consultations/{id}/claim", new { }), 200);
        await Hears(atSender, id);
        await DeskWorld.Json(await reader.PostAsJsonAsync($"/api/consultations/{id}/opening", new { }), 200);
        await Look(reader, id, journey);
        var signed = await DeskWorld.Json(await desk.Sign(reader, id, JourneyForms.Report(service, 0)), 200);
        Assert.Equal("final", signed.GetProperty("status").GetString());

        await Hears(atSender, id);
        Assert.Equal("delivered", (await JourneyPeople.Case(sender, id)).GetProperty("state").GetString());
        var page = await sender.GetStringAsync($"/api/reports/{signed.GetProperty("id").GetGuid()}/page");
        Assert.Contains("Nothing acute is seen.", page, StringComparison.Ordinal);
        await DeskWorld.Json(await sender.PostAsJsonAsync($"/api/consultations/{id}/acknowledgement", new { }), 200);
        // Read is not done: the desk sees the case until it is recorded what followed.
        Assert.Contains(await Board(coordinator), row => row.GetProperty("id").GetGuid() == id);
        await DeskWorld.Json(await sender.PostAsJsonAsync(
            $"/api/consultations/{id}/action", new { code = "treated", text = "reassured" }), 200);
        Assert.DoesNotContain(await Board(coordinator), row => row.GetProperty("id").GetGuid() == id);
        Assert.Equal("acted", (await JourneyPeople.Case(coordinator, id)).GetProperty("state").GetString());
        await Counted(coordinator, service);
    }

    // A word about this case; others of the same hub are passed over.
    private static async Task Hears(LiveClient live, Guid id)
    {
        while ((await live.NextChange()).GetProperty("id").GetString() != id.ToString())
        {
        }
    }

    private static async Task<IReadOnlyList<JsonElement>> Board(HttpClient coordinator)
    {
        var open = await coordinator.GetFromJsonAsync<JsonElement>("/api/consultations?view=open");
        return [.. open.GetProperty("items").EnumerateArray()];
    }

    private async Task Counted(HttpClient coordinator, string service)
    {
        var now = await coordinator.GetFromJsonAsync<JsonElement>("/api/desk/now");
        Assert.True(now.GetProperty("lastHour").GetProperty("signed").GetInt32() > 0);
        string Day(int days) => Uri.EscapeDataString(
            hub.Clock.GetUtcNow().AddDays(days).ToString("O", CultureInfo.InvariantCulture));
        var figures = await DeskWorld.Json(await coordinator.GetAsync(
            $"/api/desk/turnaround?by=service&from={Day(-1)}&to={Day(1)}"), 200);
        Assert.Contains(figures.GetProperty("rows").EnumerateArray(), row =>
            row.GetProperty("key").GetString() == service);
    }

    private static async Task Look(HttpClient reader, Guid id, Journey journey)
    {
        var its = await JourneyPeople.Case(reader, id);
        var attachment = its.GetProperty("attachmentList").EnumerateArray().Single();
        Assert.Equal(journey.Kind, attachment.GetProperty("kind").GetString());
        var subject = attachment.GetProperty("subjectId").GetGuid();
        switch (journey.Kind)
        {
            case "ecg":
                var trace = await reader.GetByteArrayAsync($"/api/ecgs/{subject}/trace");
                Assert.Equal("ECT1", Encoding.ASCII.GetString(trace, 0, 4));
                break;
            case "imaging":
                await LookAtImage(reader, subject);
                break;
            default:
                await LookAtSlide(reader, subject);
                break;
        }
    }

    // The image is 128 x 128 of 16 bits, as the project that published it says.
    private static async Task LookAtImage(HttpClient reader, Guid study)
    {
        var opened = await DeskWorld.Json(await reader.GetAsync($"/api/studies/{study}"), 200);
        var path = $"/dicom-web/at/{opened.GetProperty("facilityId").GetGuid()}"
            + $"/studies/{opened.GetProperty("studyUid").GetString()}";
        var metadata = await DeskWorld.Json(await reader.GetAsync($"{path}/metadata"), 200);
        var instance = Assert.Single(metadata.EnumerateArray());
        string Uid(string tag) => instance.GetProperty(tag).GetProperty("Value")[0].GetString()!;
        Assert.Equal(128, instance.GetProperty("00280010").GetProperty("Value")[0].GetInt32());
        var frames =
            await reader.GetByteArrayAsync($"{path}/series/{Uid("0020000E")}/instances/{Uid("00080018")}/frames/1");
        Assert.True(frames.Length > 128 * 128 * 2, $"{frames.Length} bytes");
    }

    // OpenSlide's own page of its test data gives 2220 x 2967 for this slide.
    private static async Task LookAtSlide(HttpClient reader, Guid slide)
    {
        var info = await DeskWorld.Json(await reader.GetAsync($"/api/slides/{slide}"), 200);
        Assert.Contains("2220", info.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("2967", info.GetRawText(), StringComparison.Ordinal);
        var tile = await reader.GetByteArrayAsync($"/slides/{slide}/tiles/0/0_0");
        Assert.Equal([0xFF, 0xD8], tile[..2]);
    }
}
