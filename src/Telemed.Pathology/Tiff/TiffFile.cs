using System.Buffers.Binary;

namespace Telemed.Pathology.Tiff;

/// <summary>The directories of a TIFF (TIFF 6.0), BigTIFF (Adobe PageMaker note, libtiff) or NDPI file.</summary>
internal sealed class TiffFile
{
    private const int DirectoriesLimit = 1024;
    private const int EntriesLimit = 4096;
    private const int SubDirectoriesLimit = 64;

    private readonly SourceBytes _source;
    private readonly bool _bigEndian;
    private readonly HashSet<long> _seen = [];
    private int _read;

    private TiffFile(SourceBytes source, bool bigEndian, bool isBig)
    {
        _source = source;
        _bigEndian = bigEndian;
        IsBig = isBig;
    }

    public bool IsBig { get; }

    /// <summary>Offsets are 64 bits wide in a classic TIFF: Hamamatsu's way above 4 GiB.</summary>
    public bool IsNdpi { get; private set; }

    public bool BigEndian => _bigEndian;

    public IReadOnlyList<TiffDirectory> Directories { get; private set; } = [];

    public static TiffFile Open(SourceBytes source)
    {
        const string section = "TIFF header";
        Span<byte> head = stackalloc byte[16];
        head.Clear();
        if (source.Length < 8) throw new SlideFormatException(section, 0, "The file is shorter than a TIFF header.");
        source.Read(section, 0, head[..(int)Math.Min(16, source.Length)]);
        var bigEndian = head[0] == 'M';
        var version = bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(head[2..])
            : BinaryPrimitives.ReadUInt16LittleEndian(head[2..]);
        if (head[0] != head[1] || head[0] is not ((byte)'I' or (byte)'M') || version is not (42 or 43))
            throw new SlideFormatException(section, 0, "The file does not begin as a TIFF.");
        var file = new TiffFile(source, bigEndian, version == 43);
        file.Directories = version == 43 ? file.ReadBig(head) : file.ReadClassic(head);
        if (file.Directories.Count == 0) throw new SlideFormatException(section, 4, "The file has no directory.");
        return file;
    }

    /// <summary>The directories a tag of another points at (TIFF technical note 1).</summary>
    public IReadOnlyList<TiffDirectory> SubDirectories(TiffDirectory parent)
    {
        var offsets = parent.Numbers(TiffTag.SubIfds, SubDirectoriesLimit);
        var directories = new List<TiffDirectory>(offsets.Length);
        foreach (var offset in offsets)
            if (_seen.Add(offset)) directories.Add(ReadDirectory(offset, out _));
        return directories;
    }

    private List<TiffDirectory> ReadClassic(ReadOnlySpan<byte> head)
    {
        long first = _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(head[4..])
            : BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        // Hamamatsu writes this offset with 64 bits, so its directory is looked for at the wide offset too.
        var wide = _bigEndian ? 0 : BinaryPrimitives.ReadInt64LittleEndian(head[4..]);
        if (LooksNdpi(wide)) { IsNdpi = true; first = wide; }
        return ReadChain(first);
    }

    private bool LooksNdpi(long offset)
    {
        if (offset < 8 || offset > _source.Length - 2) return false;
        var count = ReadCount(offset, 2);
        if (count is 0 or > EntriesLimit || offset + 2 + count * 12 > _source.Length) return false;
        var bytes = _source.Read("TIFF directory 0", offset + 2, (int)count * 12);
        for (var i = 0; i < count; i++)
            if (BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(i * 12)) == TiffTag.NdpiFormat) return true;
        return false;
    }

    private List<TiffDirectory> ReadBig(ReadOnlySpan<byte> head)
    {
        var offsetSize = _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(head[4..])
            : BinaryPrimitives.ReadUInt16LittleEndian(head[4..]);
        if (offsetSize != 8) throw new SlideFormatException("TIFF header", 4,
            $"BigTIFF offsets of {offsetSize} bytes are unknown.");
        return ReadChain(_bigEndian ? BinaryPrimitives.ReadInt64BigEndian(head[8..])
            : BinaryPrimitives.ReadInt64LittleEndian(head[8..]));
    }

    private List<TiffDirectory> ReadChain(long first)
    {
        var directories = new List<TiffDirectory>();
        for (var offset = first; offset != 0;)
        {
            if (directories.Count == DirectoriesLimit)
                throw new SlideFormatException("TIFF directories", offset,
                    $"There are more than {DirectoriesLimit} directories.");
            if (!_seen.Add(offset))
                throw new SlideFormatException("TIFF directories", offset,
                    "The chain of directories comes back to itself.");
            directories.Add(ReadDirectory(offset, out offset));
        }
        return directories;
    }

    private TiffDirectory ReadDirectory(long offset, out long next)
    {
        var index = _read++;
        var section = $"TIFF directory {index}";
        var countSize = IsBig ? 8 : 2;
        var entrySize = IsBig ? 20 : 12;
        var count = ReadCount(offset, countSize);
        if (count is <= 0 or > EntriesLimit)
            throw new SlideFormatException(section, offset, $"A directory with {count} entries cannot be.");
        var tail = IsBig ? 8 : IsNdpi ? 8 + 4 * (int)count : 4;
        var wanted = (int)count * entrySize + tail;
        var bytes = _source.Read(section, offset + countSize, wanted);
        var links = bytes.AsSpan((int)count * entrySize);
        next = IsBig || IsNdpi ? Int64(links) : UInt32(links);

        var entries = new Dictionary<int, TiffEntry>((int)count);
        for (var i = 0; i < count; i++)
        {
            var high = IsNdpi ? UInt32(links[(8 + 4 * i)..]) : 0;
            var at = offset + countSize + i * entrySize;
            var entry = ReadEntry(bytes.AsSpan(i * entrySize, entrySize), at, high);
            entries.TryAdd(entry.Tag, entry);
        }
        return new TiffDirectory(_source, index, offset, _bigEndian, entries);
    }

    private TiffEntry ReadEntry(ReadOnlySpan<byte> bytes, long at, uint high)
    {
        var tag = UInt16(bytes);
        var type = UInt16(bytes[2..]);
        var count = IsBig ? Int64(bytes[4..]) : UInt32(bytes[4..]);
        var inline = IsBig ? 8 : 4;
        var size = type switch { 1 or 2 or 6 or 7 => 1, 3 or 8 => 2, 4 or 9 or 11 or 13 => 4, _ => 8 };
        if (count >= 0 && count <= inline / size) return new TiffEntry(tag, type, count, at + (IsBig ? 12 : 8));
        var offset = IsBig ? Int64(bytes[12..]) : UInt32(bytes[8..]) + ((long)(high & int.MaxValue) << 32);
        return new TiffEntry(tag, type, count, offset);
    }

    private long ReadCount(long offset, int size)
    {
        var bytes = _source.Read("TIFF directory", offset, size);
        return size == 8 ? Int64(bytes) : UInt16(bytes);
    }

    private ushort UInt16(ReadOnlySpan<byte> bytes) =>
        _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint UInt32(ReadOnlySpan<byte> bytes) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private long Int64(ReadOnlySpan<byte> bytes) =>
        _bigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes);
}
