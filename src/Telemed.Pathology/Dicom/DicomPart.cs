using Telemed.Dicom;
using Telemed.Pathology.Jpeg;

namespace Telemed.Pathology.Dicom;

/// <summary>One instance of a whole-slide series: what its header says and where its frames lie.</summary>
internal sealed class DicomPart
{
    private const string Section = "DICOM slide";
    private const int SideLimitPx = int.MaxValue / 2;
    private const int TileLimitBytes = 32 << 20;
    private const int HeadBytes = 4096;
    private const int IccLimitBytes = 4 << 20;

    private DicomPart(DicomFile file, int source, FrameShape shape, TileSpan[] frames)
    {
        Header = file.Dataset;
        Source = source;
        Shape = shape;
        Frames = frames;
        Compression = CompressionOf(file.TransferSyntax, shape);
    }

    public DicomDataset Header { get; }

    public int Source { get; }

    public FrameShape Shape { get; }

    public TileSpan[] Frames { get; }

    public TileCompression Compression { get; }

    /// <summary>"volume" for tissue, else the name of the associated image.</summary>
    public string Role { get; private init; } = "volume";

    public int WidthPx { get; private init; }

    public int HeightPx { get; private init; }

    public byte[] JpegPrefix { get; private init; } = [];

    public double? ObjectivePower => Positive(OpticalPath?.GetDouble(DicomTags.ObjectiveLensPower));

    public ReadOnlyMemory<byte> IccProfile => OpticalPath?[DicomTags.ICCProfile]?.Bytes ?? default;

    public string? Scanner =>
        $"{Header.GetString(DicomTags.Manufacturer)} {Header.GetString(DicomTags.ManufacturerModelName)}".Trim()
            is { Length: > 0 } name ? name : null;

    public IReadOnlyList<DicomDataset> OpticalPaths => Header.GetItems(DicomTags.OpticalPathSequence);

    private DicomDataset? OpticalPath => OpticalPaths.Count > 0 ? OpticalPaths[0] : null;

    /// <summary>Spacing in micrometres: 0 from row to row, 1 from column to column (PS3.3 10.7.1.3).</summary>
    public double? SpacingUm(int index)
    {
        var shared = Header.GetItems(DicomTags.SharedFunctionalGroupsSequence);
        var measures = shared.Count > 0 ? shared[0].GetItems(DicomTags.PixelMeasuresSequence) : [];
        var millimetres = measures.Count > 0
            ? measures[0].GetDouble(DicomTags.PixelSpacing, index)
            : Header.GetDouble(DicomTags.PixelSpacing, index);
        return Positive(millimetres) is { } mm ? Math.Round(mm * 1000, 9) : null;
    }

    public AssociatedImage Associated() => new(Role, WidthPx, HeightPx)
    {
        Compression = Compression,
        SamplesPerPixel = Shape.Samples,
        JpegPrefix = JpegPrefix,
        Strips = Frames,
        RowsPerStrip = Shape.Rows,
    };

    public static DicomPart Read(Stream stream, int source)
    {
        var file = DicomReader.Read(stream, DicomReadOptions.Default with { InlineLimitBytes = IccLimitBytes });
        var header = file.Dataset;
        if (header.GetString(DicomTags.SOPClassUID) is var sopClass && sopClass != DicomSlide.SopClassUid)
            throw Wrong($"The object is of SOP class {sopClass}, which is no whole-slide picture.");
        if (file.PixelData is not { } pixels || FrameShape.Of(header) is not { } shape)
            throw Wrong("The object has no pixels, or does not describe them.");
        if (file.TransferSyntax.IsDeflated) throw Wrong("A deflated slide cannot be read tile by tile.");
        if (shape.BitsAllocated != 8 && (shape.BitsAllocated != 16 || shape.Samples > 1 || pixels.IsEncapsulated))
            throw Wrong(
                $"Slides with {shape.BitsAllocated} bits a sample are not read when they are coloured or compressed.");
        if (shape.Samples > 1 && shape.IsPlanar && !pixels.IsEncapsulated)
            throw Wrong("Colours stored in separate planes are not read.");
        var frames = FramesOf(pixels, source);
        return new DicomPart(file, source, shape, frames)
        {
            Role = RoleOf(header),
            WidthPx = Side(header, DicomTags.TotalPixelMatrixColumns, shape.Columns),
            HeightPx = Side(header, DicomTags.TotalPixelMatrixRows, shape.Rows),
            JpegPrefix = PrefixOf(stream, frames, shape, file.TransferSyntax),
        };
    }

