using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Telemed.Dicom;
using Telemed.Ecg;
using Telemed.Hub.Ecg;
using Telemed.Hub.Imaging;
using Telemed.Hub.Pathology;
using Telemed.Pathology;

namespace Telemed.Hub.Uploads;

/// <summary>Reads what the beginning of a file tells, with the same readers that read it whole later.</summary>
internal static class FileBeginning
{
    private const string WaveformClasses = "1.2.840.10008.5.1.4.1.1.9.";
    private const int EntriesLimit = 16;
    private const int LocalHeaderBytes = 30;
    private const uint LocalHeaderMark = 0x04034b50;
    private const int Stored = 0;
    private const int Deflated = 8;
    private const int UnpackedLimitBytes = 1 << 20;

    /// <summary>What was seen.</summary>
    internal sealed record Seen(
        string? Subject, JsonObject? Summary = null, HeaderPatient? Patient = null, bool WantsMore = false,
        FileProblem? Problem = null);

    /// <summary>Looks at a beginning; a broken format is a problem only when the file is there as a whole.</summary>
    internal static async Task<Seen> Read(byte[] head, FileKind kind, bool isWhole, CancellationToken cancel)
    {
        try
        {
            return kind switch
            {
                FileKind.Ecg => isWhole ? Ecg(EcgReader.Read(head, new EcgReadOptions())) : new Seen("ecg"),
                FileKind.Dicom => Dicom(head, isWhole),
                FileKind.Zip => await Zip(head, isWhole, cancel),
                FileKind.Slide => isWhole ? Slide(head) : SlideReader.WhyClosed(head) is { } closed
                    ? new Seen(null, Problem: FileProblem.Of(closed)) : new Seen("slide"),
                FileKind.Image => new Seen("image"),
                FileKind.Pdf => new Seen("pdf"),
                _ => new Seen(null),
            };
        }
        catch (Exception refused) when (FileProblem.Of(refused) is { } problem)
        {
            return isWhole ? new Seen(null, Problem: problem) : new Seen(SubjectOf(kind), WantsMore: true);
        }
    }

    private static string? SubjectOf(FileKind kind) => kind switch
    {
        FileKind.Dicom => "imaging",
        FileKind.Slide => "slide",
        FileKind.Ecg => "ecg",
        _ => null,
    };

    private static Seen Ecg(EcgRecording recording)
    {
        var parsed = ReceiveEcg.Parse(recording);
        return new Seen("ecg", ReceiveEcg.Summary(parsed), ReceiveEcg.HeaderOf(recording.Patient));
    }

    private static Seen Slide(byte[] file)
    {
        using var stream = new MemoryStream(file, writable: false);
        return new Seen("slide", ReceiveSlide.Summary(SlideReader.Open(stream, CancellationToken.None)));
    }

    private static Seen Dicom(byte[] head, bool isWhole)
    {
        using var stream = new MemoryStream(head, writable: false);
        var file = DicomReader.Read(stream, new DicomReadOptions { StopBeforePixelData = true });
        var dataset = file.Dataset;
        if (dataset.GetString(DicomTags.SOPClassUID)?.StartsWith(WaveformClasses, StringComparison.Ordinal) == true)
            return isWhole ? Ecg(EcgReader.Read(head, new EcgReadOptions()))
                : new Seen("ecg", null, ReceiveDicom.HeaderOf(dataset));
        var summary = new JsonObject
        {
            ["modalities"] = new JsonArray(ParsedInstance.TextOf(dataset, DicomTags.Modality)),
            ["studyDate"] = ParsedInstance.TextOf(dataset, DicomTags.StudyDate),
            ["description"] = ParsedInstance.TextOf(dataset, DicomTags.StudyDescription),
            ["bodyPart"] = ParsedInstance.TextOf(dataset, DicomTags.BodyPartExamined),
        };
        // Every picture says its height, behind everything that is told here.
        var wantsMore = !isWhole && !dataset.Has(DicomTags.Rows);
        if (!wantsMore) ParsedInstance.IdentityOf(file);
        return new Seen("imaging", summary, ReceiveDicom.HeaderOf(dataset), wantsMore);
    }

    /// <summary>A zip is what its first image is; a whole one may also be the files of one ECG record.</summary>
    private static async Task<Seen> Zip(byte[] head, bool isWhole, CancellationToken cancel)
    {
        if (isWhole && HoldsRecord(head))
        {
            using var record = new MemoryStream(head, writable: false);
            return Ecg(await EcgArchive.Read(record, csv: null, cancel));
        }
        foreach (var (name, beginning) in Entries(head))
        {
            if (name.EndsWith("DICOMDIR", StringComparison.OrdinalIgnoreCase)) continue;
            if (FileKinds.Find(beginning) == FileKind.Dicom) return Dicom(beginning, isWhole: false);
        }
        return new Seen(null);
    }

    private static bool HoldsRecord(byte[] zip)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(zip, writable: false), ZipArchiveMode.Read);
            return archive.Entries.Any(entry => entry.Name.EndsWith(".hea", StringComparison.OrdinalIgnoreCase));
        }
        catch (InvalidDataException)
        {
            // A broken zip is refused by whoever reads it whole.
            return false;
        }
    }

    /// <summary>
    /// The beginnings of the first files of a zip, found by their local headers (APPNOTE 4.3.7), since the directory at
    /// the end is not there yet. Ends at the first file whose length is only told behind it.
    /// </summary>
    private static IEnumerable<(string Name, byte[] Beginning)> Entries(byte[] zip)
    {
        long at = 0;
        for (var count = 0; count < EntriesLimit && at + LocalHeaderBytes <= zip.Length; count++)
        {
            var header = zip.AsSpan((int)at, LocalHeaderBytes);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalHeaderMark) yield break;
            var isToldBehind = (BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) & 8) != 0;
            var method = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
            long packedBytes = BinaryPrimitives.ReadUInt32LittleEndian(header[18..]);
            var nameBytes = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
            var content = at + LocalHeaderBytes + nameBytes + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            if (content > zip.Length) yield break;
            var name = Encoding.UTF8.GetString(zip, (int)at + LocalHeaderBytes, nameBytes);
            yield return (name, Unpack(zip.AsSpan((int)content), method));
            if (isToldBehind) yield break;
            at = content + packedBytes;
        }
    }

    private static byte[] Unpack(ReadOnlySpan<byte> packed, int method)
    {
        if (method == Stored) return packed[..Math.Min(packed.Length, UnpackedLimitBytes)].ToArray();
        if (method != Deflated) return [];
        using var inflate = new DeflateStream(new MemoryStream(packed.ToArray(), writable: false),
            CompressionMode.Decompress);
        var bytes = new byte[UnpackedLimitBytes];
        try
        {
            return bytes[..inflate.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
