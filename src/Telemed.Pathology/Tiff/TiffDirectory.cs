using System.Buffers.Binary;
using System.Text;

namespace Telemed.Pathology.Tiff;

/// <summary>One entry of a directory: where its values lie, not the values.</summary>
internal readonly record struct TiffEntry(int Tag, int Type, long Count, long ValueOffset);

/// <summary>One image file directory (TIFF 6.0, section 2); values are read when asked for, under limits.</summary>
internal sealed class TiffDirectory(
    SourceBytes source, int index, long offset, bool bigEndian, IReadOnlyDictionary<int, TiffEntry> entries)
{
    /// <summary>Longest text read: descriptions of known scanners stay under 100 kB.</summary>
    private const int TextLimitBytes = 1 << 20;

    private const int BytesLimit = 16 << 20;

    private static readonly int[] SizeOfType = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

    public int Index => index;

    public long Offset => offset;

    public string Section => $"TIFF directory {index}";

    public bool Has(int tag) => entries.ContainsKey(tag);

    public bool IsTiled => Has(TiffTag.TileWidth) && Has(TiffTag.TileOffsets);

    public int WidthPx => Dimension(TiffTag.ImageWidth, "width");

    public int HeightPx => Dimension(TiffTag.ImageLength, "height");

    /// <summary>The first value of a whole-number tag, or the given one when the tag is absent.</summary>
    public long Number(int tag, long absent)
    {
        if (!entries.TryGetValue(tag, out var entry) || entry.Count < 1) return absent;
        return Numbers(tag, 1, firstOnly: true)[0];
    }

    public int SmallNumber(int tag, int absent)
    {
        var value = Number(tag, absent);
        return value is >= 0 and <= int.MaxValue ? (int)value : throw Wrong(tag, $"{value} is out of range.");
    }

    /// <summary>All values of a whole-number tag.</summary>
    public long[] Numbers(int tag, int limit, bool firstOnly = false)
    {
        if (!entries.TryGetValue(tag, out var entry)) return [];
        var size = SizeOf(entry);
        var count = firstOnly ? 1 : entry.Count;
        if (count > limit) throw Wrong(tag, $"it has {count} values; the limit is {limit}.");
        var bytes = source.Read(Section, entry.ValueOffset, (int)count * size);
        var values = new long[count];
        for (var i = 0; i < values.Length; i++) values[i] = One(entry, bytes.AsSpan(i * size, size));
        return values;
    }

    /// <summary>A RATIONAL or floating value, or null when absent, not finite or divided by zero.</summary>
    public double? Real(int tag)
    {
        if (!entries.TryGetValue(tag, out var entry) || entry.Count < 1) return null;
        var size = SizeOf(entry);
        var bytes = source.Read(Section, entry.ValueOffset, size).AsSpan();
        double value;
        switch (entry.Type)
        {
            case 5:
                var divisor = UInt32(bytes[4..]);
                value = divisor == 0 ? double.NaN : (double)UInt32(bytes) / divisor;
                break;
            case 11:
                value = bigEndian ? BinaryPrimitives.ReadSingleBigEndian(bytes)
                    : BinaryPrimitives.ReadSingleLittleEndian(bytes);
                break;
            case 12:
                value = bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(bytes)
                    : BinaryPrimitives.ReadDoubleLittleEndian(bytes);
                break;
            default: return Number(tag, 0);
        }
        return double.IsFinite(value) ? value : null;
    }

    /// <summary>A text tag without its closing zero; bytes beyond ASCII are read as UTF-8; empty when absent.</summary>
    public string Text(int tag)
    {
        if (!entries.TryGetValue(tag, out var entry)) return "";
        var length = (int)Math.Min(entry.Count * SizeOf(entry), TextLimitBytes);
        return Encoding.UTF8.GetString(source.Read(Section, entry.ValueOffset, length)).TrimEnd('\0', ' ', '\n', '\r');
    }

    /// <summary>The raw bytes of a tag; empty when absent.</summary>
    public byte[] Bytes(int tag)
    {
        if (!entries.TryGetValue(tag, out var entry)) return [];
        var length = entry.Count * SizeOf(entry);
        if (length > BytesLimit) throw Wrong(tag, $"it has {length} bytes; the limit is {BytesLimit}.");
        return source.Read(Section, entry.ValueOffset, (int)length);
    }

    /// <summary>Where a tag's values lie; for tools that cut bytes away.</summary>
    public (long Offset, long Length)? PlaceOf(int tag) =>
        entries.TryGetValue(tag, out var entry) ? (entry.ValueOffset, entry.Count * SizeOf(entry)) : null;

    public IEnumerable<int> Tags => entries.Keys;

    public SlideFormatException Wrong(int tag, string problem) =>
        new(Section, entries.TryGetValue(tag, out var entry) ? entry.ValueOffset : offset, $"Tag {tag}: {problem}");

    public SlideFormatException Wrong(string problem) => new(Section, offset, problem);

    private int Dimension(int tag, string name)
    {
        var value = Number(tag, 0);
        return value is >= 1 and <= int.MaxValue / 2
            ? (int)value
            : throw Wrong(tag, $"the image {name} is {value}, which cannot be.");
    }

    private int SizeOf(TiffEntry entry)
    {
        var size = entry.Type >= 0 && entry.Type < SizeOfType.Length ? SizeOfType[entry.Type] : 0;
        if (size == 0) throw new SlideFormatException(Section, offset,
            $"Tag {entry.Tag} has the unknown type {entry.Type}.");
        if (entry.Count < 0 || entry.Count > source.Length / size)
            throw new SlideFormatException(Section, offset,
                $"Tag {entry.Tag} has more values than the file has bytes.");
        return size;
    }

    private long One(TiffEntry entry, ReadOnlySpan<byte> bytes) => entry.Type switch
    {
        1 or 2 or 7 => bytes[0],
        6 => unchecked((sbyte)bytes[0]),
        3 => bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        8 => bigEndian ? BinaryPrimitives.ReadInt16BigEndian(bytes) : BinaryPrimitives.ReadInt16LittleEndian(bytes),
        4 or 13 => UInt32(bytes),
        9 => unchecked((int)UInt32(bytes)),
        16 or 17 or 18 => bigEndian
            ? BinaryPrimitives.ReadInt64BigEndian(bytes)
            : BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => throw new SlideFormatException(Section, offset,
            $"Tag {entry.Tag} should hold whole numbers, not type {entry.Type}."),
    };

    private uint UInt32(ReadOnlySpan<byte> bytes) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
