using System.Globalization;
using System.IO.Compression;
using System.Text;
using Telemed.Samples;

namespace Telemed.Browser.Tests;

/// <summary>A made CT series of a head, and a case that it was sent for.</summary>
internal static class HeadSeries
{
    internal const int Slices = 40;

    internal static async Task<string> Case(Person clinician, int seed)
    {
        var patient = await clinician.Post("/api/patients", new
        {
            name = $"影像{seed}", sex = "female", birthDate = "1950-06-07", language = "zh",
            identityNumber = $"IP-{seed}", confirmed = true,
        });
        return await Case(clinician, seed, patient.GetProperty("id").GetString()!, $"IP-{seed}");
    }

    /// <summary>Another case of a patient who is known already.</summary>
    internal static async Task<string> Case(
        Person clinician, int seed, string patientId, string number, int slices = Slices)
    {
        var made = await clinician.Post("/api/consultations", new
        {
            patientId, serviceCode = "ct_head", colour = "green",
            questions = new[] { "Bleeding?" }, complaint = "headache",
        });
        var id = made.GetProperty("id").GetString()!;
        await Upload(clinician, id, Zip(number, seed, slices: slices));
        for (var turn = 0; turn < 200; turn++, await Task.Delay(100))
        {
            var files = (await clinician.Get($"/api/consultations/{id}")).GetProperty("attachmentList");
            if (files.GetArrayLength() > 0) return id;
        }
        throw new TimeoutException("The series was not received.");
    }

    internal static byte[] Zip(string number, int seed, int first = 0, int slices = Slices, bool bleed = false)
    {
        var of = number["IP-".Length..];
        var patient = new SamplePatient($"影像{of}", $"Ying^Xiang{of}=影^像{of}", number, new DateOnly(1950, 6, 7), "F");
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            for (var slice = first; slice < first + slices; slice++)
                using (var entry = zip.CreateEntry($"IM{slice:0000}.dcm", CompressionLevel.Fastest).Open())
                    DicomSamples.WriteHeadSlice(
                        entry, patient, new DateTime(2026, 11, 20, 8, 0, 0), seed, slice, Slices, bleed);
        return file.ToArray();
    }

    internal static async Task Upload(Person person, string id, byte[] zip)
    {
        static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        var begun = await person.Page.APIRequest.PostAsync(person.Url("/uploads"), new()
        {
            Headers =
            [
                new("x-telemed", "1"), new("Tus-Resumable", "1.0.0"),
                new("Upload-Length", zip.Length.ToString(CultureInfo.InvariantCulture)),
                new("Upload-Metadata", $"consultationId {Base64(id)},fileName {Base64("series.zip")}"),
            ],
        });
        Assert.True(begun.Ok, await begun.TextAsync());
        var sent = await person.Page.APIRequest.PatchAsync(person.Url(begun.Headers["location"]), new()
        {
            DataByte = zip,
            Headers =
            [
                new("x-telemed", "1"), new("Tus-Resumable", "1.0.0"), new("Upload-Offset", "0"),
                new("content-type", "application/offset+octet-stream"),
            ],
        });
        Assert.True(sent.Ok, await sent.TextAsync());
    }
}
