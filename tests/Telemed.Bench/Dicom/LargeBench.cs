using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Telemed.Dicom;
using Telemed.Dicom.Writing;
using Telemed.TestKit.Servers;

namespace Telemed.Bench.Dicom;

/// <summary>
/// One object of 512 MiB in by STOW-RS and by C-STORE, and one of its frames out, with the server's peak memory.
/// </summary>
internal static class LargeBench
{
    private const int SidePx = 512;
    private const string MultiFrame = "1.2.840.10008.5.1.4.1.1.7.3";
    private const string AsStored = "multipart/related; type=\"application/octet-stream\"; transfer-syntax=*";

    internal static async Task Run(DicomPeer peer, int frames, CancellationToken cancel)
    {
        var folder = RunFolder.New("bench-large");
        var (study, series, sop) = (BenchObjects.NewUid(), BenchObjects.NewUid(), BenchObjects.NewUid());
        var file = Path.Combine(folder, "large.dcm");
        Write(file, frames, study, series, sop);
        await Measured(peer, $"STOW, {new FileInfo(file).Length / (1 << 20)} MiB", async () =>
        {
            await using var content = File.OpenRead(file);
            using var body = new MultipartContent("related", "border" + Guid.NewGuid().ToString("N"));
            body.Headers.ContentType!.Parameters.Add(new NameValueHeaderValue("type", "\"application/dicom\""));
            var part = new StreamContent(content);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
            body.Add(part);
            using var answer = await peer.Web.PostAsync("studies", body, cancel);
            answer.EnsureSuccessStatusCode();
        });
        var instance = $"studies/{study}/series/{series}/instances/{sop}";
        await Measured(peer, "first frame asked for", () => RetrieveBench.Ask(peer, "frame of a large object",
            [$"{instance}/frames/{frames / 2}"], AsStored, 1, 1, cancel));
        await Measured(peer, "20 more frames", () => RetrieveBench.Ask(peer, "frame of a large object",
            [.. Enumerable.Range(1, 20).Select(at => $"{instance}/frames/{at * frames / 21}")],
            AsStored, 20, 1, cancel));
        await Measured(peer, "metadata", () => RetrieveBench.Ask(peer, "metadata of a large object",
            [$"{instance}/metadata"], "application/dicom+json", 5, 1, cancel));
        Write(file, frames, BenchObjects.NewUid(), BenchObjects.NewUid(), BenchObjects.NewUid());
        await Measured(peer, "C-STORE of the same size", async () =>
        {
            using var sender = Process.Start(new ProcessStartInfo("storescu",
                ["-aet", DicomPeer.SenderTitle, "-aec", peer.AeTitle, "127.0.0.1", $"{peer.DimsePort}", file]))!;
            await sender.WaitForExitAsync(cancel);
            if (sender.ExitCode != 0) throw new InvalidOperationException($"storescu ended with {sender.ExitCode}");
        });
        File.Delete(file);
    }

    // Writing 5 to clear_refs sets the peak of a process to what it holds now (proc(5)).
    private static async Task Measured(DicomPeer peer, string what, Func<Task> step)
    {
        try
        {
            await File.WriteAllTextAsync($"/proc/{peer.ProcessId}/clear_refs", "5");
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            Console.WriteLine("  (peaks are those since the start: clear_refs may not be written here)");
        }
        var (before, clock) = (ServerCost.Of(peer.ProcessId), Stopwatch.StartNew());
        await step();
        var (seconds, after) = (clock.Elapsed.TotalSeconds, ServerCost.Of(peer.ProcessId));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {peer.Name,-8} {what,-28} {seconds,7:F2} s  {after.CpuMs - before.CpuMs,7:F0} CPU ms  "
            + $"peak {after.PeakMiB:F0} MiB, {after.PeakMiB - before.PeakMiB:F0} more than before"));
    }

    private static void Write(string path, int frames, string study, string series, string sop)
    {
        var header = new DicomDatasetBuilder()
            .Text(DicomTags.SOPClassUID, MultiFrame).Text(DicomTags.SOPInstanceUID, sop)
            .Text(DicomTags.StudyInstanceUID, study).Text(DicomTags.SeriesInstanceUID, series)
            .Text(DicomTags.PatientID, "LARGE").Text(DicomTags.PatientName, "Large^Object")
            .Text(DicomTags.StudyDate, "20260102").Text(DicomTags.Modality, "OT")
            .Integer(DicomTags.SeriesNumber, 1).Integer(DicomTags.InstanceNumber, 1)
            .Integer(DicomTags.NumberOfFrames, frames)
            .Integer(DicomTags.Rows, SidePx).Integer(DicomTags.Columns, SidePx)
            .Integer(DicomTags.SamplesPerPixel, 1).Integer(DicomTags.BitsAllocated, 16)
            .Integer(DicomTags.BitsStored, 12).Integer(DicomTags.HighBit, 11)
            .Integer(DicomTags.PixelRepresentation, 0L)
            .Text(DicomTags.PhotometricInterpretation, "MONOCHROME2").Build();
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        DicomWriter.WriteFile(file, header, TransferSyntax.ExplicitLittleEndian);
        var frame = new byte[SidePx * SidePx * 2];
        new Random(7).NextBytes(frame);
        for (var high = 1; high < frame.Length; high += 2) frame[high] &= 0x0F;
        // The pixel data element is the last of the data set, so it is written behind the rest (PS3.5 section 7.1.2).
        byte[] element = [0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(element.AsSpan(8), (uint)((long)frame.Length * frames));
        file.Write(element);
        for (var at = 0; at < frames; at++) file.Write(frame);
    }
}
