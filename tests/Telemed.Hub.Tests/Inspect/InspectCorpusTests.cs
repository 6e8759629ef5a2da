using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Telemed.TestKit;

namespace Telemed.Hub.Tests.Inspect;

/// <summary>The verb itself, as a process of its own, over every file that was made to break a reader.</summary>
public sealed class InspectCorpusTests
{
    private const long ExtraMemoryKib = 64 * 1024;
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(2), Patience = TimeSpan.FromMinutes(2);

    private sealed record Report(List<JsonElement> Lines, TimeSpan LongestWait, long PeakKib, int Code);

    [RealFilesFact]
    public async Task Malformed_and_hostile_files_end_as_suggested_within_two_seconds_and_64_MiB()
    {
        var root = TestData.Folder("dicom")!;
        var files = Named(root, "malformed/", "hostile/");
        var small = await Run(root, [Named(root, "valid/").First()]);
        var bad = await Run(root, files);
        // On a machine that does other things besides, the quicker of two runs is the files' own time.
        if (bad.LongestWait >= Slowest) bad = await Run(root, files);
        Assert.Equal(files.Length, bad.Lines.Count);
        Assert.Equal(1, bad.Code);
        Assert.True(bad.LongestWait < Slowest, $"a file took {bad.LongestWait}");
        Assert.True(
            bad.PeakKib - small.PeakKib < ExtraMemoryKib, $"{bad.PeakKib} KiB, {small.PeakKib} for a small file");
        for (var at = 0; at < files.Length; at++)
        {
            Assert.EndsWith(files[at], bad.Lines[at].GetProperty("file").GetString(), StringComparison.Ordinal);
            var outcome = bad.Lines[at].GetProperty("outcome").GetString();
            var suggested = Suggested(root, files[at]);
            Assert.True(Fits(outcome!, suggested), $"{files[at]}: {outcome}, suggested: {suggested}");
            if (outcome != "refused") continue;
            var problem = bad.Lines[at].GetProperty("problem");
            Assert.True(problem.GetProperty("offset").GetInt64() >= 0
                && problem.GetProperty("message").GetString()!.Length > 0);
        }
    }

    [RealFilesFact]
    public async Task Every_well_formed_file_is_accepted_or_warned_of()
    {
        var root = TestData.Folder("dicom")!;
        var files = Named(root, "valid/", "charset/", "compressed/");
        var good = await Run(root, files);
        Assert.Equal((files.Length, 0), (good.Lines.Count, good.Code));
        Assert.All(good.Lines, line => Assert.NotEqual("refused", line.GetProperty("outcome").GetString()));
    }

    private static string[] Named(string root, params string[] folders) =>
        [.. File.ReadLines(Path.Combine(root, "expected", "INDEX.tsv")).Skip(1).Select(line => line.Split('\t')[0])
            .Where(file => folders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)))];

    private static bool Fits(string outcome, string suggested) => suggested switch
    {
        "accept with warning, or refuse with reason" => true,
        _ when suggested.StartsWith("either", StringComparison.Ordinal) => true,
        _ when suggested.StartsWith("refuse", StringComparison.Ordinal) => outcome == "refused",
        _ => outcome is "accepted" or "warned",
    };

    private static string Suggested(string root, string file)
    {
        var text = File.ReadLines(Path.Combine(root, "expected", Path.GetFileName(file) + ".json"))
            .First(line => line.TrimStart().StartsWith("\"suggested\"", StringComparison.Ordinal));
        return text.Split('"')[3];
    }

    private static async Task<Report> Run(string root, string[] files)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Telemed.Hub"))
        {
            WorkingDirectory = root, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.ArgumentList.Add("inspect");
        foreach (var file in files) start.ArgumentList.Add(file);
        using var patience = new CancellationTokenSource(Patience);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        var watching = PeakKib(process.Id, patience.Token);
        var (lines, longest) = (new List<JsonElement>(), TimeSpan.Zero);
        // The first line waits for the program to start; what a file takes shows from the second on.
        Stopwatch? watch = null;
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (watch is not null && watch.Elapsed > longest) longest = watch.Elapsed;
            watch = Stopwatch.StartNew();
            lines.Add(JsonDocument.Parse(line).RootElement);
        }
        await process.WaitForExitAsync(patience.Token);
        Assert.DoesNotContain("Unhandled exception", await errors, StringComparison.Ordinal);
        return new Report(lines, longest, await watching, process.ExitCode);
    }

    // The kernel keeps the highest; what is read last before the end is it, or within a moment of it.
    private static async Task<long> PeakKib(int process, CancellationToken cancel)
    {
        long peak = 0;
        while (true)
        {
            try
            {
                var line = File.ReadLines($"/proc/{process}/status")
                    .FirstOrDefault(text => text.StartsWith("VmHWM", StringComparison.Ordinal));
                if (line is null) return peak;
                peak = long.Parse(
                    line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                return peak;
            }
            await Task.Delay(5, cancel);
        }
    }
}
