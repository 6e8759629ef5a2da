using System.Buffers;
using Telemed.Pathology.Photos;
using Telemed.Pathology.Tiff;

namespace Telemed.Pathology;

/// <summary>Finds and opens slides and photos by their content, never by their name.</summary>
public static class SlideReader
{
    /// <summary>Bytes of a file's beginning that <see cref="Detect"/> looks at.</summary>
    public const int HeadBytes = 132;

    private static readonly SearchValues<byte> PrintableOrNothing =
        SearchValues.Create([0, .. Enumerable.Range(0x20, 0x5F).Select(letter => (byte)letter)]);

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
        return ClosedFamily(head);
    }

    /// <summary>
    /// Why a file that begins so cannot be read whatever follows, with what helps; null for any other.
    /// </summary>
    /// <param name="head">The first <see cref="HeadBytes"/> bytes, or the whole file when it is shorter.</param>
    public static SlideFormatException? WhyClosed(ReadOnlySpan<byte> head) => Advice(Detect(head)) is { } advice
        ? new SlideFormatException("First bytes", 0, advice) : null;

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
            var other => throw new SlideFormatException("First bytes", 0,
                Advice(other) ?? "The file is no slide or photo that is known here."),
        };
    }

    /// <summary>Makers' own containers, by the marks with which they begin.</summary>
    private static SlideFamily ClosedFamily(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("ZISRAWFILE"u8)) return SlideFamily.Czi;
        if (head.StartsWith<byte>([0xF1, 0x01, 0xEE, 0xEE, (byte)'K', (byte)'F', (byte)'B'])) return SlideFamily.Kfb;
        if (head.StartsWith("SIS\0"u8)) return SlideFamily.Ets;
        if (head.StartsWith("[GENERAL]"u8) && head.IndexOf("SLIDE_"u8) >= 0) return SlideFamily.Mrxs;
        if (IsTron(head)) return SlideFamily.Tron;
        return IsSdpc(head) ? SlideFamily.Sdpc : SlideFamily.Unknown;
    }

    /// <summary>The first member of the zip is named ".tron" (local header of APPNOTE 4.3.7).</summary>
    private static bool IsTron(ReadOnlySpan<byte> head)
    {
        const int nameLengthAt = 26, nameAt = 30;
        ReadOnlySpan<byte> name = ".tron"u8;
        return head.StartsWith("PK\u0003\u0004"u8) && head.Length >= nameAt + name.Length
            && head[nameLengthAt] == name.Length && head[nameAt..].StartsWith(name);
    }

    /// <summary>Two letters are little to go by, so the version behind them must be text.</summary>
    private static bool IsSdpc(ReadOnlySpan<byte> head)
    {
        const int versionAt = 2, versionBytes = 16;
        return head.StartsWith("SQ"u8) && !head.StartsWith("SQLite"u8) && head.Length >= versionAt + versionBytes
            && !head.Slice(versionAt, versionBytes).ContainsAnyExcept(PrintableOrNothing);
    }

    private static string? Advice(SlideFamily family) => family switch
    {
        SlideFamily.Czi =>
            "This is a Zeiss CZI file, which is not read; in ZEN export it as OME-TIFF (tiled, JPEG) or DICOM.",
        SlideFamily.Kfb =>
            "This is a KFBio slide, whose format only the maker reads; in K-Viewer export it as SVS or TIFF.",
        SlideFamily.Sdpc =>
            "This is a Sqray slide, whose format only the maker reads; in its viewer convert it to SVS or DICOM.",
        SlideFamily.Tron =>
            "This is a TRON slide, whose format only the maker reads; export it from the scanner's software as SVS, "
            + "TIFF or DICOM.",
        SlideFamily.Ets =>
            "These are the pixels of an Olympus slide without their cover; export it from OlyVIA or cellSens "
            + "as a tiled TIFF or DICOM.",
        SlideFamily.Mrxs =>
            "This is the description of a 3DHISTECH slide, whose pixels lie in other files; export it from "
            + "SlideMaster or CaseViewer as TIFF or DICOM.",
        _ => null,
    };
}
