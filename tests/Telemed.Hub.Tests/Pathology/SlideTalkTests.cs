using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Dicom;
using Telemed.Dicom.Objects;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.Hub.Tests.Uploads;
using Telemed.TestKit;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Pathology;

/// <summary>What laboratory and reader tell each other of slides: fitness, adequacy, labels, answered marks.</summary>
public sealed class SlideTalkTests(HubFixture hub) : IClassFixture<HubFixture>, IAsyncLifetime
{
    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is not null) return;
        await desk.Prepare();
        // Before the hub is asked anything: it keeps what it has read of the catalogue for some seconds.
        await desk.Execute("""
            INSERT INTO service (code, kind, labels, specialty, template, timers, allowed_tiers, performer_tiers)
            SELECT 'biopsy', 'pathology', labels, specialty, 'biopsy', timers, allowed_tiers, performer_tiers
            FROM service WHERE code = 'text_consult' ON CONFLICT DO NOTHING
            """, new { });
        await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresFact]
    public async Task The_clinic_is_warned_of_a_washed_out_slide_before_it_sends_the_case()
    {
        using var village = await hub.SignIn("village-a");
        var (blurred, ofBlurred) = await SendTo(
            village, await Draft(village), SlideMaker.Cells(1024, borderPx: 5), "HE.svs");
        var measured = (await SlideSender.Until(village, $"/api/slides/{blurred}", IsMeasured)).GetProperty("quality");
        Assert.Equal(("poor", "out_of_focus"),
            (measured.GetProperty("verdict").GetString(), measured.GetProperty("reasons")[0].GetString()));
        Assert.Equal(0, measured.GetProperty("inFocusShare").GetDouble());
        // Half the width and half the height are tissue.
        Assert.Equal(0.25, measured.GetProperty("tissueShare").GetDouble(), tolerance: 0.02);
        var cells = measured.GetProperty("focus").GetBytesFromBase64();
        Assert.Equal(measured.GetProperty("columns").GetInt32() * measured.GetProperty("rows").GetInt32(),
            cells.Length);
        Assert.Equal(255, cells[0]);
        Assert.InRange(cells[cells.Length / 2 + measured.GetProperty("columns").GetInt32() / 2], 0, 126);
        var checks = await village.GetFromJsonAsync<JsonElement>($"/api/consultations/{ofBlurred}/checks");
        var check = checks.EnumerateArray().Single(one => one.GetProperty("code").GetString() == "slide_quality");
        Assert.Equal("warn", check.GetProperty("severity").GetString());
        var its = await village.GetFromJsonAsync<JsonElement>($"/api/consultations/{ofBlurred}");
        Assert.Equal("poor", its.GetProperty("attachmentList")[0].GetProperty("summary").GetProperty("quality")
            .GetProperty("verdict").GetString());

        var (sharp, ofSharp) = await SendTo(
            village, await Draft(village), SlideMaker.Cells(1024, borderPx: 1), "HE.svs");
        measured = (await SlideSender.Until(village, $"/api/slides/{sharp}", IsMeasured)).GetProperty("quality");
        Assert.True(measured.GetProperty("verdict").GetString() == "good", measured.ToString());
        checks = await village.GetFromJsonAsync<JsonElement>($"/api/consultations/{ofSharp}/checks");
        Assert.DoesNotContain(checks.EnumerateArray(), one => one.GetProperty("code").GetString() == "slide_quality");
    }

    [PostgresFact]
    public async Task What_the_reader_says_of_a_slide_goes_back_to_its_sender()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await desk.Sent(village, "green", "text_consult");
        var (slide, _) = await SendTo(village, id, SlideMaker.Make(300, 200), "S26-1234-A-2-HE.svs");
        var said = new
        {
            answer = "limited", reasons = new[] { "folds", "too_little_tissue" }, text = "Deeper sections, please.",
        };
        Assert.Equal("not_your_case",
            await DeskWorld.Code(await reader.PostAsJsonAsync($"/api/slides/{slide}/adequacy", said)));
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        Assert.Equal("bad_field", await DeskWorld.Code(
            await reader.PostAsJsonAsync($"/api/slides/{slide}/adequacy", new { answer = "limited" })));
        Assert.Equal(HttpStatusCode.Forbidden,
            (await village.PostAsJsonAsync($"/api/slides/{slide}/adequacy", said)).StatusCode);
        await DeskWorld.Json(await reader.PostAsJsonAsync($"/api/slides/{slide}/adequacy", said), 200);

        var seen = (await village.GetFromJsonAsync<JsonElement>($"/api/slides/{slide}")).GetProperty("adequacy");
        Assert.Equal(("limited", "folds", "Deeper sections, please."), (seen.GetProperty("answer").GetString(),
            seen.GetProperty("reasons")[0].GetString(), seen.GetProperty("text").GetString()));
        var message = (await village.GetFromJsonAsync<JsonElement>($"/api/consultations/{id}")).GetProperty("messages")
            .EnumerateArray().Single(one => one.GetProperty("kind").GetString() == "slide_adequacy");
        Assert.Equal(["limited", "folds", "too_little_tissue"],
            message.GetProperty("codes").EnumerateArray().Select(code => code.GetString()!));
        Assert.Equal(1, await desk.Row<int>("""
            SELECT count(*)::int FROM notice
            WHERE consultation_id = @id AND kind = 'slide_adequacy' AND person_id = @person
            """, new { id, person = hub.World.Person("village-a").Value }));
        Assert.Equal(1, await desk.Row<int>(
            "SELECT count(*)::int FROM audit_row WHERE action = 'slide.adequacy_answered' AND entity_id = @id",
            new { id = id.ToString() }));
    }

    [PostgresFact]
    public async Task What_a_signed_report_says_of_the_material_holds_for_the_slides_that_were_read()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var draft = await desk.Draft(village, await desk.Patient(), service: "biopsy");
        var id = draft.GetProperty("id").GetGuid();
        var (read, _) = await SendTo(village, id, SlideMaker.Make(300, 200), "S26-1234-A-1-HE.svs");
        var (unread, _) = await SendTo(village, id, SlideMaker.Make(320, 200), "S26-1234-A-2-HE.svs");
        await DeskWorld.Json(await village.PostAsJsonAsync(
            $"/api/consultations/{id}/submission", new { version = draft.GetProperty("version").GetInt32() }), 200);
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        var cells = new byte[512];
        Assert.Equal(HttpStatusCode.NoContent, (await reader.PutAsJsonAsync($"/api/slides/{read}/views",
            new { views = new[] { new { closeness = 1, cells, seenMs = 900 } } })).StatusCode);
        await DeskWorld.Json(await desk.Sign(reader, id, Biopsy()), 200);

        var said = (await village.GetFromJsonAsync<JsonElement>($"/api/slides/{read}")).GetProperty("adequacy");
        Assert.Equal(("inadequate", "One gland only."),
            (said.GetProperty("answer").GetString(), said.GetProperty("text").GetString()));
        var other = await village.GetFromJsonAsync<JsonElement>($"/api/slides/{unread}");
        Assert.Equal(JsonValueKind.Null, other.GetProperty("adequacy").ValueKind);
    }

    [PostgresFact]
    public async Task Slides_stand_in_the_tree_by_their_labels_until_somebody_knows_better()
    {
        using var village = await hub.SignIn("village-a");
        var consultation = await CaseForFiles.Draft(hub);
        var file = SlideMaker.Make(300, 200);
        var (second, _) = await SendTo(village, consultation, file, "S26-1234-B-1-PAS.svs");
        await SendTo(village, consultation, file, "S26-1234-A-2-HE.svs");
        var (unnamed, _) = await SendTo(village, consultation, file, "image.svs");
        Assert.Equal(["A/2/HE", "B/1/PAS", "//"], await Tree(village, consultation));

        Assert.Equal(HttpStatusCode.NoContent, (await village.PutAsJsonAsync($"/api/slides/{unnamed}/labelling",
            new { specimen = "A", block = "1", stain = "CK7", number = "2" })).StatusCode);
        Assert.Equal("bad_field", await DeskWorld.Code(
            await village.PutAsJsonAsync($"/api/slides/{second}/labelling", new { block = new string('1', 41) })));
        Assert.Equal(["A/1/CK7", "A/2/HE", "B/1/PAS"], await Tree(village, consultation));
        using var other = await hub.SignIn("village-b");
        Assert.Equal(HttpStatusCode.NotFound,
            (await other.GetAsync($"/api/consultations/{consultation}/slides")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.PutAsJsonAsync($"/api/slides/{second}/labelling",
            new { block = "9" })).StatusCode);
    }

    [PostgresFact]
    public async Task A_pin_is_answered_by_a_reader_and_each_answer_is_kept()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var (slide, _) = await SendTo(village, await CaseForFiles.Draft(hub), SlideMaker.Make(300, 200), "HE.svs");
        var pin = await Mark(village, slide, "pin", "Is this a mitosis?", 40, 50);
        Assert.Equal(HttpStatusCode.Forbidden, (await village.PutAsJsonAsync(pin, new { answer = "Yes." })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await reader.PutAsJsonAsync(pin, new { answer = "No." })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent,
            (await reader.PutAsJsonAsync(pin, new { answer = "Yes, atypical." })).StatusCode);
        // Words of somebody else are not changed.
        Assert.Equal(HttpStatusCode.NotFound, (await reader.PutAsJsonAsync(pin, new { text = "x" })).StatusCode);

        var seen = (await village.GetFromJsonAsync<JsonElement>($"/api/slides/{slide}/marks")).GetProperty("items")[0];
        Assert.Equal(("Is this a mitosis?", "Yes, atypical."),
            (seen.GetProperty("text").GetString(), seen.GetProperty("answer").GetProperty("text").GetString()));
        Assert.Equal(["No.", "Yes, atypical."], await Values(seen.GetProperty("id").GetGuid()));
        Assert.Equal(2, await desk.Row<int>(
            "SELECT count(*)::int FROM audit_row WHERE action = 'slide.mark_answered' AND entity_id = @id",
            new { id = seen.GetProperty("id").GetString() }));
    }

    [PostgresFact]
    public async Task Marks_leave_as_DICOM_in_millimetres()
    {
        using var village = await hub.SignIn("village-a");
        var (slide, _) = await SendTo(village, await CaseForFiles.Draft(hub), SlideMaker.Make(1200, 900), "HE.svs");
        Assert.Equal("no_marks", await DeskWorld.Code(await village.GetAsync($"/api/slides/{slide}/marks.sr.dcm")));
        await Mark(village, slide, "pin", "Here", 100, 200);
        await Mark(village, slide, "line", "", 0, 0, 600, 800);
        await Mark(village, slide, "region", "肿瘤", 100, 100, 300, 100, 300, 200, 100, 200);

        var report = await Dicom(village, slide, "sr", RegionReport.SopClassUid);
        var groups = report.GetItems(DicomTags.ContentSequence)
            .Single(item => item.GetItems(DicomTags.ContentSequence).Count > 0)
            .GetItems(DicomTags.ContentSequence);
        // 0.5 µm a pixel: 1000 pixels are 0.5 mm, 200 x 100 pixels are 0.1 mm x 0.05 mm.
        Assert.Equal([0.5, 0.005], groups.SelectMany(group => group.GetItems(DicomTags.ContentSequence))
            .Where(item => item.GetString(DicomTags.ValueType) == "NUM").Select(item => Math.Round(
                item.GetItem(DicomTags.MeasuredValueSequence)!.GetDouble(DicomTags.NumericValue)!.Value, 6)));
        var places = groups.SelectMany(group => group.GetItems(DicomTags.ContentSequence))
            .Where(item => item.GetString(DicomTags.ValueType) == "SCOORD3D").ToList();
        Assert.Equal(["POINT", "POLYLINE", "POLYGON"],
            places.Select(place => place.GetString(new DicomTag(0x00700023))!));
        Assert.Equal([0.05, 0.1, 0],
            places[0].GetDoubles(new DicomTag(0x00700022)).Select(value => Math.Round(value, 6)));
        Assert.Equal(5 * 3, places[2].GetDoubles(new DicomTag(0x00700022)).Count);

        var annotations = await Dicom(village, slide, "ann", BulkAnnotations.SopClassUid);
        var sets = annotations.GetItems(new DicomTag(0x006A0002));
        Assert.Equal(["POINT", "POLYLINE", "POLYGON"], sets.Select(set => set.GetString(new DicomTag(0x00700023))!));
        Assert.Equal("肿瘤", sets[2].GetString(new DicomTag(0x006A0005)));
        var points = sets[2][new DicomTag(0x00660022)]!.Bytes;
        Assert.Equal([0.05, 0.05, 0.15, 0.05, 0.15, 0.1, 0.05, 0.1], Enumerable.Range(0, 8)
            .Select(at => Math.Round(BitConverter.ToDouble(points.Span[(at * 8)..]), 6)));
    }

    [RealSlideFact]
    public async Task Marks_on_a_DICOM_slide_lie_in_its_own_frame_of_reference()
    {
        using var village = await hub.SignIn("village-a");
        var consultation = await CaseForFiles.Draft(hub);
        var file = await File.ReadAllBytesAsync(Path.Combine(TestData.Folder("pathology")!, "dicom/sm_image.dcm"));
        await new TusSender(village).Send(file, "a.dcm", consultation);
        var slides = await SlideSender.Until(
            village, $"/api/consultations/{consultation}/slides", now => now.GetArrayLength() == 1);
        var slide = slides[0].GetProperty("id").GetGuid();
        await Mark(village, slide, "pin", "Here", 0.5, 0.5);
        var header = DicomReader.Read(new MemoryStream(file)).Dataset;
        var report = await Dicom(village, slide, "sr", RegionReport.SopClassUid);
        var place = report.GetItems(DicomTags.ContentSequence)
            .SelectMany(item => item.GetItems(DicomTags.ContentSequence))
            .SelectMany(group => group.GetItems(DicomTags.ContentSequence))
            .Single(item => item.GetString(DicomTags.ValueType) == "SCOORD3D");
        Assert.Equal(header.GetString(DicomTags.FrameOfReferenceUID), place.GetString(new DicomTag(0x30060024)));
        // The middle of the first pixel is what the header calls the origin.
        var origin = header.GetItem(DicomTags.TotalPixelMatrixOriginSequence)!;
        Assert.Equal(origin.GetDouble(DicomTags.XOffsetInSlideCoordinateSystem)!.Value,
            place.GetDoubles(new DicomTag(0x00700022))[0], tolerance: 1e-4);
        Assert.Equal(header.GetString(DicomTags.StudyInstanceUID), report.GetString(DicomTags.StudyInstanceUID));
    }

    private static Dictionary<string, object> Biopsy() => new()
    {
        ["version"] = 0,
        ["content"] = new Dictionary<string, object>
        {
            ["material.specimen"] = "Antrum, A", ["material.adequacy"] = "inadequate",
            ["material.adequacy_why"] = "One gland only.", ["diagnosis.class"] = "negative",
            ["diagnosis.description"] = "No diagnosis can be made.", ["comparison.prior"] = "none_available",
        },
        ["answers"] = new object[]
        {
            new { number = 1, text = "Cannot be said." }, new { number = 2, text = "Cannot be said." },
        },
        ["impression"] = "Not diagnosable.",
        ["advice"] = "Repeat the biopsy.",
        ["certainty"] = "likely",
        ["actionCard"] = new { doNow = "repeat", give = "", doNot = "", sendIf = "", callBackAt = "" },
    };

    private async Task<Guid> Draft(HttpClient sender) =>
        (await desk.Draft(sender, await desk.Patient(), service: "text_consult")).GetProperty("id").GetGuid();

    private static bool IsMeasured(JsonElement slide) =>
        slide.GetProperty("quality").GetProperty("state").GetString() == "measured";

    private async Task<(Guid Slide, Guid Case)> SendTo(HttpClient client, Guid consultation, byte[] file, string name)
    {
        var upload = await new TusSender(client).Send(file, name, consultation);
        var seen = await client.GetFromJsonAsync<JsonElement>($"/api/uploads/{upload}");
        Assert.True(seen.GetProperty("state").GetString() == "accepted", seen.ToString());
        return (await desk.Row<Guid>("SELECT subject_id FROM attachment WHERE id = @id",
            new { id = seen.GetProperty("attachmentId").GetGuid() }), consultation);
    }

    private static async Task<string> Mark(
        HttpClient client, Guid slide, string kind, string text, params double[] points)
    {
        using var made = await client.PostAsJsonAsync($"/api/slides/{slide}/marks", new { kind, points, text });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return made.Headers.Location!.ToString();
    }

    private static async Task<IEnumerable<string>> Tree(HttpClient client, Guid consultation) =>
        (await client.GetFromJsonAsync<JsonElement>($"/api/consultations/{consultation}/slides"))
            .EnumerateArray().Select(line => $"{line.GetProperty("specimen").GetString()}"
                + $"/{line.GetProperty("block").GetString()}/{line.GetProperty("stain").GetString()}");

    private async Task<IReadOnlyList<string>> Values(Guid mark)
    {
        await using var reading = await hub.Database.Read(CancellationToken.None);
        return await reading.Rows<string>(
            "SELECT value FROM slide_mark_change WHERE mark_id = @mark ORDER BY id",
            new { mark }, CancellationToken.None);
    }

    /// <summary>The export, read back, and looked at by other people's programs where they are installed.</summary>
    private static async Task<DicomDataset> Dicom(HttpClient client, Guid slide, string kind, string sopClass)
    {
        var bytes = await client.GetByteArrayAsync($"/api/slides/{slide}/marks.{kind}.dcm");
        var read = DicomReader.Read(new MemoryStream(bytes)).Dataset;
        Assert.Equal(sopClass, read.GetString(DicomTags.SOPClassUID));
        var path = Path.Combine(Path.GetTempPath(), $"marks-{Guid.NewGuid():N}.dcm");
        await File.WriteAllBytesAsync(path, bytes);
        try
        {
            if (ForeignTool.Find("dcmftest") is not null)
                Assert.Equal(0, (await ForeignTool.Run("dcmftest", path)).Code);
            // The checker of Debian is older than bulk annotations and knows nothing of them.
            if (kind == "sr" && ForeignTool.Find("dciodvfy") is not null)
                Assert.DoesNotContain((await ForeignTool.Run("dciodvfy", path)).Text.Split('\n'),
                    line => line.StartsWith("Error", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
        return read;
    }
}
