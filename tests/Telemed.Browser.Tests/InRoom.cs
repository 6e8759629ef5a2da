using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Telemed.TestKit;

namespace Telemed.Browser.Tests;

/// <summary>What people do around a room, and what can be seen of their lines from inside the page.</summary>
internal static class InRoom
{
    /// <summary>Keeps every line that the page opens where a test can ask it; must run before the page does.</summary>
    internal const string Watching = """
        window.roomLines = [];
        const RealConnection = window.RTCPeerConnection;
        window.RTCPeerConnection = class extends RealConnection {
            constructor(...given) { super(...given); window.roomLines.push(this); }
        };
        """;

    private const string Figures = """
        async () => {
            const all = { connected: 0, frames: 0, audioPackets: 0, relayed: 0, bytes: 0 };
            for (const line of window.roomLines.filter(each => each.connectionState === 'connected')) {
                const stats = await line.getStats();
                if (![...stats.values()].some(each => each.type === 'inbound-rtp')) continue;
                all.connected++;
                for (const each of stats.values()) {
                    if (each.type === 'inbound-rtp' && each.kind === 'video') all.frames += each.framesDecoded ?? 0;
                    if (each.type === 'inbound-rtp' && each.kind === 'audio')
                        all.audioPackets += each.packetsReceived ?? 0;
                    if (each.type !== 'transport') continue;
                    const pair = stats.get(each.selectedCandidatePairId);
                    all.bytes += pair?.bytesReceived ?? 0;
                    if (stats.get(pair?.localCandidateId)?.candidateType === 'relay') all.relayed++;
                }
            }
            return all;
        }
        """;

    /// <summary>What a person's lines have carried to him.</summary>
    internal sealed record Lines(int Connected, int Frames, int AudioPackets, int Relayed, long Bytes);

    internal static async Task<Lines> LinesOf(Person person)
    {
        var json = await person.Page.EvaluateAsync<JsonElement>(Figures);
        int Count(string name) => json.GetProperty(name).GetInt32();
        return new Lines(Count("connected"), Count("frames"), Count("audioPackets"), Count("relayed"),
            json.GetProperty("bytes").GetInt64());
    }

