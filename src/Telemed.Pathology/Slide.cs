using Telemed.Pathology.Labels;

namespace Telemed.Pathology;

/// <summary>What a slide file says about itself, with where every tile lies. Holds no pixels.</summary>
public sealed record Slide
{
    /// <summary>The most levels a slide may have.</summary>
    public const int LevelsLimit = 64;

    /// <summary>The format it was read from.</summary>
    public required SlideFormat Format { get; init; }

    /// <summary>Stored levels, largest first; never empty.</summary>
    public required IReadOnlyList<SlideLevel> Levels { get; init; }

    /// <summary>Micrometres per level-0 pixel across, or null when the file does not say. Never guessed.</summary>
    public double? MicrometresPerPixelX { get; init; }

    /// <summary>Micrometres per level-0 pixel down, or null when the file does not say.</summary>
    public double? MicrometresPerPixelY { get; init; }

    /// <summary>The scanning objective's power (20 for 20x), or null when the file does not say.</summary>
    public double? ObjectivePower { get; init; }

    /// <summary>EXIF and TIFF orientation 1 to 8; 1 is upright. The stored pixels stay as they are.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>Label, macro and thumbnail; the first two may show the patient's name.</summary>
    public IReadOnlyList<AssociatedImage> Associated { get; init; } = [];

    /// <summary>The scanner, as the file names it, or null.</summary>
    public string? Scanner { get; init; }

    /// <summary>ICC profile of the pixels; empty when there is none.</summary>
    public ReadOnlyMemory<byte> IccProfile { get; init; }

    /// <summary>Where the file says that the slide belongs. Not kept in the index: the slide's row has it.</summary>
    public SlideLabelling Labelling { get; init; } = SlideLabelling.Unknown;

    /// <summary>What is odd but does not stop reading, as sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>One stored magnification of a slide.</summary>
public sealed record SlideLevel
{
    /// <summary>Width in pixels, at least 1.</summary>
    public required int WidthPx { get; init; }

    /// <summary>Height in pixels, at least 1.</summary>
    public required int HeightPx { get; init; }

    /// <summary>Width of a stored tile in pixels; the last column may reach beyond the level.</summary>
    public required int TileWidthPx { get; init; }

    /// <summary>Height of a stored tile in pixels; the last row may reach beyond the level.</summary>
    public required int TileHeightPx { get; init; }

    /// <summary>How each tile is stored.</summary>
    public required TileCompression Compression { get; init; }

    /// <summary>Samples of a pixel: 1 grey, 3 colour; other counts need a decoder.</summary>
    public int SamplesPerPixel { get; init; } = 3;

    /// <summary>Bits of a sample: 8, or 9 to 16 in little-endian words (uncompressed fluorescence in DICOM).</summary>
    public int BitsPerSample { get; init; } = 8;

    /// <summary>TIFF predictor of Deflate and LZW tiles: 1 none, 2 horizontal differences.</summary>
    public int Predictor { get; init; } = 1;

    /// <summary>Planes of focus, from glass to coverslip.</summary>
    public int FocalPlanes { get; init; } = 1;

    /// <summary>Optical paths (stains or channels).</summary>
    public int OpticalPaths { get; init; } = 1;

    /// <summary>
    /// Where the tiles lie: row by row from the top left, then plane by plane, then path by path (the order of
    /// TILED_FULL, PS3.3 C.7.6.17.3).
    /// </summary>
    public required TileTable Tiles { get; init; }

    /// <summary>Bytes that replace a JPEG tile's two first bytes so that the tile stands alone; empty when it
    /// does.</summary>
    public ReadOnlyMemory<byte> JpegPrefix { get; init; }

    /// <summary>A JFIF segment would contradict the colours the file states, and is cut from each tile.</summary>
    public bool DropJfif { get; init; }

    /// <summary>Stored rows joined to one served tile; above 1 only for NDPI, whose tiles are stripes of 8 or 16
    /// rows.</summary>
    public int StripesPerServedTile { get; init; } = 1;

    /// <summary>Tiles are runs between restart markers, and <see cref="JpegPrefix"/> is the header they
    /// share.</summary>
    public bool IsRestartSliced { get; init; }

    /// <summary>Stored tiles across.</summary>
    public int TilesAcross => Ceiling(WidthPx, TileWidthPx);

    /// <summary>Stored tiles down.</summary>
    public int TilesDown => Ceiling(HeightPx, TileHeightPx);

    /// <summary>Height of a tile as it is served.</summary>
    public int ServedTileHeightPx => TileHeightPx * StripesPerServedTile;

    /// <summary>Rows of tiles as they are served.</summary>
    public int ServedTilesDown => Ceiling(TilesDown, StripesPerServedTile);

    /// <summary>A tile can be given to a browser without being decoded.</summary>
    public bool PassesThrough => Compression == TileCompression.Jpeg && SamplesPerPixel is 1 or 3;

    private static int Ceiling(int size, int step) => (int)(((long)size + step - 1) / step);
}

/// <summary>Where one run of bytes lies. A length of zero means a blank tile that was never stored.</summary>
/// <param name="Source">Which file of the slide, counted from 0; other than 0 only for DICOM series.</param>
/// <param name="Offset">Byte offset in that file.</param>
/// <param name="Length">Length in bytes.</param>
public readonly record struct TileSpan(int Source, long Offset, int Length)
{
    /// <summary>The tile was left out by the scanner and shows the slide's background.</summary>
    public bool IsBlank => Length == 0;
}

/// <summary>An image beside the pyramid: "label", "macro" (the overview of the glass) or "thumbnail".</summary>
/// <param name="Name">Which one.</param>
/// <param name="WidthPx">Width in pixels.</param>
/// <param name="HeightPx">Height in pixels.</param>
public sealed record AssociatedImage(string Name, int WidthPx, int HeightPx)
{
    /// <summary>How its strips are stored.</summary>
    public TileCompression Compression { get; init; }

    /// <summary>Bytes that replace the first two of a JPEG strip; empty when strips stand alone.</summary>
    public ReadOnlyMemory<byte> JpegPrefix { get; init; }

    /// <summary>Its runs of bytes in the file, top to bottom.</summary>
    public IReadOnlyList<TileSpan> Strips { get; init; } = [];

    /// <summary>Rows of pixels in each strip but the last.</summary>
    public int RowsPerStrip { get; init; }

    /// <summary>Samples of a pixel.</summary>
    public int SamplesPerPixel { get; init; } = 3;

    /// <summary>TIFF predictor.</summary>
    public int Predictor { get; init; } = 1;
}
