using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Telemed.Dicom.Reading;

/// <summary>Reads values: small ones into memory, large ones by place, fragments as an index.</summary>
internal sealed class ValueReader(ByteSource source, ReadContext context, string section)
{
    /// <summary>Pixel data this short is shown inline by DICOM JSON, so it is kept like any other value.</summary>
    internal const int InlinePixelBytes = 1024;
    private const int GrowthBytes = 256 * 1024;

    /// <summary>Where the last value lay that may be pixel data.</summary>
    public PixelDataPlace? LastPlace { get; private set; }

    public DicomElement Read(ElementHeader header, bool isBigEndian, long start)
    {
        LastPlace = null;
        if (header.IsUndefined) return Open(header, start);
        if ((header.Length & 1) != 0 && header.Tag.Group != 0x0002)
            context.Warn(section, start, $"{header.Tag.ToDisplay()} has an odd length.");
        if (header.Vr.ValueBytes is > 0 and var size && header.Length % size != 0)
            context.Warn(section, start, $"{header.Tag.ToDisplay()} {header.Vr} ends inside a value.");
        var isPixels = PixelDataPlace.IsPixelTag(header.Tag);
        var limit = isPixels ? InlinePixelBytes
            : header.Vr.IsText ? context.Options.TextLimitBytes
            : Math.Max(context.Options.InlineLimitBytes, header.Vr.IsBinary ? 0 : ushort.MaxValue);
        if (isPixels)
            LastPlace = new PixelDataPlace(header.Tag, header.Vr,
                new DicomRange(source.Position, header.Length), false, [], []);
        var swap = isBigEndian ? header.Vr.WordBytes : 1;
        if (header.Length > (uint)limit)
        {
            if (header.Vr.IsText)
                throw new DicomFormatException(section, start,
                    $"{header.Tag.ToDisplay()} is text of {header.Length} bytes; the limit is {limit}.");
            return Skipped(header, swap, start);
        }
        var offset = source.Position;
        return new DicomElement(header.Tag, header.Vr, Held((int)header.Length, swap, start), offset);
    }

    private ReadOnlyMemory<byte> Held(int length, int swap, long start)
    {
        if (length == 0) return default;
        // With an unknown end a large declared length is believed only as far as bytes really arrive.
        if (source.Remaining is null && length > GrowthBytes) return Grown(length, swap, start);
        var memory = context.Allocate(length, section, start);
        if (source.Read(memory.Span) < length) throw CutOff(length, start);
        ByteOrder.Swap(memory.Span, swap);
        return memory;
    }

    private ReadOnlyMemory<byte> Grown(int length, int swap, long start)
    {
        using var gathered = new MemoryStream();
        var chunk = new byte[GrowthBytes];
        while (gathered.Length < length)
        {
            var part = chunk.AsSpan(0, (int)Math.Min(length - gathered.Length, GrowthBytes));
            if (source.Read(part) < part.Length) throw CutOff(length, start);
            gathered.Write(part);
        }
        context.Allocate(0, section, start);
        var memory = gathered.ToArray();
        ByteOrder.Swap(memory, swap);
        return memory;
    }

    private DicomElement Skipped(ElementHeader header, int swap, long start)
    {
        var offset = source.Position;
        byte[]? sha256 = null;
        long passed;
        if (context.Options.HashBulk)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            passed = source.Hash(header.Length, hash, swap);
            sha256 = hash.GetHashAndReset();
        }
        else passed = source.Skip(header.Length);
        if (passed < header.Length) throw CutOff(header.Length, start);
        return new DicomElement(header.Tag, header.Vr, new DicomBulk(offset, header.Length, sha256, swap, false));
    }

    private DicomElement Open(ElementHeader header, long start)
    {
        if (header.Vr is not (DicomVr.OB or DicomVr.OW or DicomVr.OF or DicomVr.OD))
            throw new DicomFormatException(section, start,
                $"{header.Tag.ToDisplay()} {header.Vr} has an open length, which only sequences and fragments " +
                "may have.");
        if (section == DicomReader.MetaSection)
            throw new DicomFormatException(section, start, "An open length is not allowed in the file meta.");
        using var walk = new FragmentWalk(source, context, section);
        var offset = source.Position;
        walk.Run();
        var range = new DicomRange(offset, walk.LengthBytes);
        LastPlace = new PixelDataPlace(header.Tag, header.Vr, range, true, walk.Fragments, walk.BasicOffsets);
        var bulk = new DicomBulk(offset, walk.LengthBytes, walk.Sha256(), 1, true);
        return new DicomElement(header.Tag, header.Vr, bulk, walk.ShortContent);
    }

    private DicomFormatException CutOff(long length, long start) => new(section, start,
        $"A length of {length} bytes is declared, but the file ends at byte {source.Position}.");
}
