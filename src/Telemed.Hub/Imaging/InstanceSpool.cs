using System.Buffers;
using System.Security.Cryptography;
using Telemed.Hub.Platform;
using Telemed.Hub.Uploads;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Takes arriving instances to disk while hashing them; what was taken is removed when its request ends.
/// </summary>
internal sealed class InstanceSpool
{
    private const int BufferBytes = 128 * 1024;
    private readonly string folder;
    private readonly SpoolRoom room;

    public InstanceSpool(HubOptions options, SpoolRoom room)
    {
        this.room = room;
        folder = Path.Combine(options.Data, "spool", "dicom");
        Directory.CreateDirectory(folder);
    }

    /// <summary>A new file's path; its name says nothing about its content.</summary>
    public string NewPath() => Path.Combine(folder, Guid.CreateVersion7().ToString("N"));

    /// <summary>A share of the room; dispose it when the files taken on it are removed.</summary>
    public SpoolShare NewShare() => new(room);

    /// <summary>Copies a stream to a new file.</summary>
    /// <exception cref="InstanceTooLargeException">There are more bytes than the limit.</exception>
    /// <exception cref="SpoolFullException">There is no room for it at present.</exception>
    public async Task<SpooledFile> Take(
        Stream content, long limitBytes, SpoolShare share, CancellationToken cancel)
    {
        var path = NewPath();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None,
                bufferSize: 0);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long total = 0;
            while (await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false,
                cancel) is > 0 and var count)
            {
                total += count;
                if (total > limitBytes) throw new InstanceTooLargeException();
                if (!share.TryTake(count)) throw new SpoolFullException();
                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), cancel);
            }
            return new SpooledFile(path, total, Convert.ToHexStringLower(hash.GetHashAndReset()), "");
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static void Remove(IEnumerable<SpooledFile> files)
    {
        foreach (var file in files) File.Delete(file.Path);
    }
}

/// <summary>An instance is longer than instances may be.</summary>
internal sealed class InstanceTooLargeException() : Exception("An instance is longer than the limit.");

/// <summary>What is arriving fills the spool; there is room again when some of it is stored.</summary>
internal sealed class SpoolFullException() : Exception("The spool of arriving instances is full.");
