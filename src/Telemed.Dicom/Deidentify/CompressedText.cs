using System.Buffers.Binary;

namespace Telemed.Dicom.Deidentify;

/// <summary>
/// Blanks what makers write into compressed pictures beside the picture: comments, Exif and other application data,
/// and whatever follows the end. Lengths stay as they are, so that no table of offsets becomes wrong, and so does every
/// pixel (ISO/IEC 10918-1 annex B, 14495-1 annex C, 15444-1 annex A).
/// </summary>
internal static class CompressedText
{
    private const byte Sign = 0xFF;
    private const byte StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA;
    private const byte FirstRestart = 0xD0, LastRestart = 0xD7;
    private const byte Temporary = 0x01, FirstApplication = 0xE0, LastApplication = 0xEF, JpegComment = 0xFE;
    private const byte Jfif = 0xE0, ColourTransform = 0xE8, Adobe = 0xEE;
    private const ushort StartOfTile = 0xFF90, StartOfData = 0xFF93, EndOfStream = 0xFFD9, StreamComment = 0xFF64;
    private const int JfifBytes = 14, AdobeBytes = 12, ColourTransformBytes = 5, TileHeadBytes = 12;
    private const int KindBytes = 2, BoxHeadBytes = 8;

    /// <summary>Blanks one compressed picture in place.</summary>
    /// <param name="image">From its first byte; may end in padding.</param>
    /// <param name="offset">Where it lies in the file, for the message.</param>
    /// <exception cref="DicomFormatException">It cannot be followed to its end, so nobody knows what it holds.
    /// </exception>
    public static void Blank(Span<byte> image, long offset)
    {
        if (image is [Sign, StartOfImage, ..]) BlankJpeg(image, offset);
        else if (image is [Sign, 0x4F, ..]) BlankStream(image, offset);
        else if (image is [0, 0, 0, 12, (byte)'j', (byte)'P', ..]) BlankBoxes(image, offset);
        else throw Broken(offset, "The compressed picture begins as none that can be cleaned.");
    }

    private static void BlankJpeg(Span<byte> image, long offset)
    {
        for (var at = 2; at < image.Length;)
        {
            if (image[at] != Sign) throw Broken(offset + at, "A marker is missing in the compressed picture.");
            while (at < image.Length && image[at] == Sign) at++;
            if (at == image.Length) return;
            var marker = image[at++];
            if (marker == EndOfImage)
            {
                image[at..].Clear();
                return;
            }
            if (marker is Temporary or StartOfImage or (>= FirstRestart and <= LastRestart)) continue;
            var length = Length(image, at, offset);
            if (marker is JpegComment or (>= FirstApplication and <= LastApplication))
            {
                var content = image.Slice(at + 2, length - 2);
                content[KeptBytes(marker, content)..].Clear();
            }
            at += length;
            if (marker == StartOfScan) at = BehindScan(image, at);
        }
    }

    // A decoder needs these few to tell the colours; they hold numbers only.
    private static int KeptBytes(byte marker, ReadOnlySpan<byte> content) => marker switch
    {
        Jfif when content.Length >= JfifBytes && content.StartsWith("JFIF\0"u8) => JfifBytes,
        Adobe when content.Length >= AdobeBytes && content.StartsWith("Adobe"u8) => AdobeBytes,
        ColourTransform when content.Length == ColourTransformBytes && content.StartsWith("mrfx"u8) => content.Length,
        _ => 0,
    };

    // Within a scan the sign is followed by a stuffed byte (in JPEG-LS by a stuffed bit) or by a restart marker.
    private static int BehindScan(ReadOnlySpan<byte> image, int at)
    {
        while (at < image.Length)
        {
            var found = image[at..].IndexOf(Sign);
            if (found < 0 || at + found + 1 >= image.Length) return image.Length;
            at += found;
            if (image[at + 1] is >= 0x80 and not (>= FirstRestart and <= LastRestart) and not Sign) return at;
            at += image[at + 1] == Sign ? 1 : 2;
        }
        return at;
    }

    private static void BlankStream(Span<byte> image, long offset)
    {
        var at = BlankHeader(image, 2, StartOfTile, offset);
        while (at + TileHeadBytes <= image.Length && Marker(image, at) == StartOfTile)
        {
            var lengthBytes = BinaryPrimitives.ReadUInt32BigEndian(image[(at + 6)..]);
            // The last part may leave its length open, and a stream that was cut off ends early.
            var end = lengthBytes == 0 ? image.Length : (int)Math.Min(at + (long)lengthBytes, image.Length);
            if (end < at + TileHeadBytes) throw Broken(offset + at, "A part of the compressed picture is too short.");
            BlankHeader(image[..end], at + TileHeadBytes, StartOfData, offset);
            at = end;
        }
        if (at + 2 > image.Length) return;
        if (Marker(image, at) != EndOfStream)
            throw Broken(offset + at, "A marker is missing in the compressed picture.");
        image[(at + 2)..].Clear();
    }

    // A file of boxes around the stream (annex I): all but those that a decoder needs are emptied.
    private static void BlankBoxes(Span<byte> image, long offset)
    {
        for (var at = 0; at + BoxHeadBytes <= image.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(image[at..]);
            var kind = image.Slice(at + 4, 4);
            if (length == 0 || kind.SequenceEqual("jp2c"u8)) length = Math.Max(length, (uint)(image.Length - at));
            if (length < BoxHeadBytes || length > image.Length - at)
                throw Broken(offset + at, "A box of the compressed picture has an impossible length.");
            var content = image.Slice(at + BoxHeadBytes, (int)length - BoxHeadBytes);
            if (kind.SequenceEqual("jp2c"u8) && content is [Sign, 0x4F, ..])
                BlankStream(content, offset + at + BoxHeadBytes);
            else if (!kind.SequenceEqual("jP  "u8) && !kind.SequenceEqual("ftyp"u8) && !kind.SequenceEqual("jp2h"u8))
                content.Clear();
            at += (int)length;
        }
    }

    private static int BlankHeader(Span<byte> image, int at, ushort last, long offset)
    {
        while (true)
        {
            if (at + 4 > image.Length) throw Broken(offset + at, "The compressed picture ends inside a header.");
            var marker = Marker(image, at);
            if (marker == last) return at;
            if (marker < 0xFF01) throw Broken(offset + at, "A marker is missing in the compressed picture.");
            at += 2;
            if (marker is >= 0xFF30 and <= 0xFF3F) continue;
            var length = Length(image, at, offset);
            if (marker == StreamComment && length > 2 + KindBytes)
                image.Slice(at + 2 + KindBytes, length - 2 - KindBytes).Clear();
            at += length;
        }
    }

    private static int Length(ReadOnlySpan<byte> image, int at, long offset)
    {
        var length = at + 2 <= image.Length ? BinaryPrimitives.ReadUInt16BigEndian(image[at..]) : 0;
        return length >= 2 && at + length <= image.Length ? length
            : throw Broken(offset + at, "A segment of the compressed picture has an impossible length.");
    }

    private static ushort Marker(ReadOnlySpan<byte> image, int at) => BinaryPrimitives.ReadUInt16BigEndian(image[at..]);

    private static DicomFormatException Broken(long offset, string problem) => new("pixel data", offset, problem);
}
