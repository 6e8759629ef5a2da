using Telemed.Pathology.Jpeg;

namespace Telemed.Pathology.Photos;

/// <summary>A JPEG from a phone or a microscope camera: one tile, no scale.</summary>
internal static class JpegPhoto
{
    // EXIF with thumbnail and a large ICC profile stay below it; pictures begin after them.
    private const int HeaderLimitBytes = 4 << 20;

    private const int PhotoLimitBytes = 100 << 20;

    public static Slide Open(SourceBytes source)
    {
        const string section = "JPEG header";
        if (source.Length > PhotoLimitBytes)
            throw new SlideFormatException(section, 0,
                $"A photo may have {PhotoLimitBytes} bytes; this one has {source.Length}.");
        var bytes = source.Read(section, 0, (int)Math.Min(source.Length, HeaderLimitBytes));
        var header = JpegHeader.Read(bytes, section, 0);
        if (header.WidthPx == 0 || header.HeightPx == 0)
            throw new SlideFormatException(section, header.FrameOffset, "The photo has no width or no height.");
        var orientation = header.Exif is { } exif ? Exif.Orientation(bytes.AsSpan(exif.Offset, exif.Length)) : 1;
        return Photo(SlideFormat.Jpeg, TileCompression.Jpeg, header.WidthPx, header.HeightPx, header.Components,
            (int)source.Length, orientation);
    }

    internal static Slide Photo(SlideFormat format, TileCompression compression, int widthPx, int heightPx, int samples,
        int length, int orientation) => new()
        {
            Format = format,
            Orientation = orientation,
            Levels =
            [
                new SlideLevel
                {
                    WidthPx = widthPx,
                    HeightPx = heightPx,
                    TileWidthPx = widthPx,
                    TileHeightPx = heightPx,
                    Compression = compression,
                    SamplesPerPixel = samples,
                    Tiles = new TileTable([0], [length]),
                },
            ],
        };
}
