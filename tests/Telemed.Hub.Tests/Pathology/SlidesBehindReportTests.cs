using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.Hub.Tests.Uploads;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Pathology;

[Collection(nameof(PartsHub))]
public sealed class SlidesBehindReportTests(SmallPartsFixture hub) : IAsyncLifetime
{
    private static readonly byte[] Slide = SlideMaker.Make(1300, 1000);

    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresFact]
    public async Task A_report_is_not_signed_on_a_slide_that_was_opened_before_it_was_whole()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var (id, sender, answer) = await Arriving(village, reader);
        var slide = answer.GetProperty("slideId").GetGuid();
        await DeskWorld.Json(await reader.GetAsync($"/api/slides/{slide}"), 200);

        var refused = await DeskWorld.Json(await desk.Sign(reader, id, Report()), 409);
        Assert.Equal("slides_not_whole", refused.GetProperty("code").GetString());
        Assert.Equal("HE", refused.GetProperty("missing")[0].GetString());

        while (PartSender.Next(answer) is { } next)
            answer = await (await sender.Put(next)).Content.ReadFromJsonAsync<JsonElement>();
        var report = await DeskWorld.Json(await desk.Sign(reader, id, Report()), 200);
        var kept = await desk.Row<string>(
            "SELECT encode(sha256, 'hex') FROM report_slide WHERE report_id = @id",
            new { id = report.GetProperty("id").GetGuid() });
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Slide)), kept);
    }

    [PostgresFact]
    public async Task A_report_is_not_signed_on_places_that_were_shown_in_preview_only()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var (id, sender, answer) = await Arriving(village, reader);
        while (PartSender.Next(answer) is { } next)
            answer = await (await sender.Put(next)).Content.ReadFromJsonAsync<JsonElement>();
        var views = $"/api/slides/{answer.GetProperty("slideId").GetGuid()}/views";
        await Show(reader, views, closeness: 2, cell: 5, isPreview: true);
        Assert.Equal("slides_seen_in_preview", await DeskWorld.Code(await desk.Sign(reader, id, Report())));

        // A coarser look in stored pixels does not make up for it; a closer one does.
        await Show(reader, views, closeness: 1, cell: 5, isPreview: false);
        Assert.Equal("slides_seen_in_preview", await DeskWorld.Code(await desk.Sign(reader, id, Report())));
        await Show(reader, views, closeness: 3, cell: 5, isPreview: false);
        await DeskWorld.Json(await desk.Sign(reader, id, Report()), 200);
    }

    [PostgresFact]
    public async Task What_was_seen_adds_up_over_visits()
    {
        using var village = await hub.SignIn("village-a");
        var sender = new PartSender(village, Slide);
        var answer = await sender.Begin("HE.svs", null);
        while (PartSender.Next(answer) is { } next)
            answer = await (await sender.Put(next)).Content.ReadFromJsonAsync<JsonElement>();
        var views = $"/api/slides/{answer.GetProperty("slideId").GetGuid()}/views";
        await Show(village, views, closeness: 1, cell: 0, isPreview: false);
        await Show(village, views, closeness: 1, cell: 9, isPreview: false);
        var seen = (await village.GetFromJsonAsync<JsonElement>(views)).GetProperty("views")[0];
        Assert.Equal((1, 2, 1400L), (seen.GetProperty("cells").GetBytesFromBase64()[0],
            seen.GetProperty("cells").GetBytesFromBase64()[1], seen.GetProperty("seenMs").GetInt64()));
    }

    [PostgresFact]
    public async Task A_file_that_lies_on_the_disk_otherwise_than_it_was_sent_is_refused()
    {
        using var village = await hub.SignIn("village-a");
        var sender = new PartSender(village, Slide);
        var answer = await sender.Begin("HE.svs", null);
        for (var left = answer.GetProperty("parts").GetInt32(); left > 1; left--)
            answer = await (await sender.Put(PartSender.Next(answer)!.Value)).Content.ReadFromJsonAsync<JsonElement>();
        await desk.Execute(
            "UPDATE upload_part SET sha256 = '\\x00' WHERE upload_id = @id AND number = 0", new { id = sender.Id });
        using (await sender.Put(PartSender.Next(answer)!.Value)) { }
        var seen = await village.GetFromJsonAsync<JsonElement>($"/api/uploads/{sender.Id}");
        Assert.Equal(("refused", "hash_differs"), (seen.GetProperty("state").GetString(),
            seen.GetProperty("problem").GetProperty("code").GetString()));
    }

    private async Task<(Guid Case, PartSender Sender, JsonElement Answer)> Arriving(
        HttpClient village, HttpClient reader)
    {
        var id = await desk.Sent(village, "green", "text_consult");
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        var sender = new PartSender(village, Slide);
        var answer = await sender.Begin("HE.svs", id);
        while (answer.GetProperty("slideId").ValueKind == JsonValueKind.Null && PartSender.Next(answer) is { } next)
            answer = await (await sender.Put(next)).Content.ReadFromJsonAsync<JsonElement>();
        return (id, sender, answer);
    }

    private static async Task Show(HttpClient person, string views, int closeness, int cell, bool isPreview)
    {
        var (seen, none) = (new byte[512], new byte[512]);
        seen[cell >> 3] |= (byte)(1 << (cell & 7));
        var view = new
        {
            closeness, cells = isPreview ? none : seen, seenMs = 700, previewCells = isPreview ? seen : null,
        };
        Assert.Equal(HttpStatusCode.NoContent,
            (await person.PutAsJsonAsync(views, new { views = new[] { view } })).StatusCode);
    }

    internal static Dictionary<string, object> Report() => new()
    {
        ["version"] = 0,
        ["content"] = new Dictionary<string, object>
        {
            ["opinion.assessment"] = "stable", ["opinion.diagnosis"] = "benign", ["opinion.plan"] = "control",
            ["opinion.place"] = "here", ["comparison.prior"] = "none_available",
        },
        ["answers"] = new object[] { new { number = 1, text = "No." }, new { number = 2, text = "Yes." } },
        ["impression"] = "Benign.",
        ["advice"] = "Control in a year.",
        ["certainty"] = "likely",
        ["actionCard"] = new { doNow = "rest", give = "", doNot = "", sendIf = "pain returns", callBackAt = "" },
    };
}
