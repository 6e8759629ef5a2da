using System.Text.Json;

namespace Telemed.Samples;

/// <summary>One made file or folder of files, and whose it is.</summary>
/// <param name="Path">File, or folder for a series, below the set's folder.</param>
/// <param name="Kind">ecg, imaging or pathology.</param>
/// <param name="Service">Code of the service it would be sent to.</param>
/// <param name="Story">What it shows, in a word or two.</param>
/// <param name="Patient">The invented patient in its header.</param>
/// <param name="Acquired">Local time of recording.</param>
public sealed record SampleFile(
    string Path, string Kind, string Service, string Story, SamplePatient Patient, DateTime Acquired);

/// <summary>
/// Makes the folder of samples that the demonstration sends and that a newcomer can drop into the browser.
/// </summary>
public static class SampleSet
{
    /// <summary>The list of what was made, beside the files.</summary>
    public const string ManifestName = "manifest.json";

    private const int CtSlices = 40;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Makes every sample. The same start time gives the same bytes.</summary>
    /// <param name="folder">Made when absent; files in it are replaced.</param>
    /// <param name="today">The day on which the samples end.</param>
    /// <param name="cancel">Ends the making early.</param>
    public static IReadOnlyList<SampleFile> Make(string folder, DateOnly today, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var made = new List<SampleFile>();
        made.AddRange(Hearts(folder, today));
        made.AddRange(Images(folder, today));
        made.AddRange(Slides(folder, today, cancel));
        File.WriteAllText(Path.Combine(folder, ManifestName), JsonSerializer.Serialize(made, Web));
        return made;
    }

    private static IEnumerable<SampleFile> Hearts(string folder, DateOnly today)
    {
        (HeartStory Story, int Patient, string Format)[] plan =
        [
            (HeartStory.Normal, 0, "dcm"), (HeartStory.AtrialFibrillation, 1, "scp"),
                (HeartStory.InferiorInfarction, 8, "dcm"),
            (HeartStory.Tachycardia, 3, "xml"), (HeartStory.Bradycardia, 4, "scp"),
            (HeartStory.LeftBundleBranchBlock, 11, "dcm"),
            (HeartStory.FirstDegreeBlock, 5, "xml"), (HeartStory.LongQt, 12, "scp"),
            (HeartStory.AnteriorInfarction, 9, "scp"),
            (HeartStory.Normal, 13, "xml"), (HeartStory.Normal, 1, "dcm"), (HeartStory.AtrialFibrillation, 10, "xml"),
        ];
        for (var number = 0; number < plan.Length; number++)
        {
            var (story, who, format) = plan[number];
            var patient = SamplePatient.All[who];
            var acquired = today.ToDateTime(new TimeOnly(7, 30)).AddDays(-number).AddMinutes(37 * number);
            var recording = EcgSamples.Record(patient, story, acquired, 1000 + number);
            var bytes = format switch
            {
                "dcm" => EcgSamples.AsDicom(recording, 1000 + number),
                "scp" => EcgSamples.AsScp(recording),
                _ => EcgSamples.AsAecg(recording, 1000 + number),
            };
            var name = $"ecg-{number + 1:00}-{story}.{format}".ToLowerInvariant();
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
            yield return new SampleFile(name, "ecg", "ecg", story.ToString(), patient, acquired);
        }
    }

    private static IEnumerable<SampleFile> Images(string folder, DateOnly today)
    {
        for (var number = 0; number < 3; number++)
        {
            var patient = SamplePatient.All[new[] { 2, 6, 10 }[number]];
            var acquired = today.ToDateTime(new TimeOnly(9, 10)).AddDays(-2 * number);
            var name = $"chest-{number + 1:00}.dcm";
            using var file = File.Create(Path.Combine(folder, name));
            DicomSamples.WriteChest(file, patient, acquired, 2000 + number, consolidation: number != 1);
            yield return new SampleFile(name, "imaging", "xray", number == 1 ? "normal chest" : "consolidation",
                patient, acquired);
        }
        for (var number = 0; number < 2; number++)
        {
            var patient = SamplePatient.All[new[] { 7, 9 }[number]];
            var acquired = today.ToDateTime(new TimeOnly(22, 41)).AddDays(-1 - number);
            var name = $"head-{number + 1:00}";
            Directory.CreateDirectory(Path.Combine(folder, name));
            for (var slice = 0; slice < CtSlices; slice++)
            {
                using var file = File.Create(Path.Combine(folder, name, $"slice-{slice + 1:00}.dcm"));
                DicomSamples.WriteHeadSlice(file, patient, acquired, 3000 + number, slice, CtSlices,
                    bleed: number == 0);
            }
            yield return new SampleFile(name, "imaging", "ct_head", number == 0 ? "haemorrhage" : "no bleed", patient,
                acquired);
        }
    }

    private static IEnumerable<SampleFile> Slides(string folder, DateOnly today, CancellationToken cancel)
    {
        for (var number = 0; number < 2; number++)
        {
            var name = $"tissue-{number + 1:00}.svs";
            using var file = File.Create(Path.Combine(folder, name));
            SlideSamples.Write(file, 6144, 4608, 4000 + number, cancel);
            yield return new SampleFile(name, "pathology", "pathology_wsi", "glandular tissue",
                SamplePatient.All[5 + number],
                today.ToDateTime(new TimeOnly(15, 0)).AddDays(-3 - number));
        }
    }
}
