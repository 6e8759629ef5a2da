using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Uploads;

/// <summary>The folder in which arriving files wait. A file's length there, not its row, says what is safely on
/// disk.</summary>
internal sealed class UploadSpool
{
    private const int CopyBytes = 128 * 1024;

    private readonly string folder;

    public UploadSpool(UploadOptions uploads, HubOptions hub)
    {
        folder = uploads.Spool.Length > 0 ? uploads.Spool : System.IO.Path.Combine(hub.Data, "spool");
        Directory.CreateDirectory(folder);
        LimitBytes = Math.Min(uploads.SpoolBytes, new DriveInfo(System.IO.Path.GetFullPath(folder)).TotalSize / 2);
    }

    /// <summary>Bytes all waiting files may have together.</summary>
    public long LimitBytes { get; }

    public string PathOf(UploadId id) => System.IO.Path.Combine(folder, id.Value.ToString("N"));

    /// <summary>A folder for work on large files; whoever made it removes it.</summary>
    public string NewFolder() =>
        Directory.CreateDirectory(System.IO.Path.Combine(folder, $"{Guid.NewGuid():N}-work")).FullName;

    public void Create(UploadId id) => File.Create(PathOf(id)).Dispose();

    public void Remove(UploadId id) => File.Delete(PathOf(id));

    /// <summary>
    /// Appends until the body ends, its limit or the connection does, and returns the length that is on disk then. What
    /// arrived before a cut stays: on a bad line every byte counts.
    /// </summary>
    public async Task<(long Length, bool Whole)> Append(
        UploadId id, long offset, Stream body, long limitBytes, IncrementalHash? checksum, CancellationToken cancel)
    {
        await using var file = new FileStream(PathOf(id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1);
        file.SetLength(offset);
        file.Position = offset;
        var buffer = new byte[CopyBytes];
        var whole = true;
        try
        {
            while (file.Position - offset < limitBytes)
            {
                var wanted = (int)Math.Min(buffer.Length, limitBytes - (file.Position - offset));
                var count = await body.ReadAsync(buffer.AsMemory(0, wanted), cancel);
                if (count == 0) break;
                checksum?.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), CancellationToken.None);
            }
        }
        catch (Exception cut) when (cut is IOException or OperationCanceledException or BadHttpRequestException)
        {
            whole = false;
        }
        file.Flush(flushToDisk: true);
        return (file.Position, whole);
    }

    public void Truncate(UploadId id, long length)
    {
        using var file = new FileStream(PathOf(id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1);
        file.SetLength(length);
    }

    /// <summary>Writes a part to its place and waits until it is on disk.</summary>
    public async Task WriteAt(UploadId id, long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        using SafeFileHandle file = File.OpenHandle(PathOf(id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite,
            FileOptions.Asynchronous);
        await RandomAccess.WriteAsync(file, bytes, offset, cancel);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>The first bytes, as many as there are up to the count.</summary>
    public async Task<byte[]> Head(UploadId id, int count, CancellationToken cancel)
    {
        await using var file = File.OpenRead(PathOf(id));
        var head = new byte[Math.Min(count, file.Length)];
        await file.ReadExactlyAsync(head, cancel);
        return head;
    }

    /// <summary>Hashes the whole file.</summary>
    public async Task<SpooledFile> Whole(UploadId id, string fileName, CancellationToken cancel)
    {
        await using var file = Sequential(id);
        var sha256 = await SHA256.HashDataAsync(file, cancel);
        return new SpooledFile(PathOf(id), file.Length, Convert.ToHexStringLower(sha256), fileName);
    }

    /// <summary>Hashes the whole file and each of its parts in one reading.</summary>
    public async Task<(SpooledFile File, IReadOnlyList<byte[]> PartHashes)> WholeInParts(
        UploadId id, string fileName, int partBytes, CancellationToken cancel)
    {
        await using var file = Sequential(id);
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var parts = new List<byte[]>();
        var buffer = new byte[(int)Math.Min(partBytes, file.Length)];
        while (
            await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel) is > 0 and var count)
        {
            whole.AppendData(buffer, 0, count);
            parts.Add(SHA256.HashData(buffer.AsSpan(0, count)));
        }
        var sha256 = Convert.ToHexStringLower(whole.GetHashAndReset());
        return (new SpooledFile(PathOf(id), file.Length, sha256, fileName), parts);
    }

    private FileStream Sequential(UploadId id) =>
        new(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1,
        FileOptions.SequentialScan | FileOptions.Asynchronous);
}
