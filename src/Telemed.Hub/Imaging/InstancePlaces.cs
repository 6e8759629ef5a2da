using System.IO.Compression;
using System.Text;
using Telemed.Dicom;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Where the frames and the long values of an object lie, so that a part is served without reading the rest.
/// </summary>
internal sealed record InstancePlaces
{
    // Packed places begin with a window's size, and the seven low bits of 0x91 are none (RFC 7932 section 9.1).
    private const byte Version = 1, PlainVersion = 0x91;
    private const int WorthPackingBytes = 512;
    private const int BulkLimit = 100_000;

    /// <summary>Bits of a native frame; 0 when frames are compressed or not known.</summary>
    public long NativeFrameBits { get; init; }

    /// <summary>The whole pixel data; empty when there is none.</summary>
    public DicomRange Pixels { get; init; }

    /// <summary>Frames there are.</summary>
    public int FrameCount { get; init; }

    /// <summary>The runs of each compressed frame; empty when native.</summary>
    public IReadOnlyList<DicomRange[]> Frames { get; init; } = [];

    /// <summary>Long values by their path, as BulkDataURI names them, with the word size to be swapped.</summary>
    public IReadOnlyDictionary<string, (DicomRange Range, int SwapBytes)> Bulk { get; init; } =
        new Dictionary<string, (DicomRange, int)>();

    public static InstancePlaces Of(DicomFile file, Dictionary<string, (DicomRange, int)> bulk)
    {
        if (file.PixelData is not { } pixels) return new InstancePlaces { Bulk = bulk };
        var frames = new List<DicomRange[]>();
        if (pixels.IsEncapsulated)
            for (var index = 0; index < pixels.FrameCount; index++) frames.Add([.. pixels.FrameRanges(index)]);
        return new InstancePlaces
        {
            NativeFrameBits = pixels.IsEncapsulated ? 0 : pixels.NativeFrameBits ?? 0,
            Pixels = pixels.Value, FrameCount = pixels.FrameCount, Frames = frames, Bulk = bulk,
        };
    }

    /// <summary>The runs of one frame, counted from 0; empty when there is no such frame.</summary>
    public IReadOnlyList<DicomRange> Frame(int index)
    {
        if (index < 0 || index >= FrameCount) return [];
        if (Frames.Count > 0) return index < Frames.Count ? Frames[index] : [];
        if (NativeFrameBits == 0) return FrameCount == 1 && Pixels.LengthBytes > 0 ? [Pixels] : [];
        var first = NativeFrameBits * index / 8;
        var end = (NativeFrameBits * (index + 1L) + 7) / 8;
        return end > Pixels.LengthBytes ? [] : [new DicomRange(Pixels.Offset + first, end - first)];
    }

    public byte[] ToBytes()
    {
        using var plain = new MemoryStream();
        plain.WriteByte(PlainVersion);
        using (var writer = new BinaryWriter(plain, Encoding.UTF8, leaveOpen: true)) Write(writer);
        if (plain.Length < WorthPackingBytes) return plain.ToArray();
        using var body = new MemoryStream();
        using (var packed = new BrotliStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            packed.WriteByte(Version);
            packed.Write(plain.GetBuffer().AsSpan(1, (int)plain.Length - 1));
        }
        return body.ToArray();
    }

    private void Write(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt64(NativeFrameBits);
        writer.Write7BitEncodedInt64(Pixels.Offset);
        writer.Write7BitEncodedInt64(Pixels.LengthBytes);
        writer.Write7BitEncodedInt(FrameCount);
        writer.Write7BitEncodedInt(Frames.Count);
        foreach (var frame in Frames)
        {
            writer.Write7BitEncodedInt(frame.Length);
            foreach (var run in frame)
            {
                writer.Write7BitEncodedInt64(run.Offset);
                writer.Write7BitEncodedInt64(run.LengthBytes);
            }
        }
        writer.Write7BitEncodedInt(Math.Min(Bulk.Count, BulkLimit));
        foreach (var (path, (range, swap)) in Bulk.Take(BulkLimit))
        {
            writer.Write(path);
            writer.Write7BitEncodedInt64(range.Offset);
            writer.Write7BitEncodedInt64(range.LengthBytes);
            writer.Write((byte)swap);
        }
    }

    public static InstancePlaces FromBytes(byte[] bytes)
    {
        using Stream places = bytes is [PlainVersion, ..]
            ? new MemoryStream(bytes) : new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var reader = new BinaryReader(places);
        if (reader.ReadByte() is not (Version or PlainVersion))
            throw new InvalidDataException("The places of an instance are of another version.");
        var frameBits = reader.Read7BitEncodedInt64();
        var pixels = new DicomRange(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        var frameCount = reader.Read7BitEncodedInt();
        var frames = new DicomRange[reader.Read7BitEncodedInt()][];
        for (var index = 0; index < frames.Length; index++)
        {
            frames[index] = new DicomRange[reader.Read7BitEncodedInt()];
            for (var run = 0; run < frames[index].Length; run++)
                frames[index][run] = new DicomRange(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        }
        var bulk = new Dictionary<string, (DicomRange, int)>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
            bulk[reader.ReadString()] =
                (new DicomRange(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64()), reader.ReadByte());
        return new InstancePlaces
        {
            NativeFrameBits = frameBits, Pixels = pixels, FrameCount = frameCount, Frames = frames, Bulk = bulk,
        };
    }
}
