namespace Telemed.Hub.Imaging;

/// <summary>How much of the disk all doors together may fill with instances that are still arriving.</summary>
internal sealed class SpoolRoom(ImagingOptions options)
{
    private long takenBytes;

    /// <summary>Takes room; false when there is not enough.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref takenBytes, bytes) <= options.SpoolBytes) return true;
        Interlocked.Add(ref takenBytes, -bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref takenBytes, -bytes);
}

/// <summary>What one instance or request has taken of the room; given back when it is settled.</summary>
internal sealed class SpoolShare(SpoolRoom room) : IDisposable
{
    private long takenBytes;

    public bool TryTake(long bytes)
    {
        if (!room.TryTake(bytes)) return false;
        takenBytes += bytes;
        return true;
    }

    public void Dispose()
    {
        room.Return(takenBytes);
        takenBytes = 0;
    }
}
