using System.Globalization;
using Telemed.Bench.Main;
using Telemed.Hub.Tests.Uploads;

namespace Telemed.Bench;

/// <summary>
/// A large slide sent in parts over a line that is cut, and over a restart of the hub: by the protocol alone, and by
/// the page in a browser while a second window reads.
/// </summary>
internal static class UploadBench
{
    private const double SentAgainReach = 0.05;
    private const double ReadableReach = 0.10;

    internal static async Task<int> Run(string[] args, CancellationToken cancel)
    {
        var (megabytes, cuts) = (Option(args, "--megabytes", 1000), Option(args, "--cuts", 20));
        var path = Path.Combine(Path.GetTempPath(), $"bench-upload-{megabytes}.svs");
        if (!File.Exists(path))
            await using (var file = File.Create(path)) NoisySlide.Write(file, megabytes, cancel);
        await using var hub = await BenchHub.Start(cancel);
        using var sender = await hub.SignIn("village-a", cancel);
        Console.WriteLine($"machine: {Environment.ProcessorCount} cores, sender on the same");
        var result = await new CutUpload(hub.Process, sender.Cookie, path, cuts, new Random(1)).Run(cancel);
        Console.WriteLine(result);
        var reached = result.IsSameHash && result.SentAgain <= SentAgainReach && result.ReadableShare <= ReadableReach;
        if (BenchBrowser.WhyAbsent is { } absent) Console.WriteLine($"in the page: not measured, {absent}");
        else
        {
            var seen = await new PageUpload(hub, sender, path, cuts).Run(cancel);
            Console.WriteLine(seen);
            reached &= seen.IsSameHash && seen.IsSeen && seen.SentAgain <= SentAgainReach
                && seen.ReadShare <= ReadableReach;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"reach: at most {100 * SentAgainReach} % sent again, readable after {100 * ReadableReach} %, "
            + $"same hash: {(reached ? "reached" : "NOT reached")}"));
        return reached ? 0 : 1;
    }

    private static int Option(string[] args, string name, int otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }
}
