using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Telemed.Dicom;
using Telemed.Dicom.Network;
using Telemed.Dicom.Writing;
using Telemed.Hub.Tests.Dimse;
using Telemed.TestKit;
using Xunit.Abstractions;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Imaging;

/// <summary>Every file of the corpus through the real doors, and back again.</summary>
[Collection(nameof(DimseHub))]
public sealed class CorpusDoorsTests(DimseTlsFixture hub, ITestOutputHelper output)
{
    private const int Senders = 3, PreambleBytes = 128;
    private const string Anything = "application/dicom; transfer-syntax=*";

    [DecoderFact]
    public async Task What_is_stored_over_the_web_comes_back_byte_for_byte_and_the_rest_is_refused_with_a_reason()
    {
        using var client = await hub.SignIn("village-a");
        var (wrong, stored, refused) = (new ConcurrentBag<string>(), 0, 0);
        await Parallel.ForEachAsync(Files("valid", "charset", "compressed", "malformed", "hostile"),
            new ParallelOptions { MaxDegreeOfParallelism = Senders }, async (file, stop) =>
            {
                var bytes = await File.ReadAllBytesAsync(Path.Combine(TestData.Folder("dicom")!, file), stop);
                using var answer = await client.PostAsync(At("/dicom-web/studies"), Parts(bytes), stop);
                var told = await Json(answer);
                if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted)
                {
                    Interlocked.Increment(ref stored);
                    var address = Text(told.GetProperty("00081199").GetProperty("Value")[0], "00081190");
                    if (!(await Get(client, address)).AsSpan().SequenceEqual(Cleaned(bytes)))
                        wrong.Add($"{file}: other bytes");
                    return;
                }
                Interlocked.Increment(ref refused);
                var list = told.TryGetProperty("00081198", out var failed) ? failed : told.GetProperty("0008119A");
                var reason = Text(list.GetProperty("Value")[0], "00000902");
                if (answer.StatusCode != HttpStatusCode.Conflict || reason.Length == 0)
                    wrong.Add($"{file}: {answer.StatusCode} {reason}");
            });
        output.WriteLine($"{stored} stored, {refused} refused");
        Assert.Empty(wrong);
        Assert.True(stored > 400, $"{stored} stored, {refused} refused");
    }

    [DecoderFact]
    public async Task What_is_sent_over_the_network_is_kept_with_the_same_data_set_in_the_syntax_it_was_sent_in()
    {
        await hub.Register("CORPUS", "village-b");
        using var client = await hub.SignIn("village-b");
        var (wrong, stored, others) = (new List<string>(), 0, 0);
        foreach (var file in Files("valid", "charset", "compressed"))
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(TestData.Folder("dicom")!, file));
            var read = DicomReader.Read(new MemoryStream(bytes));
            if (DicomIdentity.Of(read) is not { IsStorable: true } identity) continue;
            var sent = bytes[(int)read.DatasetOffset..];
            if (await Send(identity, read.TransferSyntax, sent) is not { } status) continue;
            // Some files are versions of one object; the first that comes is kept.
            if (status == 0x0111) others++;
            else if (status is not (0 or 0xB000)) wrong.Add($"{file}: {status:X4}");
            if (status is not (0 or 0xB000)) continue;
            stored++;
            var kept = await Get(client,
                $"/dicom-web/studies/{identity.StudyInstanceUid}/series/{identity.SeriesInstanceUid}"
                + $"/instances/{identity.SopInstanceUid}");
            var back = DicomReader.Read(new MemoryStream(kept));
            if (back.TransferSyntax.Uid != read.TransferSyntax.Uid) wrong.Add($"{file}: {back.TransferSyntax.Uid}");
            if (!kept.AsSpan((int)back.DatasetOffset).SequenceEqual(sent)) wrong.Add($"{file}: another data set");
        }
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{stored} stored, {others} of the UIDs of another"));
        Assert.Empty(wrong);
        Assert.True(stored > 250, $"{stored} stored, {others} of the UIDs of another");
    }

    // Null for a class that is no storage.
    private async Task<int?> Send(DicomIdentity identity, TransferSyntax syntax, byte[] dataset)
    {
        await using var client = await DimseClient.Open(hub.Port, "CORPUS", syntax, identity.SopClassUid!);
        if (client.Agreed is not [{ IsAccepted: true } context]) return null;
        var command = new DicomDatasetBuilder()
            .Text(DicomTags.AffectedSOPClassUID, identity.SopClassUid!)
            .Integer(DicomTags.CommandField, DimseCommands.Store)
            .Integer(DicomTags.MessageID, 1).Integer(DicomTags.Priority, 0L)
            .Integer(DicomTags.CommandDataSetType, (long)DimseCommands.WithDataset)
            .Text(DicomTags.AffectedSOPInstanceUID, identity.SopInstanceUid!).Build();
        await client.Channel.Send(context.Id, command, dataset, CancellationToken.None);
        var (answer, _) = await client.Next();
        await client.Release();
        return answer.GetInt(DicomTags.Status);
    }

    private static async Task<byte[]> Get(HttpClient client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", Anything);
        using var answer = await client.SendAsync(request);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    // On its way out a preamble that is the head of another format is emptied, except that of TIFF (CVE-2019-11687).
    private static byte[] Cleaned(byte[] file)
    {
        if (file.Length < PreambleBytes + 4 || !file.AsSpan(PreambleBytes, 4).SequenceEqual("DICM"u8)) return file;
        if (file.AsSpan().StartsWith("II"u8) || file.AsSpan().StartsWith("MM"u8)) return file;
        return [.. new byte[PreambleBytes], .. file[PreambleBytes..]];
    }

    private static IEnumerable<string> Files(params string[] folders) =>
        File.ReadLines(Path.Combine(TestData.Folder("dicom")!, "expected", "INDEX.tsv")).Skip(1)
            .Select(line => line.Split('\t')[0])
            .Where(file => folders.Any(folder => file.StartsWith(folder + "/", StringComparison.Ordinal)));

    private static Uri At(string path) => new(path, UriKind.Relative);
}
