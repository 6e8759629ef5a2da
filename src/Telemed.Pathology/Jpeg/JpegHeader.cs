using System.Buffers.Binary;

namespace Telemed.Pathology.Jpeg;

/// <summary>What the markers before a JPEG's first scan say (ISO/IEC 10918-1, annex B).</summary>
internal sealed record JpegHeader
{
    private const int MarkersLimit = 512;

    public int WidthPx { get; private init; }

    public int HeightPx { get; private init; }

    public int Components { get; private init; }

    public int BitsPerSample { get; private init; }

    /// <summary>Offset of the frame header's marker, to patch its size.</summary>
    public int FrameOffset { get; private init; }

    /// <summary>Sampling of the first component; 1 x 1 when chroma is not reduced.</summary>
    public int SamplingX { get; private init; } = 1;

    public int SamplingY { get; private init; } = 1;

    /// <summary>A JFIF segment is there: readers take three components for YCbCr.</summary>
    public bool HasJfif { get; private init; }

    /// <summary>An Adobe segment is there: it states the colours itself.</summary>
    public bool HasAdobe { get; private init; }

    /// <summary>What the Adobe segment says of three components: 0 RGB, 1 YCbCr.</summary>
    public int AdobeTransform { get; private init; }

    /// <summary>MCUs between restart markers, 0 for none.</summary>
    public int RestartInterval { get; private init; }

    /// <summary>Offset of the first byte after the scan header; 0 when the bytes end before one.</summary>
    public int ScanOffset { get; private init; }

    /// <summary>Payload of the EXIF segment, without its "Exif\0\0"; offset and length.</summary>
    public (int Offset, int Length)? Exif { get; private init; }

    /// <summary>Walks the markers up to the first scan. <paramref name="needScan"/> is false for tables
    /// alone.</summary>
    public static JpegHeader Read(ReadOnlySpan<byte> jpeg, string section, long offset, bool needScan = true)
    {
        if (jpeg.Length < 4 || jpeg[0] != 0xFF || jpeg[1] != 0xD8)
            throw new SlideFormatException(section, offset, "A JPEG should begin here and does not.");
        var header = new JpegHeader();
        var at = 2;
        for (var markers = 0; markers < MarkersLimit; markers++)
        {
            while (at + 1 < jpeg.Length && jpeg[at] == 0xFF && jpeg[at + 1] == 0xFF) at++;
            if (at + 1 >= jpeg.Length) break;
            if (jpeg[at] != 0xFF)
                throw new SlideFormatException(section, offset + at, "A JPEG marker should begin here and does not.");
            var marker = jpeg[at + 1];
            if (marker == 0xD9) { at = jpeg.Length; break; }
            if (at + 4 > jpeg.Length) break;
            var length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            if (length < 2 || at + 2 + length > jpeg.Length)
                throw new SlideFormatException(section, offset + at,
                    $"JPEG segment {marker:X2} of {length} bytes does not fit.");
            header = header.With(marker, jpeg.Slice(at + 4, length - 2), at, section, offset);
            at += 2 + length;
            if (marker == 0xDA) return header with { ScanOffset = at };
        }
        if (needScan) throw new SlideFormatException(section, offset + Math.Min(at, jpeg.Length),
            "The JPEG ends before its picture begins.");
        return header;
    }

    private JpegHeader With(byte marker, ReadOnlySpan<byte> body, int at, string section, long offset)
    {
        switch (marker)
        {
            case >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC):
                if (body.Length < 6 || body.Length < 6 + 3 * body[5])
                    throw new SlideFormatException(section, offset + at, "The JPEG frame header is too short.");
                return this with
                {
                    FrameOffset = at,
                    BitsPerSample = body[0],
                    HeightPx = BinaryPrimitives.ReadUInt16BigEndian(body[1..]),
                    WidthPx = BinaryPrimitives.ReadUInt16BigEndian(body[3..]),
                    Components = body[5],
                    SamplingX = body[5] > 0 ? Math.Max(1, body[7] >> 4) : 1,
                    SamplingY = body[5] > 0 ? Math.Max(1, body[7] & 15) : 1,
                };
            case 0xDD when body.Length >= 2:
                return this with { RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(body) };
            case 0xE0 when body.StartsWith("JFIF\0"u8): return this with { HasJfif = true };
            case 0xEE when body.StartsWith("Adobe"u8): 
                return this with { HasAdobe = true, AdobeTransform = body.Length >= 12 ? body[11] : 0 };
            case 0xE1 when body.StartsWith("Exif\0\0"u8): return this with { Exif = (at + 10, body.Length - 6) };
            default: return this;
        }
    }
}