    /// <summary>Waits until something is so; tells what it was at the end when it never was.</summary>
    internal static async Task<T> Until<T>(Func<Task<T>> look, Func<T, bool> isSo, int seconds, string what)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var seen = await look();
            if (isSo(seen)) return seen;
            Assert.True(clock.Elapsed.TotalSeconds < seconds, $"{what}: after {seconds} s it is {seen}");
            await Task.Delay(200);
        }
    }

    /// <summary>A case with a real ECG, sent by the clinic and claimed by the reader.</summary>
    internal static Task<string> EcgCase(Person clinician, Person reader) =>
        Case(clinician, reader, "ecg", "ecg", "scp/Example.scp");

    /// <summary>A case with a real file, sent by the clinic and claimed by the reader.</summary>
    internal static async Task<string> Case(Person clinician, Person reader, string service, string folder, string file)
    {
        var id = await Sent(clinician, service, folder, file, "yellow");
        await Until(() => reader.Get($"/api/consultations/{id}"),
            each => each.GetProperty("allowed").EnumerateArray().Any(one => one.GetString() == "claim"),
            20, "the queue");
        await reader.Post($"/api/consultations/{id}/claim", new { version = await Version(reader, id) });
        return id;
    }

    /// <summary>A case with a real file, sent by the clinic; nobody has taken it.</summary>
    internal static async Task<string> Sent(Person clinician, string service, string folder, string file, string colour)
    {
        var patient = Guid.NewGuid();
        await clinician.Post("/api/patients", new
        {
            id = patient, name = $"房间{patient.ToString()[..4]}", sex = "female", birthDate = "1961-04-12",
            confirmed = true,
        });
        var begun = await clinician.Post("/api/consultations", new
        {
            id = Guid.NewGuid(), patientId = patient, serviceCode = service, colour, redFlags = Array.Empty<string>(),
            questions = new[] { "What is to be done?" }, complaint = "pain since the morning",
        });
        var id = begun.GetProperty("id").GetString()!;
        await Upload(clinician, id, Path.Combine(TestData.Folder(folder)!, file));
        await Until(() => clinician.Get($"/api/consultations/{id}"),
            each => each.GetProperty("attachmentList").GetArrayLength() == 1, 30, "files of the case");
        if (folder == "pathology") await SlidesAreReady(clinician, id);
        var attachment = (await clinician.Get($"/api/consultations/{id}")).GetProperty("attachmentList")[0];
        if (attachment.GetProperty("mismatch").GetArrayLength() > 0)
            await clinician.Post($"/api/attachments/{attachment.GetProperty("id").GetString()}/identity",
                new { decision = "same_patient", reason = "checked with the patient" });
        await clinician.Post($"/api/consultations/{id}/submission", new { version = await Version(clinician, id) });
        return id;
    }

    /// <summary>
    /// Its judgement is the last that happens to a slide by itself; a page that is open while levels are added asks for
    /// tiles of the old ones, and is refused.
    /// </summary>
    internal static async Task SlidesAreReady(Person person, string id)
    {
        var files = (await person.Get($"/api/consultations/{id}")).GetProperty("attachmentList");
        foreach (var file in files.EnumerateArray())
            await person.Page.WaitForFunctionAsync(
                "id => fetch(`/api/slides/${id}`).then(a => a.json()).then(slide => slide.quality.state !== 'pending')",
                file.GetProperty("subjectId").GetString());
    }

    private static async Task<int> Version(Person person, string id) =>
        (await person.Get($"/api/consultations/{id}")).GetProperty("version").GetInt32();

    private static async Task Upload(Person person, string id, string path)
    {
        var bytes = await File.ReadAllBytesAsync(path);
        var name = Path.GetFileName(path);
        var begun = await person.Page.Context.APIRequest.FetchAsync(person.Url("/uploads"), new()
        {
            Method = "POST",
            Headers = new Dictionary<string, string>
            {
                ["X-Telemed"] = "1", ["Tus-Resumable"] = "1.0.0", ["Upload-Length"] = $"{bytes.Length}",
                ["Upload-Metadata"] = $"consultationId {Base64(id)},fileName {Base64(name)}",
            },
        });
        Assert.True(begun.Ok, await begun.TextAsync());
        var sent = await person.Page.Context.APIRequest.FetchAsync(person.Url(begun.Headers["location"]), new()
        {
            Method = "PATCH", DataByte = bytes,
            Headers = new Dictionary<string, string>
            {
                ["X-Telemed"] = "1", ["Tus-Resumable"] = "1.0.0", ["Upload-Offset"] = "0",
                ["Content-Type"] = "application/offset+octet-stream",
            },
        });
        Assert.True(sent.Ok, await sent.TextAsync());
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>The reader opens a room about the case from its page; gives the room's number.</summary>
    internal static async Task<string> OpenRoom(Person host, string caseId)
    {
        await host.Go($"/case/{caseId}");
        await host.Button("Start a room").ClickAsync();
        await host.Page.WaitForURLAsync(url => url.Contains("/room/"));
        return host.Page.Url.Split('/')[^1];
    }

    /// <summary>Enters with voice and picture; gives the time from the press of the button to being in.</summary>
    internal static async Task<TimeSpan> Enter(Person person, bool withMedia = true)
    {
        foreach (var device in withMedia ? new[] { "Microphone", "Camera" } : [])
        {
            var button = person.Page.GetByRole(AriaRole.Button, new() { Name = device, Exact = true });
            if (await button.GetAttributeAsync("aria-pressed") == "false") await button.ClickAsync();
        }
        if (withMedia) await person.Page.GetByLabel("Your picture").First.WaitForAsync();
        var clock = Stopwatch.StartNew();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Enter", Exact = true }).ClickAsync();
        await person.Page.Locator(".live-room").WaitForAsync();
        return clock.Elapsed;
    }

    /// <summary>The patient's consent, recorded on the page before the room.</summary>
    internal static async Task Consent(Person person, bool recorded = false)
    {
        await person.Page.GetByRole(AriaRole.Radio, new() { Name = "Spoken" }).ClickAsync();
        if (recorded) await person.Page.GetByLabel("The patient also agrees to a recording").CheckAsync();
        await person.Button("Record the consent").ClickAsync();
        await person.See(recorded ? "Recording is allowed." : "No recording.");
    }

    /// <summary>Presses at a place of the page and drags to the right; lets go there.</summary>
    internal static async Task Drag(Person person, float x, float y, float widthPx)
    {
        await person.Page.Mouse.MoveAsync(x, y);
        await person.Page.Mouse.DownAsync();
        await person.Page.Mouse.MoveAsync(x + widthPx, y, new() { Steps = 6 });
        await person.Page.Mouse.UpAsync();
    }

    internal static async Task Say(Person person, string text)
    {
        await person.Page.Locator("#room-talk").FillAsync(text);
        await person.Page.Locator("#room-talk").PressAsync("Enter");
    }
}
