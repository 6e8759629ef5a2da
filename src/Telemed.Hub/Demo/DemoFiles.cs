using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemed.Hub.Demo;

/// <summary>The patient whom a sample's header names.</summary>
internal sealed record SamplePerson(string Name, string Id, string BirthDate, string Sex);

/// <summary>One sample as the samples' generator lists it: a file, or a folder for a series.</summary>
internal sealed record Sample(string Path, string Kind, string Service, string Story, SamplePerson Patient);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Sample[]))]
internal sealed partial class SampleJson : JsonSerializerContext;

/// <summary>Cases about the generated ECGs, images and slides, of the patients whom the files name.</summary>
internal static class DemoFiles
{
    private const string ManifestName = "manifest.json";
    private const int ManifestLimitBytes = 1024 * 1024;

    // In the order in which the generator lists the samples of a kind. Hours ago; what is open is minutes old.
    private static readonly (DemoEnd End, double HoursAgo, string Sender)[] Hearts =
    [
        (DemoEnd.Queued, 0.1, "wang.xiulan"), (DemoEnd.Acted, 26, "wang.xiulan"),
        (DemoEnd.Acted, 49, "tulegenova.gulnar"),
        (DemoEnd.Reviewed, 0.5, "liu.chunhua"), (DemoEnd.ReviewPending, 0.35, "yang.dashan"),
        (DemoEnd.SecondOpinion, 0.48, "smirnova.anna"), (DemoEnd.Amended, 31, "xu.yan"),
        (DemoEnd.Drafted, 0.3, "hu.laifu"),
        (DemoEnd.Delivered, 0.2, "ospanov.yerlan"), (DemoEnd.SecondOpinionGiven, 75, "ospanov.yerlan"),
        (DemoEnd.Acted, 320, "wang.xiulan"), (DemoEnd.Reading, 0.12, "tulegenova.gulnar"),
    ];

    private static readonly (DemoEnd End, double HoursAgo, string Sender)[] Images =
    [
        (DemoEnd.Addendum, 52, "zhang.guilan"), (DemoEnd.Queued, 0.4, "wu.jun"),
        (DemoEnd.InfoRequested, 0.7, "sarsenova.aigul"),
        (DemoEnd.Acted, 29, "zhang.guilan"), (DemoEnd.Queued, 0.05, "sarsenova.aigul"),
    ];

    private static readonly (DemoEnd End, double HoursAgo, string Sender)[] Slides =
    [
        (DemoEnd.Acted, 170, "feng.tao"), (DemoEnd.Claimed, 0.6, "zheng.xia"),
    ];

    /// <summary>The cases of a samples folder; null when there is none.</summary>
    internal static IReadOnlyList<DemoCase>? Find(string folder)
    {
        var manifest = new FileInfo(Path.Combine(folder.Length > 0 ? folder : ".", ManifestName));
        if (folder.Length == 0 || !manifest.Exists || manifest.Length > ManifestLimitBytes) return null;
        using var stream = manifest.OpenRead();
        var samples = JsonSerializer.Deserialize(stream, SampleJson.Default.SampleArray) ?? [];
        return
        [
            .. Cases(folder, samples.Where(each => each.Kind == "ecg"), Hearts),
            .. Cases(folder, samples.Where(each => each.Kind == "imaging"), Images),
            .. Cases(folder, samples.Where(each => each.Kind == "pathology"), Slides),
        ];
    }

    private static IEnumerable<DemoCase> Cases(string folder, IEnumerable<Sample> samples,
        (DemoEnd End, double HoursAgo, string Sender)[] plan) =>
        samples.Zip(plan, (sample, part) => new DemoCase(part.Sender, PatientOf(sample.Patient),
            DemoReports.Of(sample), part.HoursAgo, part.End, Path.Combine(folder, sample.Path)));

    private static DemoPatient PatientOf(SamplePerson person) => new(
        person.Name, person.Sex == "F" ? "female" : "male",
        DateOnly.Parse(person.BirthDate, CultureInfo.InvariantCulture).ToString("O", CultureInfo.InvariantCulture),
        person.Id.StartsWith("QH", StringComparison.Ordinal) ? "kk" : "zh", person.Id);
}
