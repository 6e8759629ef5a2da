using System.Buffers.Binary;

namespace Telemed.Pathology.Pyramids;

/// <summary>Appends tiles and directories to a little-endian TIFF or BigTIFF.</summary>
internal sealed class TiffOutput
{
    private readonly Stream _into;
    private readonly bool _isBig;
    private long _linkAt;

    public TiffOutput(Stream into, bool isBig)
    {
        _into = into;
        _isBig = isBig;
        if (isBig) into.Write([(byte)'I', (byte)'I', 43, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        else into.Write([(byte)'I', (byte)'I', 42, 0, 0, 0, 0, 0]);
        _linkAt = isBig ? 8 : 4;
    }

    /// <summary>One tag with its values; type 2 and 7 hold a byte each.</summary>
    internal readonly record struct Tag(int Id, int Type, long[] Values);

    public long Append(ReadOnlySpan<byte> bytes)
    {
        var at = _into.Position;
        if (!_isBig && at + bytes.Length > uint.MaxValue)
            throw new ArgumentException("The slide outgrows 4 GiB; ask for BigTIFF.", nameof(bytes));
        _into.Write(bytes);
        return at;
    }

    /// <summary>Writes the long values, then the directory, and links it from the one before.</summary>
    public void WriteDirectory(IReadOnlyList<Tag> tags)
    {
        var inline = _isBig ? 8 : 4;
        var entries = new List<byte>();
        foreach (var tag in tags.OrderBy(tag => tag.Id))
        {
            var values = Bytes(tag);
            entries.AddRange(UInt(tag.Id, 2));
            entries.AddRange(UInt(tag.Type, 2));
            entries.AddRange(UInt(tag.Values.Length, inline));
            entries.AddRange(values.Length <= inline
                ? [.. values, .. new byte[inline - values.Length]]
                : UInt(AppendEven(values), inline));
        }
        if (_into.Position % 2 == 1) _into.WriteByte(0);
        var at = _into.Position;
        Append([.. UInt(tags.Count, _isBig ? 8 : 2), .. entries, .. new byte[inline]]);
        Patch(_linkAt, at);
        _linkAt = _into.Position - inline;
    }

    public void Finish() => _into.Flush();

    private long AppendEven(byte[] values)
    {
        if (_into.Position % 2 == 1) _into.WriteByte(0);
        return Append(values);
    }

    private void Patch(long at, long value)
    {
        var end = _into.Position;
        _into.Position = at;
        _into.Write(UInt(value, _isBig ? 8 : 4));
        _into.Position = end;
    }

    private static byte[] Bytes(Tag tag)
    {
        var size = tag.Type switch { 2 or 7 => 1, 3 => 2, 16 => 8, _ => 4 };
        var bytes = new byte[tag.Values.Length * size];
        for (var i = 0; i < tag.Values.Length; i++) UInt(tag.Values[i], size).CopyTo(bytes, i * size);
        return bytes;
    }

    private static byte[] UInt(long value, int size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes[..size];
    }
}
