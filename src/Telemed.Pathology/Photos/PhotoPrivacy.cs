using System.Buffers.Binary;

namespace Telemed.Pathology.Photos;

/// <summary>
/// Takes out of a photo what tells where and by whom it was taken. EXIF goes as a whole, since makers hide places in
/// their own tags; which way up the photo stands is written anew.
/// </summary>
public static class PhotoPrivacy
{
    private const int ChunksLimit = 100_000;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>A copy that shows the same picture and tells no more.</summary>
    /// <param name="photo">A whole JPEG or PNG file.</param>
    /// <exception cref="SlideFormatException">It is neither, or is damaged before its picture begins.</exception>
    public static byte[] WithoutPlace(ReadOnlySpan<byte> photo) =>
        photo.StartsWith(PngSignature) ? CleanPng(photo) : CleanJpeg(photo);

    private static byte[] CleanJpeg(ReadOnlySpan<byte> photo)
    {
        const string section = "JPEG header";
        var header = Jpeg.JpegHeader.Read(photo, section, 0);
        var orientation = header.Exif is { } exif ? Exif.Orientation(photo.Slice(exif.Offset, exif.Length)) : 1;
        var clean = new MemoryStream(photo.Length);
        clean.Write(photo[..2]);
        if (orientation != 1) clean.Write(OrientationSegment(orientation));
        var at = 2;
        while (at < header.ScanOffset)
        {
            while (photo[at + 1] == 0xFF) at++;
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(photo[(at + 2)..]);
            if (!TellsMore(photo[at + 1], photo.Slice(at + 4, length - 4))) clean.Write(photo.Slice(at, length));
            at += length;
        }
        clean.Write(photo[at..EndOfPicture(photo, at)]);
        return clean.ToArray();
    }

    /// <summary>Phones append a second picture or a film behind the end, each with its own EXIF.</summary>
    private static int EndOfPicture(ReadOnlySpan<byte> photo, int scan)
    {
        for (var at = scan; at + 1 < photo.Length; at++)
            if (photo[at] == 0xFF && photo[at + 1] == 0xD9) return at + 2;
        return photo.Length;
    }

    // APP1 is EXIF and XMP, APP13 is Photoshop's own, APP2 to APP12 and 15 are makers' but for the ICC profile; a
    // comment may hold anything.
    private static bool TellsMore(byte marker, ReadOnlySpan<byte> body) => marker switch
    {
        0xE1 or 0xED or 0xEF or 0xFE => true,
        0xE2 => !body.StartsWith("ICC_PROFILE\0"u8),
        >= 0xE3 and <= 0xEC => true,
        _ => false,
    };

    private static byte[] OrientationSegment(int orientation) =>
    [
        0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8,
        0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
    ];

    private static byte[] CleanPng(ReadOnlySpan<byte> photo)
    {
        var clean = new MemoryStream(photo.Length);
        clean.Write(photo[..8]);
        var at = 8;
        for (var chunks = 0; at + 12 <= photo.Length && chunks < ChunksLimit; chunks++)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(photo[at..]);
            if (length > photo.Length - at - 12)
                throw new SlideFormatException("PNG chunk", at,
                    $"A chunk of {length} bytes does not fit into the file.");
            var whole = photo.Slice(at, (int)length + 12);
            var name = whole.Slice(4, 4);
            var tells = name.SequenceEqual("eXIf"u8) || name.SequenceEqual("tEXt"u8) || name.SequenceEqual("zTXt"u8)
                || name.SequenceEqual("iTXt"u8) || name.SequenceEqual("tIME"u8);
            if (!tells) clean.Write(whole);
            at += whole.Length;
            if (name.SequenceEqual("IEND"u8)) break;
        }
        return clean.ToArray();
    }
}
