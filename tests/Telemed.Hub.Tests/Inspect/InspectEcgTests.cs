using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Telemed.Ecg;
using Telemed.TestKit;

namespace Telemed.Hub.Tests.Inspect;

/// <summary>
/// <c>inspect --samples</c> as a process of its own over the stored ECGs: every value that other tools found in them.
/// Of the sets of like records every fortieth is enough here; the library's own tests read them all.
/// </summary>
public sealed class InspectEcgTests
{
    private const double ToleranceUv = 0.01;
    private const int EveryRecordOfASet = 40;

    /// <summary>Samples that the tool behind the truth read from the bytes of the next lead.</summary>
    private const int ContecScpHeld = 32_767;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static string Root => TestData.Folder("ecg")!;

    [RealFilesFact]
    public async Task Every_value_that_other_tools_found_is_printed()
    {
        var truth = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Root, "expected.json"))).RootElement
            .GetProperty("files");
        var files = truth.EnumerateObject().Where(file => !file.Name.EndsWith('/') && HasValues(file.Value))
            .Select(file => file.Name)
            .Concat(OfSet(truth, "ludb/", "ludb/data/")).Concat(OfSet(truth, "cinc2021/", "cinc2021/")).ToArray();
        var compared = 0;
        var outcomes = new Dictionary<string, string>();
        await foreach (var line in Inspect(files))
        {
            var name = Path.GetRelativePath(Root, line.GetProperty("file").GetString()!);
            outcomes[name] = line.GetProperty("outcome").GetString()!;
            if (outcomes[name] == "refused") continue;
            var ecg = line.TryGetProperty("ecg", out var inside) ? inside : line;
            Assert.True(ecg.TryGetProperty("measurements", out _) && ecg.TryGetProperty("flags", out _), name);
            if (truth.TryGetProperty(name, out var expected)) compared += Compare(expected, ecg, name);
            else if (name.StartsWith("ludb/", StringComparison.Ordinal)) compared += CompareLudb(truth, ecg, name);
        }
        Assert.Equal(files.Length, outcomes.Count);
        // Without a waveform, and a table whose columns nobody has chosen.
        Assert.Equal(["aecg/empty.xml", "contec/0000050.ECG.csv"],
            outcomes.Where(file => file.Value == "refused").Select(file => file.Key).Order());
        Assert.True(compared > 2_000, $"only {compared} values were compared");
    }

    private static bool HasValues(JsonElement file) =>
        file.GetProperty("independence").GetString() != "no amplitudes given";

    private static IEnumerable<string> OfSet(JsonElement truth, string set, string folder) =>
        truth.GetProperty(set).GetProperty("records").EnumerateObject()
            .Where((_, at) => at % EveryRecordOfASet == 0).Select(record => $"{folder}{record.Name}.hea");

    /// <summary>Finds all leads with values in an entry of the truth, wherever they stand in it.</summary>
    private static int Compare(JsonElement expected, JsonElement ecg, string file)
    {
        var found = ecg.GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("leads").EnumerateArray()).ToArray();
        if (expected.TryGetProperty("rawCounts", out var counts))
            return counts.EnumerateObject().Sum(lead => CompareLead(lead.Value, lead.Name, null, 5, found, file));
        return Leads(expected, "").Sum(lead =>
            CompareLead(lead.Lead.GetProperty("valuesUv"), lead.Name, Samples(lead.Lead), 1, found, file));
    }

    private static int CompareLudb(JsonElement truth, JsonElement ecg, string file)
    {
        var record = truth.GetProperty("ludb/").GetProperty("records")
            .GetProperty(Path.GetFileNameWithoutExtension(file));
        var found = ecg.GetProperty("groups")[0].GetProperty("leads").EnumerateArray().ToArray();
        return CompareLead(record.GetProperty("uvAt").GetProperty("ii"), "II", null, 1, found, file);
    }

    private static int? Samples(JsonElement lead) =>
        lead.TryGetProperty("samples", out var samples) ? samples.GetInt32() : null;

    private static IEnumerable<(string Name, JsonElement Lead)> Leads(JsonElement element, string name)
    {
        if (element.ValueKind == JsonValueKind.Array)
            return element.EnumerateArray().SelectMany(item => Leads(item, ""));
        if (element.ValueKind != JsonValueKind.Object) return [];
        // Channels that are no voltage stand there in counts, while the verb prints their own unit.
        if (element.TryGetProperty("valuesAreUv", out var voltage) && !voltage.GetBoolean()) return [];
        if (!element.TryGetProperty("valuesUv", out _))
            return element.EnumerateObject().SelectMany(member => Leads(member.Value, member.Name));
        return [(element.TryGetProperty("label", out var label) ? label.GetString()! : name, element)];
    }

    private static int CompareLead(
        JsonElement expected, string name, int? samples, double scale, JsonElement[] found, string file)
    {
        // The truth of MFER names a lead by its number alone.
        var number = name.StartsWith("type 0x", StringComparison.Ordinal)
            ? int.Parse(name["type 0x".Length..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0;
        var canonical = Telemed.Ecg.Leads.FromNumber(number) ?? Telemed.Ecg.Leads.Canonical(name);
        var alike = found.Where(lead => (lead.GetProperty("label").GetString() == canonical
                || lead.GetProperty("sourceLabel").GetString() == name)
            && (samples is null || lead.GetProperty("samples").GetInt32() == samples)).ToArray();
        Assert.True(alike.Length > 0, $"{file}: no lead {name} of {samples} samples");
        var wrong = alike.Select(lead => Wrong(expected, lead, scale, file)).ToArray();
        Assert.True(wrong.Any(first => first is null), $"{file} {name}: {string.Join("; ", wrong)}");
        return expected.EnumerateObject().Count();
    }

    /// <summary>The first value that differs, or null.</summary>
    private static string? Wrong(JsonElement expected, JsonElement lead, double scale, string file)
    {
        var values = lead.TryGetProperty("valuesUv", out var voltage) ? voltage : lead.GetProperty("values");
        foreach (var at in expected.EnumerateObject())
        {
            var index = int.Parse(at.Name, CultureInfo.InvariantCulture);
            if (file == "scp/contec_0000050.scp" && index >= ContecScpHeld) continue;
            var (one, other) = (at.Value, values[index]);
            if (one.ValueKind == JsonValueKind.Null || other.ValueKind == JsonValueKind.Null)
            {
                if (one.ValueKind != other.ValueKind) return $"at {index} {one} and {other}";
            }
            else if (Math.Abs(one.GetDouble() * scale - other.GetDouble()) > ToleranceUv)
                return $"at {index} {one} and {other}";
        }
        return null;
    }

    private static async IAsyncEnumerable<JsonElement> Inspect(string[] files)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Telemed.Hub"))
        {
            WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.ArgumentList.Add("inspect");
        start.ArgumentList.Add("--samples");
        foreach (var file in files) start.ArgumentList.Add(Path.Combine(Root, file));
        using var patience = new CancellationTokenSource(Patience);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            yield return JsonDocument.Parse(line).RootElement;
        await process.WaitForExitAsync(patience.Token);
        Assert.DoesNotContain("Unhandled exception", await errors, StringComparison.Ordinal);
    }
}
