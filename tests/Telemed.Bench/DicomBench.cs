using System.Globalization;
using Telemed.Bench.Dicom;
using Telemed.Bench.Main;
using Telemed.TestKit.Servers;

namespace Telemed.Bench;

/// <summary>
/// The DICOM doors under load, beside Debian's Orthanc when it is installed. Every figure of a server counts its
/// database processes too. Both keep one file an instance; the hub syncs files, folders and the write-ahead log before
/// it answers.
/// </summary>
internal static class DicomBench
{
    internal static async Task<int> Run(string[] args, CancellationToken cancel)
    {
        var parts = Text(args, "--only", "ingest,retrieve,large,query,million,header").Split(',');
        var port = FreePort.Next();
        await using var hub = await BenchHub.Start(
            new Dictionary<string, string> { ["TELEMED_DIMSE_PORT"] = $"{port}" }, cancel);
        var ours = await DicomPeer.Hub(hub, port, cancel);
        var theirs = args.Contains("--alone") ? null : await DicomPeer.Orthanc(cancel);
        Console.WriteLine($"machine: {Environment.ProcessorCount} cores, load generator on the same; "
            + (theirs is null ? "Orthanc is not beside it" : "Orthanc with its index in the same PostgreSQL"));
        Console.WriteLine(
            "synced before the answer: by telemed each file, its folder and the write-ahead log of a group's "
            + "transaction; by Orthanc each file and the write-ahead log of each of its transactions, no folder");
        IReadOnlyList<QueryBench.Row> small = [];
        if (parts.Contains("ingest"))
        {
            var (ct, little) = (Number(args, "--ct", 400), Number(args, "--small", 2000));
            await IngestBench.Run(ours, 40, 200, cancel);
            Console.WriteLine("  (warm)");
            var mine = await IngestBench.Run(ours, ct, little, cancel);
            if (theirs is not null) Compare(mine, await IngestBench.Run(theirs, ct, little, cancel));
        }
        if (parts.Contains("query")) small = await Query(ours, theirs, args, cancel);
        if (parts.Contains("retrieve"))
            foreach (var peer in new[] { ours, theirs }.OfType<DicomPeer>())
                await RetrieveBench.Run(peer, Number(args, "--requests", 300), cancel);
        if (parts.Contains("large"))
            foreach (var peer in new[] { ours, theirs }.OfType<DicomPeer>())
                await LargeBench.Run(peer, Number(args, "--frames", 1024), cancel);
        if (parts.Contains("million"))
        {
            await IndexRows.Fill(hub, Number(args, "--instances", 1_000_000), cancel);
            Grown(small, await QueryBench.Run(ours, Number(args, "--requests", 300), isLarge: true, cancel));
        }
        if (parts.Contains("header")) await DicomHeaderBench.Run(args, cancel);
        return 0;
    }

    // How speed falls with the table is a figure of its own.
    private static void Grown(IReadOnlyList<QueryBench.Row> small, List<QueryBench.Row> large)
    {
        foreach (var row in large)
            if (small.FirstOrDefault(one => (one.Query, one.Clients) == (row.Query, row.Clients)) is { } before)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  QIDO {row.Query,-18} x{row.Clients}  "
                    + $"{row.P50Ms / before.P50Ms,5:F2} x its p50 in the small table"));
    }

    private static async Task<IReadOnlyList<QueryBench.Row>> Query(
        DicomPeer ours, DicomPeer? theirs, string[] args, CancellationToken cancel)
    {
        var (studies, requests) = (Number(args, "--studies", 20_000), Number(args, "--requests", 300));
        Console.WriteLine($"  {studies} studies of one instance");
        await IngestBench.Post(ours, BenchObjects.Wide, studies, 4, cancel);
        var mine = await QueryBench.Run(ours, requests, isLarge: false, cancel);
        if (theirs is null) return mine;
        await IngestBench.Post(theirs, BenchObjects.Wide, studies, 4, cancel);
        foreach (var (our, other) in mine.Zip(await QueryBench.Run(theirs, requests, isLarge: false, cancel)))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  QIDO {our.Query,-18} x{our.Clients}  {other.P50Ms / our.P50Ms,6:F1} x as fast (p50), "
                + $"{our.CpuMs / other.CpuMs,5:F2} x its CPU"));
        return mine;
    }

    private static void Compare(List<IngestBench.Row> ours, List<IngestBench.Row> theirs)
    {
        foreach (var (mine, other) in ours.Zip(theirs))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {mine.Load,-40} {mine.PerSecond / other.PerSecond,5:F2} x Orthanc's rate, "
                + $"{mine.CpuMs / other.CpuMs,5:F2} x its CPU"));
    }

    internal static string Text(string[] args, string name, string otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
    }

    internal static int Number(string[] args, string name, int otherwise) =>
        int.Parse(Text(args, name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
}
