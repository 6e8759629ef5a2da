using System.Text.Json;

namespace Telemed.Bench.Main;

/// <summary>The full life of an ECG consultation by two people, as the bench repeats it.</summary>
internal sealed class ConsultationLife(BenchClient sender, BenchClient reader, Guid patient, Func<byte[]> ecg)
{
    /// <summary>Draft with file; not sent yet.</summary>
    internal async Task<(Guid Id, int Version)> Draft(CancellationToken cancel)
    {
        var draft = await sender.Post("/api/consultations", new
        {
            patientId = patient, serviceCode = "ecg", colour = "green",
            questions = new[] { "Is there an acute infarction?" },
            complaint = "chest pain since morning",
        }, cancel);
        return (draft.GetProperty("id").GetGuid(), draft.GetProperty("version").GetInt32());
    }

    /// <summary>The file and the sending: what a clinic's "send" does.</summary>
    internal async Task Send(Guid id, CancellationToken cancel)
    {
        await sender.Upload(id, "rest.scp", ecg(), cancel);
        var version = (await sender.Get($"/api/consultations/{id}", cancel)).GetProperty("version").GetInt32();
        await sender.Post($"/api/consultations/{id}/submission", new { version }, cancel);
    }

    /// <summary>Submit with ECG, claim, report, sign, acknowledge.</summary>
    internal async Task Run(CancellationToken cancel)
    {
        var (id, version) = await Draft(cancel);
        await sender.Upload(id, "rest.scp", ecg(), cancel);
        await sender.Post($"/api/consultations/{id}/submission", new { version }, cancel);
        await reader.Post($"/api/consultations/{id}/claim", new { }, cancel);
        await reader.Post($"/api/consultations/{id}/opening", new { }, cancel);
        var signed = await reader.Sign(id, Report(), cancel);
        if (signed.GetProperty("status").GetString() != "final") throw new InvalidOperationException("Not signed.");
        await sender.Post($"/api/consultations/{id}/acknowledgement", new { }, cancel);
    }

    private static Dictionary<string, object> Report() => new()
    {
        ["content"] = new Dictionary<string, object>
        {
            ["quality.recording"] = "good",
            ["measurements.ventricular_rate"] = 72,
            ["comparison.prior"] = "none_available",
            ["statements.overall"] = new object[] { new { code = "1", modifiers = Array.Empty<string>() } },
        },
        ["answers"] = new object[] { new { number = 1, text = "No acute infarction." } },
        ["impression"] = "Normal ECG.", ["advice"] = "Repeat when pain returns.", ["certainty"] = "likely",
        ["actionCard"] = new { doNow = "rest", give = "", doNot = "", sendIf = "pain returns", callBackAt = "" },
    };

    /// <summary>True when an answered work list shows the consultation.</summary>
    internal static bool Shows(JsonElement list, Guid id) =>
        list.GetProperty("items").EnumerateArray().Any(row => row.GetProperty("id").GetGuid() == id);
}
