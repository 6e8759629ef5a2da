using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.Hub.Tests.Uploads;
using Telemed.TestKit;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Journeys;

/// <summary>A hub that takes ECGs of 20,000 bytes at most, so that a real file is over the limit.</summary>
public sealed class NarrowHub : HubFixture
{
    internal const int EcgLimitBytes = 20_000;

    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?> { ["Telemed:Uploads:EcgBytes"] = $"{EcgLimitBytes}" };
}

/// <summary>What goes wrong on an ordinary day is said clearly and loses nothing.</summary>
public sealed class WrongInputTests(HubFixture hub, NarrowHub narrow) : IClassFixture<HubFixture>,
    IClassFixture<NarrowHub>
{
    private readonly DeskWorld desk = new(hub);
    private readonly JourneyPeople people = new(hub);

    private static Journey Ecg => JourneyForms.All[0];

    [PostgresFact]
    public async Task An_empty_file_is_refused_before_anything_is_sent()
    {
        using var sender = await hub.SignIn("village-a");
        var (id, _) = await people.Draft(sender, "ecg");
        using var created = await new TusSender(sender).Create(0, "scan.dcm", id);
        Assert.Equal(HttpStatusCode.BadRequest, created.StatusCode);
        Assert.Equal("bad_field", await DeskWorld.Code(created));
    }

    [PostgresFact]
    public async Task A_DICOM_file_of_a_head_and_nothing_else_is_refused_with_section_and_place()
    {
        using var sender = await hub.SignIn("village-a");
        var (id, _) = await people.Draft(sender, "xray");
        byte[] head = [.. new byte[128], .. "DICM"u8];
        var upload = await JourneyPeople.Upload(sender, id, "scan.dcm", head);
        Assert.Equal("refused", upload.GetProperty("state").GetString());
        var problem = upload.GetProperty("problem");
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("section").GetString()));
        Assert.True(problem.GetProperty("offset").GetInt64() >= 0);
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("whatToDo").GetString()));
        Assert.Equal(0, (await JourneyPeople.Case(sender, id)).GetProperty("attachmentList").GetArrayLength());
    }

    [RealFilesFact]
    public async Task A_file_of_another_patient_stops_the_sending_until_a_person_decides()
    {
        using var sender = await hub.SignIn("village-a");
        var (id, _) = await people.Draft(sender, "ecg", "Somebody Else");
        var file =
            await File.ReadAllBytesAsync(
                Path.Combine(TestData.Folder("dicom")!, "valid/explicit/pydicom_CT_small.dcm"));
        var upload = await JourneyPeople.Upload(sender, id, "ct.dcm", file);
        Assert.Contains("name", upload.GetProperty("mismatch").EnumerateArray().Select(each => each.GetString()));
        var stopped = await sender.PostAsJsonAsync($"/api/consultations/{id}/submission", new { });
        var problem = await DeskWorld.Json(stopped, 409);
        Assert.Equal("not_ready", problem.GetProperty("code").GetString());
        Assert.Contains("patient_mismatch", problem.GetRawText(), StringComparison.Ordinal);
        await JourneyPeople.Confirm(sender, upload);
        await DeskWorld.Json(await sender.PostAsJsonAsync($"/api/consultations/{id}/submission", new { }), 200);
    }

    [PostgresFact]
    public async Task A_file_whose_announced_size_is_over_the_limit_is_refused_at_once()
    {
        using var sender = await hub.SignIn("village-a");
        var (id, _) = await people.Draft(sender, "ecg");
        using var created = await new TusSender(sender).Create(20L * 1024 * 1024 * 1024 + 1, "big.svs", id);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, created.StatusCode);
        Assert.Equal("too_large", await DeskWorld.Code(created));
    }

    [RealFilesFact]
    public async Task A_file_over_the_limit_of_its_kind_is_refused_as_soon_as_its_kind_shows()
    {
        using var sender = await narrow.SignIn("village-a");
        var (id, _) = await new JourneyPeople(narrow).Draft(sender, "ecg");
        var file = JourneyPeople.RealFile(Ecg);
        Assert.True(file.Length > NarrowHub.EcgLimitBytes);
        var tus = new TusSender(sender);
        using var created = await tus.Create(file.Length, "rest.scp", id);
        // The first bytes alone say what it is.
        using var sent = await tus.Patch(created.Headers.Location!.ToString(), 0, file[..16_384]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Equal("too_large", await DeskWorld.Code(sent));
        Assert.Equal(0, (await JourneyPeople.Case(sender, id)).GetProperty("attachmentList").GetArrayLength());
    }

    [RealFilesFact]
    public async Task An_upload_that_is_cut_goes_on_where_it_stopped_and_keeps_every_byte()
    {
        using var sender = await hub.SignIn("village-a");
        var (id, _) = await people.Draft(sender, "ecg");
        var file = JourneyPeople.RealFile(Ecg);
        var tus = new TusSender(sender);
        using var created = await tus.Create(file.Length, "rest.scp", id);
        var address = created.Headers.Location!.ToString();
        using (await tus.Patch(address, 0, file[..10_000])) { }
        // Whoever would send the case now is told that a file is still on its way.
        var checks = await sender.GetFromJsonAsync<JsonElement>($"/api/consultations/{id}/checks");
        Assert.Contains(checks.EnumerateArray(), check => check.GetProperty("code").GetString() == "upload_running");
        using var head = await tus.Head(address);
        var offset = int.Parse(head.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
        Assert.Equal(10_000, offset);
        using var rest = await tus.Patch(address, offset, file[offset..]);
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        var upload = await sender.GetFromJsonAsync<JsonElement>($"/api{address}");
        Assert.Equal("accepted", upload.GetProperty("state").GetString());
        var kept =
            await sender.GetByteArrayAsync($"/api/attachments/{upload.GetProperty("attachmentId").GetGuid()}/content");
        Assert.Equal(SHA256.HashData(file), SHA256.HashData(kept));
    }

    [PostgresFact]
    public async Task A_log_in_that_ends_in_the_middle_of_a_form_loses_neither_draft()
    {
        using var sender = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var (draft, version) = await people.Draft(sender, "text_consult");
        var (sent, _) = await people.Draft(sender, "text_consult");
        await DeskWorld.Json(await sender.PostAsJsonAsync($"/api/consultations/{sent}/submission", new { }), 200);
        await DeskWorld.Json(await reader.PostAsJsonAsync($"/api/consultations/{sent}/claim", new { }), 200);
        var form = new Dictionary<string, object?> { ["version"] = 0, ["impression"] = "Half a sentence" };
        await DeskWorld.Json(await reader.PutAsJsonAsync($"/api/consultations/{sent}/report-draft", form), 200);
        hub.Clock.Advance(TimeSpan.FromMinutes(16));

        form["version"] = 1;
        using var refused = await reader.PutAsJsonAsync($"/api/consultations/{sent}/report-draft", form);
        Assert.Equal("signed_out", await DeskWorld.Code(refused));
        using var alsoRefused = await sender.PostAsJsonAsync($"/api/consultations/{draft}/submission", new { version });
        Assert.Equal(HttpStatusCode.Unauthorized, alsoRefused.StatusCode);

        using var again = await hub.SignIn("county-a");
        var kept = await again.GetFromJsonAsync<JsonElement>($"/api/consultations/{sent}/report-draft");
        Assert.Equal("Half a sentence", kept.GetProperty("impression").GetString());
        using var senderAgain = await hub.SignIn("village-a");
        Assert.Equal("draft", (await JourneyPeople.Case(senderAgain, draft)).GetProperty("state").GetString());
    }

    [PostgresFact]
    public async Task Of_two_who_claim_at_once_one_gets_the_case_and_the_other_is_told()
    {
        using var sender = await hub.SignIn("village-a");
        using var first = await hub.SignIn("county-a");
        using var second = await hub.SignIn("reader-a");
        var (id, _) = await people.Draft(sender, "text_consult");
        await DeskWorld.Json(await sender.PostAsJsonAsync($"/api/consultations/{id}/submission", new { }), 200);
        var answers = await Task.WhenAll(new[] { first, second }.Select(
            reader => reader.PostAsJsonAsync($"/api/consultations/{id}/claim", new { })));
        var refused = Assert.Single(answers, answer => !answer.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.False(string.IsNullOrEmpty(await DeskWorld.Code(refused)));
    }

    [PostgresFact]
    public async Task A_form_that_is_sent_twice_starts_one_case()
    {
        using var sender = await hub.SignIn("village-a");
        var patient = await desk.Patient();
        var form = people.Form(patient, "text_consult");
        var answers = new List<Guid>();
        for (var turn = 0; turn < 2; turn++)
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Post, "/api/consultations") { Content = JsonContent.Create(form) };
            request.Headers.Add("Idempotency-Key", "double-submit-of-the-form");
            answers.Add((await DeskWorld.Json(await sender.SendAsync(request), 201)).GetProperty("id").GetGuid());
        }
        Assert.Single(answers.Distinct());
        Assert.Equal(1,
            await desk.Row<long>("SELECT count(*) FROM consultation WHERE patient_id = @patient", new { patient }));
        for (var turn = 0; turn < 2; turn++)
            await DeskWorld.Json(await sender.PostAsJsonAsync($"/api/consultations/{answers[0]}/submission", new { }),
                200);
        Assert.Equal(1, await desk.Row<long>(
            "SELECT count(*) FROM consultation_event WHERE consultation_id = @id AND kind = 'send'",
            new { id = answers[0] }));
    }

    [PostgresFact]
    public async Task A_clock_that_is_days_off_is_noted_and_never_used()
    {
        using var sender = await hub.SignIn("village-a");
        var wrong = hub.Clock.GetUtcNow().AddDays(-9);
        var form = people.Form(await desk.Patient(), "text_consult");
        form["clientTime"] = wrong;
        var draft = await DeskWorld.Json(await sender.PostAsJsonAsync("/api/consultations", form), 201);
        var id = draft.GetProperty("id").GetGuid();
        await DeskWorld.Json(await sender.PostAsJsonAsync($"/api/consultations/{id}/submission", new { }), 200);
        var its = await JourneyPeople.Case(sender, id);
        Assert.InRange(its.GetProperty("submittedAt").GetDateTimeOffset(),
            hub.Clock.GetUtcNow().AddMinutes(-2), hub.Clock.GetUtcNow().AddMinutes(1));
        Assert.True(await desk.Row<bool>(
            """
            SELECT abs(extract(epoch FROM client_at - @wrong)) < 1
            FROM consultation_request WHERE consultation_id = @id
            """, new { id, wrong }));
    }

    [RealFilesFact]
    public async Task A_case_sent_while_its_file_is_on_the_way_waits_for_it_and_passes_with_it()
    {
        using var sender = await hub.SignIn("village-a");
        var (id, _) = await people.Draft(sender, "text_consult");
        var file = JourneyPeople.RealFile(Ecg);
        var tus = new TusSender(sender);
        using var created = await tus.Create(file.Length, "rest.scp", id);
        var address = created.Headers.Location!.ToString();
        using (await tus.Patch(address, 0, file[..5_000])) { }
        var sent =
            await DeskWorld.Json(await sender.PostAsJsonAsync($"/api/consultations/{id}/submission", new { }), 200);
        Assert.Equal("quality_check", sent.GetProperty("state").GetString());
        using (await tus.Patch(address, 5_000, file[5_000..])) { }
        var whole = await sender.GetFromJsonAsync<JsonElement>($"/api{address}");
        await JourneyPeople.Confirm(sender, whole);
        Assert.Equal("queued", (await JourneyPeople.Case(sender, id)).GetProperty("state").GetString());
    }

    [RealFilesFact]
    public async Task A_sender_who_cannot_wait_for_a_file_sends_without_it_and_the_case_says_so()
    {
        using var sender = await hub.SignIn("village-a");
        var (id, _) = await people.Draft(sender, "text_consult");
        using (await new TusSender(sender).Create(50_000, "rest.scp", id)) { }
        await DeskWorld.Json(await sender.PostAsJsonAsync($"/api/consultations/{id}/submission", new { }), 200);
        var its = await JourneyPeople.Case(sender, id);
        Assert.Contains("submission", its.GetProperty("allowed").EnumerateArray().Select(each => each.GetString()));
        var passed =
            await DeskWorld.Json(await sender.PostAsJsonAsync($"/api/consultations/{id}/submission", new { }), 200);
        Assert.Equal("queued", passed.GetProperty("state").GetString());
        Assert.True(await desk.Row<bool>("SELECT quality_warning FROM consultation WHERE id = @id", new { id }));
    }
}
