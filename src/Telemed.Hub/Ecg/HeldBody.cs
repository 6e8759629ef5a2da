using System.Buffers;

namespace Telemed.Hub.Ecg;

/// <summary>
/// The body of a request, whole, in a buffer that the next request uses again: an ECG is just so long that an array of
/// its own would make the collector go through everything every few dozen files.
/// </summary>
internal sealed class HeldBody : IDisposable
{
    private const int ExpectedLimitBytes = 256 * 1024 - 1;

    private byte[] buffer;
    private int count;

    private HeldBody(int expectedBytes) => buffer = ArrayPool<byte>.Shared.Rent(expectedBytes);

    /// <summary>What came; not to be used any more after the disposal.</summary>
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, count);

    /// <summary>Reads a body to its end; null when it is longer than the limit.</summary>
    public static async Task<HeldBody?> Read(HttpRequest request, int limitBytes, CancellationToken cancel)
    {
        // A declared length is only a hint of where to begin; what arrives decides. One more byte shows the end.
        var body = new HeldBody((int)Math.Min(request.ContentLength ?? 0, ExpectedLimitBytes) + 1);
        try
        {
            while (await request.Body.ReadAsync(body.buffer.AsMemory(body.count), cancel) is > 0 and var read)
            {
                body.count += read;
                if (body.count > limitBytes)
                {
                    body.Dispose();
                    return null;
                }
                if (body.count == body.buffer.Length) body.Grow();
            }
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>The same as a stream.</summary>
    public MemoryStream Open() => new(buffer, 0, count, writable: false);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        (buffer, count) = ([], 0);
    }

    private void Grow()
    {
        var longer = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, count).CopyTo(longer);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = longer;
    }
}