    public static SlideFormatException Wrong(string problem) => new(Section, 0, problem);

    private static TileSpan[] FramesOf(DicomPixelData pixels, int source)
    {
        if (pixels.FrameCount > TileTable.TilesLimit) throw Wrong(
            $"It has {pixels.FrameCount} frames; the limit is {TileTable.TilesLimit}.");
        var frames = new TileSpan[pixels.FrameCount];
        for (var i = 0; i < frames.Length; i++)
        {
            var ranges = pixels.FrameRanges(i);
            if (ranges.Count != 1)
                throw new SlideFormatException(Section, pixels.Value.Offset, ranges.Count == 0
                    ? $"Frame {i} is missing: the file was cut short or its offset table is wrong."
                    : $"Frame {i} is split over {ranges.Count} fragments, which is not read.");
            if (ranges[0].LengthBytes > TileLimitBytes)
                throw new SlideFormatException(Section, ranges[0].Offset,
                    $"Frame {i} has {ranges[0].LengthBytes} bytes; the limit is {TileLimitBytes}.");
            frames[i] = new TileSpan(source, ranges[0].Offset, (int)ranges[0].LengthBytes);
        }
        return frames;
    }

    // Image Type value 3 (PS3.3 C.8.12.4.1.1); real files leave it out for tissue.
    private static string RoleOf(DicomDataset header) => header.GetString(DicomTags.ImageType, 2) switch
    {
        "LABEL" => "label",
        "OVERVIEW" => "macro",
        "THUMBNAIL" => "thumbnail",
        _ => "volume",
    };

    private static int Side(DicomDataset header, DicomTag tag, int absent) =>
        header.GetInteger(tag) switch
        {
            null => absent,
            >= 1 and <= SideLimitPx and var side => (int)side,
            var side => throw Wrong($"A picture {side} pixels wide or high cannot be."),
        };

    private static TileCompression CompressionOf(TransferSyntax syntax, FrameShape shape) => syntax.Uid switch
    {
        _ when !syntax.IsEncapsulated => TileCompression.None,
        "1.2.840.10008.1.2.4.50" or "1.2.840.10008.1.2.4.51" when shape.BitsStored == 8 => TileCompression.Jpeg,
        "1.2.840.10008.1.2.4.80" or "1.2.840.10008.1.2.4.81" => TileCompression.JpegLs,
        "1.2.840.10008.1.2.4.90" or "1.2.840.10008.1.2.4.91" => TileCompression.Jpeg2000,
        "1.2.840.10008.1.2.4.201" or "1.2.840.10008.1.2.4.202" or "1.2.840.10008.1.2.4.203" => TileCompression.Jpeg2000,
        "1.2.840.10008.1.2.5" => TileCompression.Rle,
        _ => throw Wrong($"Slides in the transfer syntax {syntax.Name} are not read; export with JPEG."),
    };

    /// <summary>
    /// The stream is believed before the header: converters state RGB for frames whose JFIF segment says YCbCr. Only a
    /// stream that says nothing, in full resolution of all three samples, is taken for the RGB the header states.
    /// </summary>
    private static byte[] PrefixOf(Stream stream, TileSpan[] frames, FrameShape shape, TransferSyntax syntax)
    {
        if (CompressionOf(syntax, shape) != TileCompression.Jpeg || shape.Photometric != "RGB" || frames.Length == 0)
            return [];
        var head = new byte[Math.Min(frames[0].Length, HeadBytes)];
        stream.Position = frames[0].Offset;
        stream.ReadExactly(head);
        var jpeg = JpegHeader.Read(head, Section, frames[0].Offset, needScan: false);
        var isBare = !jpeg.HasJfif && !jpeg.HasAdobe && jpeg.Components == 3 && jpeg.SamplingX == 1
            && jpeg.SamplingY == 1;
        return JpegSplice.Prefix([], isBare, Section, frames[0].Offset);
    }

    private static double? Positive(double? value) => value is > 0 && double.IsFinite(value.Value) ? value : null;
}
