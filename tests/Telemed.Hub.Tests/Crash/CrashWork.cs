using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Telemed.TestKit;

namespace Telemed.Hub.Tests.Crash;

/// <summary>What the hub acknowledged while it was being killed; nothing of it may be missing afterwards.</summary>
internal sealed class Acknowledged
{
    /// <summary>Cases that were started.</summary>
    public ConcurrentBag<Guid> Cases { get; } = [];

    /// <summary>Whole files: the upload's address and the SHA-256 of what was sent.</summary>
    public ConcurrentBag<(Uri Upload, string Sha256)> Files { get; } = [];

    /// <summary>Signed reports and the sentence each carries.</summary>
    public ConcurrentBag<(Guid Report, string Impression)> Reports { get; } = [];

    /// <summary>Whether enough was acknowledged to say something about what is kept.</summary>
    public bool IsEnough => Files.Count >= 5 && Reports.Count >= 3;
}

/// <summary>Clients that keep working while the hub dies under them.</summary>
internal sealed class CrashWork(
    CrashPerson village, CrashPerson township, CrashPerson[] readers, Guid villagePatient, Guid townshipPatient,
    Acknowledged log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private int counter;

    public Task Run(CancellationToken cancel) => Task.WhenAll(
        Repeat(() => SendFile(village, villagePatient, "ecg", "rest.xml", FreshEcg(), cancel), cancel),
        Repeat(() => SendFile(village, villagePatient, "ecg", "rest.xml", FreshEcg(), cancel), cancel),
        Repeat(() => SendFile(township, townshipPatient, "pathology_wsi", "slide.svs", FreshSlide(), cancel), cancel),
        Repeat(() => SignReport(cancel), cancel));

    private static async Task Repeat(Func<Task> work, CancellationToken cancel)
    {
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                await work();
                await Task.Delay(Pause, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has seen enough.
        }
    }

    private async Task<Guid?> Start(CrashPerson sender, Guid patient, string service, CancellationToken cancel)
    {
        var answer = await sender.Post("/api/consultations", new
        {
            patientId = patient, serviceCode = service, colour = "green", complaint = "cough for a week",
            questions = new[] { "Is there anything that cannot wait?" },
        }, cancel);
        if (answer is not { } draft) return null;
        var id = draft.GetProperty("id").GetGuid();
        log.Cases.Add(id);
        return id;
    }

    private async Task SendFile(
        CrashPerson sender, Guid patient, string service, string name, byte[] file, CancellationToken cancel)
    {
        if (await Start(sender, patient, service, cancel) is not { } id) return;
        if (await sender.Begin(id, name, file.Length, cancel) is not { } upload) return;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            // After a cut the hub says what it holds, and the sender goes on from there.
            if (await sender.Offset(upload, cancel) is not { } offset)
            {
                await Task.Delay(Pause, cancel);
                continue;
            }
            if (offset == file.Length) break;
            var half = Math.Max(offset + 1, Math.Min(file.Length, offset + file.Length / 2 + 1));
            if (await sender.Patch(upload, offset, file.AsMemory(offset, half - offset), cancel) && half == file.Length)
                break;
        }
        log.Files.Add((upload, Convert.ToHexStringLower(SHA256.HashData(file))));
    }

    private async Task SignReport(CancellationToken cancel)
    {
        if (await Start(village, villagePatient, "text_consult", cancel) is not { } id) return;
        if (await village.Post($"/api/consultations/{id}/submission", new { }, cancel) is null) return;
        if (await Claim(id, cancel) is not { } reader) return;
        var impression = $"Sentence {Interlocked.Increment(ref counter)} of {id}";
        var signed = await reader.Post($"/api/consultations/{id}/signature", new
        {
            content = new Dictionary<string, string>
            {
                ["opinion.assessment"] = "stable", ["opinion.diagnosis"] = "cold", ["opinion.plan"] = "fluids",
                ["opinion.place"] = "here", ["comparison.prior"] = "none_available",
            },
            answers = new[] { new { number = 1, text = "No." } }, impression, advice = "rest", certainty = "likely",
            actionCard = new { doNow = "fluids", give = "", doNot = "", sendIf = "", callBackAt = "" },
        }, cancel);
        if (signed is { } report) log.Reports.Add((report.GetProperty("id").GetGuid(), impression));
    }

    /// <summary>The reader to whose hospital the case went; the roster of the hour decides which that is.</summary>
    private async Task<CrashPerson?> Claim(Guid id, CancellationToken cancel)
    {
        foreach (var reader in readers)
            if (await reader.Post($"/api/consultations/{id}/claim", new { }, cancel) is not null) return reader;
        return null;
    }

    // The same recording with a remark of its own, so that every file has other bytes.
    private byte[] FreshEcg() =>
        [.. File.ReadAllBytes(Path.Combine(TestData.Folder("ecg")!, "aecg/Example.xml")),
            .. Encoding.ASCII.GetBytes($"<!-- {Interlocked.Increment(ref counter)} -->")];

    private byte[] FreshSlide() =>
        [.. File.ReadAllBytes(Path.Combine(TestData.Folder("pathology")!, "svs/cmu-1-small-region.svs")),
            .. BitConverter.GetBytes(Interlocked.Increment(ref counter))];
}
