using System.Buffers.Binary;

namespace Telemed.Dicom.Transcoding;

/// <summary>
/// DICOM run-length coding: a segment for each byte of each sample, rows packed by themselves (PS3.5 annex G).
/// </summary>
public static class RleEncoder
{
    private const int HeaderBytes = 64, SegmentLimit = 15, RunLimit = 128, ShortestRun = 3;

    /// <summary>Packs one frame.</summary>
    /// <param name="frame">Little-endian samples; planes one after another when the shape says so.</param>
    /// <param name="shape">Whole bytes a sample, at most 15 bytes a pixel.</param>
    /// <returns>The content of one fragment, of even length.</returns>
    /// <exception cref="ArgumentException">The frame has another length, or its shape cannot be packed.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> frame, FrameShape shape)
    {
        if (!CanEncode(shape)) throw new ArgumentException("Samples of this shape cannot be packed.", nameof(shape));
        var sampleBytes = shape.BitsAllocated / 8;
        var pixels = (long)shape.Rows * shape.Columns;
        var segments = shape.Samples * sampleBytes;
        if (frame.Length != pixels * segments)
            throw new ArgumentException("The frame has another length than its shape.", nameof(frame));
        using var packed = new MemoryStream(frame.Length / 2 + HeaderBytes);
        var header = new byte[HeaderBytes];
        packed.Write(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)segments);
        var row = new byte[shape.Columns];
        for (var segment = 0; segment < segments; segment++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4 + segment * 4), (uint)packed.Position);
            var (sample, place) = (segment / sampleBytes, segment % sampleBytes);
            // The most significant byte comes first among the segments, and last in the frame.
            var begin = shape.IsPlanar ? sample * pixels * sampleBytes : sample * sampleBytes;
            var first = begin + sampleBytes - 1 - place;
            var step = shape.IsPlanar ? sampleBytes : segments;
            for (var line = 0; line < shape.Rows; line++)
            {
                var from = first + (long)line * shape.Columns * step;
                for (var column = 0; column < row.Length; column++)
                    row[column] = frame[(int)(from + (long)column * step)];
                Pack(row, packed);
            }
            if ((packed.Position & 1) != 0) packed.WriteByte(0);
        }
        var bytes = packed.ToArray();
        header.CopyTo(bytes, 0);
        return bytes;
    }

    /// <summary>True when frames of that shape can be packed.</summary>
    public static bool CanEncode(FrameShape shape) =>
        shape.BitsAllocated % 8 == 0 && shape.Samples * shape.BitsAllocated / 8 <= SegmentLimit;

    private static void Pack(ReadOnlySpan<byte> row, MemoryStream to)
    {
        var literal = 0;
        for (var at = 0; at < row.Length;)
        {
            var run = 1;
            while (run < RunLimit && at + run < row.Length && row[at + run] == row[at]) run++;
            if (run < ShortestRun)
            {
                at += run;
                continue;
            }
            Literal(row[literal..at], to);
            to.WriteByte(unchecked((byte)(1 - run)));
            to.WriteByte(row[at]);
            at += run;
            literal = at;
        }
        Literal(row[literal..], to);
    }

    private static void Literal(ReadOnlySpan<byte> bytes, MemoryStream to)
    {
        while (bytes.Length > 0)
        {
            var count = Math.Min(bytes.Length, RunLimit);
            to.WriteByte((byte)(count - 1));
            to.Write(bytes[..count]);
            bytes = bytes[count..];
        }
    }
}
