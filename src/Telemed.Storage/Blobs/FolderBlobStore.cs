using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Telemed.Storage.Blobs;

/// <summary>
/// Objects as files. An object is written to a temporary file, synced, moved to its name, and the folder is synced:
/// after that it survives a power cut, and before that it does not exist.
/// </summary>
public sealed class FolderBlobStore : IBlobStore, IDisposable
{
    /// <summary>The longest object taken.</summary>
    public const long SizeLimitBytes = 64L << 30;

    private const int BufferBytes = 128 * 1024;
    private const int KnownFoldersLimit = 65_536;
    private const int SyncsAtOnce = 4;
    private static readonly TimeSpan HalfFileLife = TimeSpan.FromDays(1);

    private readonly string objects;
    private readonly string halves;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, bool> knownFolders = new();
    private readonly KeptFiles kept;

    /// <summary>Opens a folder, or makes it, and clears what puts that were cut left in it long ago.</summary>
    /// <param name="folder">A folder that belongs to the hub alone.</param>
    /// <param name="time">Tells which left-overs are old.</param>
    public FolderBlobStore(string folder, TimeProvider time)
    {
        this.time = time;
        kept = new KeptFiles(time);
        var root = Path.GetFullPath(folder);
        objects = Path.Combine(root, "objects");
        halves = Path.Combine(root, "halves");
        Directory.CreateDirectory(objects);
        Directory.CreateDirectory(halves);
        FolderSync.Sync(root);
        foreach (var half in new DirectoryInfo(halves).EnumerateFiles())
            if (time.GetUtcNow() - half.LastWriteTimeUtc > HalfFileLife) half.Delete();
    }

