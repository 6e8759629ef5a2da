using System.Collections.Concurrent;
using Telemed.Decode;

namespace Telemed.Hub.Imaging;

/// <summary>A few decoding processes, started when first needed and replaced when a frame has killed one.</summary>
internal sealed class DecodePool(TimeProvider time, int children) : IDisposable
{
    private readonly SemaphoreSlim free = new(children);
    private readonly ConcurrentBag<DecodeChild> idle = [];

    /// <summary>The program beside our own; TELEMED_DECODE names another.</summary>
    public static string Program => Environment.GetEnvironmentVariable("TELEMED_DECODE") is { Length: > 0 } set
        ? set : Path.Combine(AppContext.BaseDirectory, "Telemed.Decode");

    /// <summary>Decodes one frame in some child.</summary>
    /// <exception cref="DecodeException">The frame cannot be decoded, or no decoder is installed.</exception>
    public async Task<byte[]> Decode(FrameRequest request, CancellationToken cancel)
    {
        request.Check();
        await free.WaitAsync(cancel);
        try
        {
            var child = Take();
            try
            {
                return await child.Decode(request, time, cancel);
            }
            finally
            {
                if (child.IsAlive) idle.Add(child);
            }
        }
        finally
        {
            free.Release();
        }
    }

    public void Dispose()
    {
        while (idle.TryTake(out var child)) child.Dispose();
        free.Dispose();
    }

    private DecodeChild Take()
    {
        while (idle.TryTake(out var child))
        {
            if (child.IsAlive) return child;
            child.Dispose();
        }
        if (!File.Exists(Program)) throw new DecodeException("The decoding program is not installed beside the hub.");
        return DecodeChild.Start(Program);
    }
}
