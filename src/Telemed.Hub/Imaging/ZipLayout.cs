using System.Buffers.Binary;
using System.Text;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Where everything stands in a zip of stored entries, known before a byte is sent: so that a line that dropped goes
/// on where it was. Names count up; nothing that a sender wrote becomes a path. (PKWARE APPNOTE 6.3.10, with zip64.)
/// </summary>
internal sealed class ZipLayout
{
    private const uint EntrySign = 0x04034B50, DirectorySign = 0x02014B50, EndSign = 0x06054B50;
    private const uint LongEndSign = 0x06064B50, LongPlaceSign = 0x07064B50;
    private const int EntryBytes = 30, DirectoryBytes = 46, EndBytes = 22, LongEndBytes = 56, LongPlaceBytes = 20;
    private const int NameBytes = 10, SizesBytes = 20, OffsetBytes = 8, ExtraHeadBytes = 4;
    private const ushort Plain = 10, Long = 45, LongExtra = 1;
    // All entries are of the first day there is: the same zip has the same bytes whenever it is asked for.
    private const ushort FirstDay = 0x0021;
    private readonly long[] sizes;
    private readonly long[] places;

    /// <param name="sizes">The bytes of each entry, in order.</param>
    public ZipLayout(IReadOnlyList<long> sizes)
    {
        this.sizes = [.. sizes];
        places = new long[sizes.Count + 1];
        long directory = 0;
        for (var at = 0; at < sizes.Count; at++)
        {
            places[at + 1] = ContentOf(at) + sizes[at];
            directory += DirectoryBytes + NameBytes + DirectoryExtra(at);
        }
        TotalBytes = DirectoryOffset + directory + EndBytes +
            (NeedsLongEnd(directory) ? LongEndBytes + LongPlaceBytes : 0);
    }

    /// <summary>The whole zip.</summary>
    public long TotalBytes { get; }

    /// <summary>Behind the last entry.</summary>
    public long DirectoryOffset => places[^1];

    /// <summary>Where the head of an entry begins; of the one behind the last, the directory.</summary>
    public long HeadOf(int at) => places[at];

    /// <summary>Where the content of an entry begins.</summary>
    public long ContentOf(int at) => places[at] + EntryBytes + NameBytes + (IsLong(sizes[at]) ? SizesBytes : 0);

    /// <summary>The head of an entry.</summary>
    public byte[] Head(int at, uint sum)
    {
        var head = new byte[ContentOf(at) - HeadOf(at)];
        var to = new Cursor(head);
        to.Write(EntrySign);
        to.Write(IsLong(sizes[at]) ? Long : Plain);
        WriteFacts(ref to, at, sum);
        to.Write((ushort)(IsLong(sizes[at]) ? SizesBytes : 0));
        to.WriteName(at);
        if (IsLong(sizes[at])) WriteSizes(ref to, at, SizesBytes - ExtraHeadBytes);
        return head;
    }

    /// <summary>Everything behind the entries.</summary>
    public byte[] Directory(IReadOnlyList<uint> sums)
    {
        var bytes = new byte[TotalBytes - DirectoryOffset];
        var to = new Cursor(bytes);
        for (var at = 0; at < sizes.Length; at++) WriteEntry(ref to, at, sums[at]);
        long length = to.At;
        if (NeedsLongEnd(length)) WriteLongEnd(ref to, length);
        to.Write(EndSign);
        to.Write(0u);
        var count = (ushort)Math.Min(sizes.Length, ushort.MaxValue);
        to.Write(count);
        to.Write(count);
        to.Write(Short(length));
        to.Write(Short(DirectoryOffset));
        to.Write((ushort)0);
        return bytes;
    }

    private void WriteEntry(ref Cursor to, int at, uint sum)
    {
        var extra = DirectoryExtra(at);
        to.Write(DirectorySign);
        to.Write(Long);
        to.Write(extra > 0 ? Long : Plain);
        WriteFacts(ref to, at, sum);
        to.Write((ushort)extra);
        // Comment, disk, and what kind of file it is within: none.
        to.Write(0u);
        to.Write((ushort)0);
        to.Write(0u);
        to.Write(Short(places[at]));
        to.WriteName(at);
        if (extra == 0) return;
        if (IsLong(sizes[at])) WriteSizes(ref to, at, extra - ExtraHeadBytes);
        else
        {
            to.Write(LongExtra);
            to.Write((ushort)(extra - ExtraHeadBytes));
        }
        if (IsLong(places[at])) to.Write(places[at]);
    }

    // Flags and method are none: the entry is stored as it is.
    private void WriteFacts(ref Cursor to, int at, uint sum)
    {
        to.Write(0u);
        to.Write((ushort)0);
        to.Write(FirstDay);
        to.Write(sum);
        to.Write(Short(sizes[at]));
        to.Write(Short(sizes[at]));
        to.Write((ushort)NameBytes);
    }

    private void WriteSizes(ref Cursor to, int at, int lengthBytes)
    {
        to.Write(LongExtra);
        to.Write((ushort)lengthBytes);
        to.Write(sizes[at]);
        to.Write(sizes[at]);
    }

    private void WriteLongEnd(ref Cursor to, long directoryBytes)
    {
        var place = DirectoryOffset + to.At;
        to.Write(LongEndSign);
        to.Write((long)(LongEndBytes - 12));
        to.Write(Long);
        to.Write(Long);
        to.Write(0L);
        to.Write((long)sizes.Length);
        to.Write((long)sizes.Length);
        to.Write(directoryBytes);
        to.Write(DirectoryOffset);
        to.Write(LongPlaceSign);
        to.Write(0u);
        to.Write(place);
        to.Write(1u);
    }

    private bool NeedsLongEnd(long directoryBytes) =>
        IsLong(directoryBytes) || IsLong(DirectoryOffset) || sizes.Length >= ushort.MaxValue;

    private int DirectoryExtra(int at) => (IsLong(sizes[at]), IsLong(places[at])) switch
    {
        (true, true) => SizesBytes + OffsetBytes,
        (true, false) => SizesBytes,
        (false, true) => ExtraHeadBytes + OffsetBytes,
        _ => 0,
    };

    private static bool IsLong(long value) => value >= uint.MaxValue;

    private static uint Short(long value) => IsLong(value) ? uint.MaxValue : (uint)value;

    private ref struct Cursor(Span<byte> bytes)
    {
        private readonly Span<byte> target = bytes;

        public int At { get; private set; }

        public void Write(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target[At..], value);
            At += sizeof(ushort);
        }

        public void Write(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(target[At..], value);
            At += sizeof(uint);
        }

        public void Write(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(target[At..], value);
            At += sizeof(long);
        }

        public void WriteName(int at) => At += Encoding.ASCII.GetBytes($"{at + 1:D6}.dcm", target[At..]);
    }
}
