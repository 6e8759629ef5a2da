using System.IO.Compression;
using System.Security.Cryptography;

namespace Telemed.Hub.Uploads;

/// <summary>The DICOM files of a zip, unpacked under limits into a folder that goes when this does.</summary>
internal sealed class UnpackedZip : IDisposable
{
    private const int EntriesLimit = 20_000;
    private const int CopyBytes = 128 * 1024;

    private readonly string folder;

    private UnpackedZip(string folder) => this.folder = folder;

    public List<SpooledFile> Dicom { get; } = [];

    /// <exception cref="FileRefused">It is damaged, passes a limit, or holds no DICOM.</exception>
    public static async Task<UnpackedZip> Open(SpooledFile zip, UploadOptions options, CancellationToken cancel)
    {
        var unpacked = new UnpackedZip(Directory.CreateDirectory($"{zip.Path}-files").FullName);
        try
        {
            await unpacked.Unpack(zip, options, cancel);
            if (unpacked.Dicom.Count == 0) throw Refused("It holds no DICOM file.",
                "Send other files one by one, unpacked.");
            return unpacked;
        }
        catch (InvalidDataException)
        {
            unpacked.Dispose();
            throw Refused("The zip file is damaged.", "Make the zip file again and send the new one.");
        }
        catch
        {
            unpacked.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task Unpack(SpooledFile zip, UploadOptions options, CancellationToken cancel)
    {
        await using var archive = await ZipFile.OpenReadAsync(zip.Path, cancel);
        if (archive.Entries.Count > EntriesLimit)
            throw Refused($"It holds {archive.Entries.Count} files; the limit is {EntriesLimit}.",
                "Send one study in a zip file.");
        var left = options.ZipBytes;
        foreach (var entry in archive.Entries)
        {
            // A disc's table of contents (PS3.10 section 8) repeats what its images say themselves.
            if (entry.FullName.EndsWith('/') || entry.Name.Equals("DICOMDIR", StringComparison.OrdinalIgnoreCase))
                continue;
            var file = await UnpackOne(entry, Math.Min(left, options.DicomBytes), cancel);
            left -= file.Bytes;
            if (await IsDicom(file.Path, cancel)) Dicom.Add(file);
            else File.Delete(file.Path);
        }
    }

    /// <summary>Under a name of ours, so that no name in the archive reaches the file system.</summary>
    private async Task<SpooledFile> UnpackOne(ZipArchiveEntry entry, long limitBytes, CancellationToken cancel)
    {
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        await using var content = await entry.OpenAsync(cancel);
        await using var file = File.Create(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[CopyBytes];
        // What an entry announces is not believed: bytes are counted as they come.
        while (await content.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            if (file.Length + count > limitBytes) throw Refused("What it holds is over the limit.",
                "Send one study in a zip file.");
            hash.AppendData(buffer, 0, count);
            await file.WriteAsync(buffer.AsMemory(0, count), cancel);
        }
        return new SpooledFile(path, file.Length, Convert.ToHexStringLower(hash.GetHashAndReset()), entry.Name);
    }

    private static async Task<bool> IsDicom(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        var head = new byte[FileKinds.HeadBytes];
        var count = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        return FileKinds.Find(head.AsSpan(0, count)) == FileKind.Dicom;
    }

    private static FileRefused Refused(string detail, string whatToDo) =>
        new(new FileProblem("bad_file", detail, "zip", null, whatToDo));
}
