using Microsoft.Win32.SafeHandles;

namespace Telemed.Storage.Blobs;

/// <summary>
/// Files that were read a moment ago stay open, since a slide is read a thousand times in small parts and opening costs
/// more than reading. Objects never change, so a kept file shows the same bytes; one that was deleted is let go.
/// </summary>
internal sealed class KeptFiles(TimeProvider time) : IDisposable
{
    private const int FilesLimit = 256;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(2);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Kept> files = new(StringComparer.Ordinal);

    private sealed record Kept(SafeFileHandle Handle, DateTimeOffset OpenedAt);

    /// <summary>Reads a part whole; false when there is no such file, or it ends before.</summary>
    public bool ReadExactly(string path, long offsetBytes, Span<byte> into)
    {
        for (var tries = 0; ; tries++)
            try
            {
                if (Open(path) is not { } handle) return false;
                var read = 0;
                while (read < into.Length
                    && RandomAccess.Read(handle, into[read..], offsetBytes + read) is > 0 and var count)
                    read += count;
                return read == into.Length;
            }
            catch (ObjectDisposedException) when (tries == 0)
            {
                // It was let go between finding and reading it.
            }
    }

    public void Forget(string path)
    {
        lock (gate)
            if (files.Remove(path, out var kept)) kept.Handle.Dispose();
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var kept in files.Values) kept.Handle.Dispose();
            files.Clear();
        }
    }

    private SafeFileHandle? Open(string path)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            if (files.TryGetValue(path, out var known))
            {
                if (now - known.OpenedAt < KeptFor) return known.Handle;
                known.Handle.Dispose();
                files.Remove(path);
            }
            if (files.Count >= FilesLimit) LetGoOfOldest();
            try
            {
                var handle = File.OpenHandle(path, share: FileShare.Read | FileShare.Delete);
                files[path] = new Kept(handle, now);
                return handle;
            }
            catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
        }
    }

    private void LetGoOfOldest()
    {
        foreach (var (path, kept) in files.OrderBy(pair => pair.Value.OpenedAt).Take(FilesLimit / 4).ToArray())
        {
            kept.Handle.Dispose();
            files.Remove(path);
        }
    }
}
