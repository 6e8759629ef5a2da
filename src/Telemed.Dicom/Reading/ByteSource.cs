using System.Buffers;
using System.Security.Cryptography;

namespace Telemed.Dicom.Reading;

/// <summary>A stream read once from front to back through one rented buffer; seeks over what nobody wants to
/// see.</summary>
internal sealed class ByteSource : IDisposable
{
    private const int BufferBytes = 32 * 1024;
    private readonly Stream stream;
    private readonly long? end;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int start;
    private int filled;

    /// <param name="stream">Read from its present place, which becomes position 0.</param>
    public ByteSource(Stream stream)
    {
        this.stream = stream;
        if (stream.CanSeek) end = stream.Length - stream.Position;
    }

    /// <summary>Bytes consumed so far.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes still to come, when the stream knows its length.</summary>
    public long? Remaining => end - Position;

    /// <summary>Shows the next bytes without consuming them; fewer than asked only at the end of the stream.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (filled - start < count) Fill(count);
        return buffer.AsSpan(start, Math.Min(count, filled - start));
    }

    public void Advance(int count)
    {
        start += count;
        Position += count;
    }

    /// <summary>Reads until the span is full or the stream ends; returns how much was read.</summary>
    public int Read(Span<byte> target)
    {
        var buffered = Math.Min(target.Length, filled - start);
        buffer.AsSpan(start, buffered).CopyTo(target);
        start += buffered;
        var count = buffered;
        while (count < target.Length)
        {
            var read = stream.Read(target[count..]);
            if (read == 0) break;
            count += read;
        }
        Position += count;
        return count;
    }

    /// <summary>Passes over bytes, seeking where the stream can; returns how many there were.</summary>
    public long Skip(long count)
    {
        var buffered = (int)Math.Min(count, filled - start);
        start += buffered;
        Position += buffered;
        var left = count - buffered;
        if (left == 0) return count;
        if (stream.CanSeek)
        {
            var possible = Math.Min(left, Remaining ?? left);
            stream.Seek(possible, SeekOrigin.Current);
            Position += possible;
            return buffered + possible;
        }
        return buffered + Consume(left, null, 1);
    }

    /// <summary>Passes over bytes while hashing them, in little-endian order; returns how many there were.</summary>
    public long Hash(long count, IncrementalHash hash, int swapBytes) => Consume(count, hash, swapBytes);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        start = filled = 0;
    }

    private long Consume(long count, IncrementalHash? hash, int swapBytes)
    {
        long done = 0;
        var chunk = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (done < count)
            {
                var span = chunk.AsSpan(0, (int)Math.Min(count - done, BufferBytes));
                var read = Read(span);
                if (read == 0) break;
                ByteOrder.Swap(span[..read], swapBytes);
                hash?.AppendData(span[..read]);
                done += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
        return done;
    }

    private void Fill(int count)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            start = 0;
        }
        while (filled < count)
        {
            var read = stream.Read(buffer, filled, buffer.Length - filled);
            if (read == 0) return;
            filled += read;
        }
    }
}
