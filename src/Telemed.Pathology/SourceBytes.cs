using System.Buffers.Binary;

namespace Telemed.Pathology;

/// <summary>Reads pieces of a file by offset, and turns a reach past its end into the library's exception.</summary>
internal sealed class SourceBytes(Stream stream, CancellationToken cancel)
{
    public long Length { get; } = stream.Length;

    public CancellationToken Cancel => cancel;

    /// <summary>Fills <paramref name="into"/> from <paramref name="offset"/>, whole or not at all.</summary>
    public void Read(string section, long offset, Span<byte> into)
    {
        cancel.ThrowIfCancellationRequested();
        if (offset < 0 || offset > Length - into.Length)
            throw new SlideFormatException(section, Math.Max(0, offset),
                $"{into.Length} bytes are expected here, but the file ends at {Length}.");
        stream.Position = offset;
        stream.ReadExactly(into);
    }

    /// <summary>Reads a new array; the caller has checked that <paramref name="length"/> is within its own
    /// limit.</summary>
    public byte[] Read(string section, long offset, int length)
    {
        if (offset < 0 || offset > Length - length)
            throw new SlideFormatException(section, Math.Max(0, offset),
                $"{length} bytes are expected here, but the file ends at {Length}.");
        var bytes = new byte[length];
        Read(section, offset, bytes);
        return bytes;
    }

    public uint ReadUInt32(string section, long offset, bool bigEndian)
    {
        Span<byte> four = stackalloc byte[4];
        Read(section, offset, four);
        return bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(four) : BinaryPrimitives.ReadUInt32LittleEndian(four);
    }
}
