using Telemed.Pathology.Photos;
using Telemed.Pathology.Tiff;

namespace Telemed.Pathology;

/// <summary>Finds and opens slides and photos by their content, never by their name.</summary>
public static class SlideReader
{
    /// <summary>Bytes of a file's beginning that <see cref="Detect"/> looks at.</summary>
    public const int HeadBytes = 132;

    /// <summary>What a file may be, by its first bytes.</summary>
    /// <param name="head">The first <see cref="HeadBytes"/> bytes, or the whole file when it is shorter.</param>
    public static SlideFamily Detect(ReadOnlySpan<byte> head)
    {
        // A DICOM slide may carry a TIFF's head in its preamble (PS3.10 section 7.1), so DICOM is asked first.
        if (head.Length >= 132 && head.Slice(128, 4).SequenceEqual("DICM"u8)) return SlideFamily.Dicom;
        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8)
            || head.StartsWith("MM\0+"u8))
            return SlideFamily.Tiff;
        if (head.StartsWith<byte>([0xFF, 0xD8, 0xFF])) return SlideFamily.Jpeg;
        if (head.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10])) return SlideFamily.Png;
        if (head.StartsWith("ZISRAWFILE"u8)) return SlideFamily.Czi;
        return SlideFamily.Unknown;
    }

    /// <summary>Opens one file: reads its directories and tile places, and no pixels.</summary>
    /// <param name="stream">Seekable; left open. Its position is moved.</param>
    /// <param name="cancel">Ends the reading early.</param>
    /// <exception cref="SlideFormatException">It is no slide or photo, is damaged, or is of a kind not read
    /// here.</exception>
    public static Slide Open(Stream stream, CancellationToken cancel)
    {
        var source = new SourceBytes(stream, cancel);
        Span<byte> head = stackalloc byte[HeadBytes];
        head = head[..(int)Math.Min(head.Length, source.Length)];
        source.Read("First bytes", 0, head);
        return Detect(head) switch
        {
            SlideFamily.Tiff => TiffSlide.Open(source),
            SlideFamily.Jpeg => JpegPhoto.Open(source),
            SlideFamily.Png => PngPhoto.Open(source),
            SlideFamily.Czi => throw new SlideFormatException("First bytes", 0,
                "This is a Zeiss CZI file, which is not read; in ZEN export it as OME-TIFF (tiled, JPEG) or DICOM."),
            _ => throw new SlideFormatException("First bytes", 0, "The file is no slide or photo that is known here."),
        };
    }
}
