using System.IO.Compression;
using Telemed.Ecg;
using Telemed.Hub.Uploads;

namespace Telemed.Hub.Ecg;

/// <summary>
/// Reads an ECG from the bytes that are kept of it: a device's single file, or a zip with the files of one WFDB record,
/// whose header file and signal files only make sense together.
/// </summary>
internal static class EcgArchive
{
    private const int EntriesLimit = 64;

    /// <summary>Whether a zip holds a WFDB record; only the beginnings of its entries are read.</summary>
    internal static bool HoldsRecord(SpooledFile zip)
    {
        try
        {
            using var archive = ZipFile.OpenRead(zip.Path);
            return archive.Entries.Count <= EntriesLimit && archive.Entries.Any(IsHeader);
        }
        catch (InvalidDataException)
        {
            // A broken zip is refused by whoever opens it for its content.
            return false;
        }
    }

    /// <param name="kept">The bytes as they came.</param>
    /// <param name="csv">What was chosen for a table of numbers; null for every other file.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="EcgFormatException">The bytes are no ECG that can be read.</exception>
    internal static async Task<EcgRecording> Read(Stream kept, CsvLayout? csv, CancellationToken cancel)
    {
        using var whole = new MemoryStream();
        await CopyUpTo(kept, whole, cancel);
        var bytes = whole.GetBuffer().AsMemory(0, (int)whole.Length);
        return bytes.Span.StartsWith("PK\u0003\u0004"u8) ? ReadRecord(whole)
            : EcgReader.Read(bytes, new EcgReadOptions { Csv = csv });
    }

    private static EcgRecording ReadRecord(MemoryStream zip)
    {
        try
        {
            zip.Position = 0;
            using var archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.Entries.Count > EntriesLimit)
                throw new EcgFormatException("Zip", 0, $"A record has at most {EntriesLimit} files.");
            // A record of several segments names them after itself, so the shortest name is the record's own.
            var header = archive.Entries.Where(IsHeader).MinBy(entry => entry.Name.Length)
                ?? throw new EcgFormatException("Zip", 0, "There is no WFDB header file in this zip.");
            return EcgReader.Read(Inflate(header), new EcgReadOptions
            {
                Sibling = name => archive.Entries.FirstOrDefault(entry => entry.Name == name) is { } found
                    ? Inflate(found) : (ReadOnlyMemory<byte>?)null,
            });
        }
        catch (InvalidDataException broken)
        {
            throw new EcgFormatException("Zip", 0, $"The zip is broken: {broken.Message}");
        }
    }

    private static bool IsHeader(ZipArchiveEntry entry)
    {
        if (!entry.Name.EndsWith(".hea", StringComparison.OrdinalIgnoreCase)) return false;
        using var stream = entry.Open();
        var head = new byte[EcgReader.HeadBytes];
        var count = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return EcgReader.Detect(head.AsSpan(0, count)) == EcgFormat.Wfdb;
    }

    /// <summary>Counts while inflating, since the sizes a zip states are not to be believed.</summary>
    private static ReadOnlyMemory<byte> Inflate(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (bytes.Length + read > EcgLimits.FileBytes) throw TooLarge();
            bytes.Write(buffer, 0, read);
        }
        return bytes.ToArray();
    }

    private static async Task CopyUpTo(Stream from, MemoryStream to, CancellationToken cancel)
    {
        var buffer = new byte[81920];
        int read;
        while ((read = await from.ReadAsync(buffer, cancel)) > 0)
        {
            if (to.Length + read > EcgLimits.FileBytes) throw TooLarge();
            to.Write(buffer, 0, read);
        }
    }

    private static EcgFormatException TooLarge() =>
        new("File", EcgLimits.FileBytes, "The file is larger than an ECG may be.");
}
