using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.Hub.Tests.Uploads;
using Telemed.TestKit;

namespace Telemed.Hub.Tests.Journeys;

/// <summary>Short ways of what the sender's side does, all of them through the hub's doors.</summary>
internal sealed class JourneyPeople(HubFixture hub)
{
    internal static byte[] RealFile(Journey journey) =>
        File.ReadAllBytes(Path.Combine(TestData.Folder(journey.Folder)!, journey.File));

    internal async Task<(Guid Id, int Version)> Draft(HttpClient sender, string service, string name = "王秀英")
    {
        var patient = await DeskWorld.Json(await sender.PostAsJsonAsync("/api/patients",
            new { name, sex = "female", birthDate = "1961-03-04", language = "zh", confirmed = true }), 201);
        var draft = await DeskWorld.Json(await sender.PostAsJsonAsync("/api/consultations",
            Form(patient.GetProperty("id").GetGuid(), service)), 201);
        return (draft.GetProperty("id").GetGuid(), draft.GetProperty("version").GetInt32());
    }

    internal Dictionary<string, object?> Form(Guid patient, string service) => new()
    {
        ["patientId"] = patient, ["serviceCode"] = service, ["colour"] = "yellow",
        ["questions"] = new[] { JourneyForms.Question }, ["complaint"] = "fell from a horse this morning",
        ["onsetAt"] = hub.Clock.GetUtcNow().AddHours(-3),
    };

    internal static async Task<JsonElement> Upload(HttpClient sender, Guid consultation, string name, byte[] bytes)
    {
        var upload = await new TusSender(sender).Send(bytes, name, consultation);
        return await sender.GetFromJsonAsync<JsonElement>($"/api/uploads/{upload}");
    }

    /// <summary>The header of a public file names somebody else: the sender says that it is this patient's.</summary>
    internal static async Task Confirm(HttpClient sender, JsonElement upload)
    {
        if (upload.GetProperty("mismatch").GetArrayLength() == 0) return;
        var attachment = upload.GetProperty("attachmentId").GetGuid();
        using var answer = await sender.PostAsJsonAsync($"/api/attachments/{attachment}/identity",
            new { decision = "same_patient", reason = "The device was set to another name." });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A case with its real file, sent.</summary>
    internal async Task<Guid> Sent(HttpClient sender, Journey journey)
    {
        var (id, _) = await Draft(sender, journey.Service);
        var upload = await Upload(sender, id, Path.GetFileName(journey.File), RealFile(journey));
        Assert.True(upload.GetProperty("state").GetString() == "accepted", upload.GetRawText());
        await Confirm(sender, upload);
        await DeskWorld.Json(await sender.PostAsJsonAsync($"/api/consultations/{id}/submission", new { }), 200);
        return id;
    }

    internal static Task<JsonElement> Case(HttpClient person, Guid id) =>
        person.GetFromJsonAsync<JsonElement>($"/api/consultations/{id}");
}