    /// <inheritdoc/>
    public async Task<PutBlob> Put(
        string key, Stream content, string contentType, PutCondition when, ReadOnlyMemory<byte> sha256,
        CancellationToken cancel)
    {
        var path = PathOf(key);
        EnsureFolder(Path.GetDirectoryName(path)!);
        var half = Path.Combine(halves, Guid.NewGuid().ToString("n"));
        try
        {
            var written = await Write(half, content, cancel);
            if (!sha256.IsEmpty && !sha256.Span.SequenceEqual(written))
                throw new BlobException(BlobProblem.ChecksumMismatch,
                    "The bytes are not those that the checksum names.");
            Publish(half, path, when);
            return new PutBlob(Facts(key, new FileInfo(path)), written);
        }
        finally
        {
            File.Delete(half);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A file on the same volume becomes the object by a second name, without its bytes being copied; each folder is
    /// synced once for all its new names.
    /// </remarks>
    public async Task PutFiles(IReadOnlyList<LocalFile> files, CancellationToken cancel)
    {
        foreach (var file in files) EnsureFolder(Path.GetDirectoryName(PathOf(file.Key))!);
        if (files.Count == 1) await PutFile(files[0], cancel);
        else
            await Parallel.ForEachAsync(files,
                new ParallelOptions { MaxDegreeOfParallelism = SyncsAtOnce, CancellationToken = cancel }, PutFile);
        foreach (var folder in files.Select(file => Path.GetDirectoryName(PathOf(file.Key))!).Distinct())
            FolderSync.Sync(folder);
    }

    private async ValueTask PutFile(LocalFile file, CancellationToken cancel)
    {
        using (
            var handle =
                File.OpenHandle(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            // The sweeper goes by the age of the object, not by that of the file it was made from.
            File.SetLastWriteTimeUtc(handle, time.GetUtcNow().UtcDateTime);
            RandomAccess.FlushToDisk(handle);
        }
        if (SecondName.TryGive(file.Path, PathOf(file.Key))) return;
        await using var content =
            new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        await Put(file.Key, content, file.ContentType, PutCondition.OnlyIfAbsent, file.Sha256, cancel);
    }

    /// <inheritdoc/>
    public async Task<BlobInfo?> Read(
        string key, BlobRange? range, Func<BlobInfo, Stream, CancellationToken, Task> consume, CancellationToken cancel)
    {
        if (OpenFile(PathOf(key)) is not { } file) return null;
        await using (file)
        {
            var info = Facts(key, file);
            if (range is not { } part)
            {
                await consume(info, file, cancel);
                return info;
            }
            if (part.OffsetBytes >= info.SizeBytes)
                throw new BlobException(BlobProblem.RangeOutside, $"The object has {info.SizeBytes} bytes.");
            file.Position = part.OffsetBytes;
            var rest = info.SizeBytes - part.OffsetBytes;
            await using var slice = new LimitedStream(file, Math.Min(part.LengthBytes ?? rest, rest));
            await consume(info, slice, cancel);
            return info;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReadExactly(string key, long offsetBytes, Memory<byte> into, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        // A part of some kilobytes: waiting for a thread to wait for the disk would cost more than the disk.
        return new ValueTask<bool>(kept.ReadExactly(PathOf(key), offsetBytes, into.Span));
    }

    /// <inheritdoc/>
    public void Dispose() => kept.Dispose();

    /// <inheritdoc/>
    public Task<BlobInfo?> Stat(string key, CancellationToken cancel)
    {
        var file = new FileInfo(PathOf(key));
        return Task.FromResult(file.Exists ? Facts(key, file) : null);
    }

    /// <inheritdoc/>
    public Task Delete(IReadOnlyCollection<string> keys, CancellationToken cancel)
    {
        var folders = new HashSet<string>();
        foreach (var path in keys.Select(PathOf))
        {
            cancel.ThrowIfCancellationRequested();
            kept.Forget(path);
            if (!File.Exists(path)) continue;
            File.Delete(path);
            folders.Add(Path.GetDirectoryName(path)!);
        }
        foreach (var folder in folders) FolderSync.Sync(folder);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobInfo> List(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var file in new DirectoryInfo(objects).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancel.ThrowIfCancellationRequested();
            var key = Path.GetRelativePath(objects, file.FullName);
            if (key.StartsWith(prefix, StringComparison.Ordinal) && file.Exists) yield return Facts(key, file);
        }
        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<Uri?> PresignGet(string key, TimeSpan lifetime, CancellationToken cancel) => new((Uri?)null);

    private string PathOf(string key) => Path.Combine(objects, BlobKey.Checked(key));

    private static BlobInfo Facts(string key, FileInfo file) => Facts(key, file.Length, file.LastWriteTimeUtc);

    private static BlobInfo Facts(string key, FileStream file) =>
        Facts(key, file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle));

    private static BlobInfo Facts(string key, long sizeBytes, DateTime modifiedUtc) =>
        new(key, sizeBytes, $"{modifiedUtc.Ticks:x}-{sizeBytes:x}", new DateTimeOffset(modifiedUtc, TimeSpan.Zero));

    private static FileStream? OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete,
                bufferSize: 0);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static async Task<byte[]> Write(string half, Stream content, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var file =
                new FileStream(half, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var sizeBytes = 0L;
            while (await content.ReadAsync(buffer, cancel) is > 0 and var read)
            {
                sizeBytes += read;
                if (sizeBytes > SizeLimitBytes)
                    throw new BlobException(BlobProblem.TooLarge, $"An object has at most {SizeLimitBytes} bytes.");
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancel);
            }
            RandomAccess.FlushToDisk(file.SafeFileHandle);
            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Publish(string half, string path, PutCondition when)
    {
        try
        {
            // Without overwriting this is a link, which fails in one step when the name is taken.
            File.Move(half, path, overwrite: when == PutCondition.Always);
        }
        catch (IOException) when (when == PutCondition.OnlyIfAbsent && File.Exists(path))
        {
            throw new BlobException(BlobProblem.AlreadyExists, "The key exists already.");
        }
        FolderSync.Sync(Path.GetDirectoryName(path)!);
    }

    // A new folder is durable when its parent is synced, so a path is made from the top down.
    private void EnsureFolder(string folder)
    {
        if (knownFolders.ContainsKey(folder)) return;
        if (folder.Length > objects.Length)
        {
            var parent = Path.GetDirectoryName(folder)!;
            EnsureFolder(parent);
            Directory.CreateDirectory(folder);
            FolderSync.Sync(parent);
        }
        if (knownFolders.Count < KnownFoldersLimit) knownFolders[folder] = true;
    }
}
