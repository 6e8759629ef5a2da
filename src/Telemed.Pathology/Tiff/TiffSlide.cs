using System.Globalization;

namespace Telemed.Pathology.Tiff;

/// <summary>Opens SVS and plain tiled TIFF files, and names the TIFF relatives that cannot be shown.</summary>
internal static class TiffSlide
{
    public static Slide Open(SourceBytes source)
    {
        var file = TiffFile.Open(source);
        if (file.IsNdpi) return NdpiSlide.Open(source, file);
        var first = file.Directories[0];
        RefuseKnown(file);
        return first.Text(TiffTag.ImageDescription).StartsWith("Aperio", StringComparison.Ordinal)
            ? OpenSvs(source, file)
            : OpenGeneric(source, file);
    }

    /// <summary>Aperio's own description of its TIFF: properties after the first bar, as "name = value".</summary>
    internal static IReadOnlyDictionary<string, string> SvsProperties(string description)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in description.Split('|').Skip(1))
        {
            var equals = part.IndexOf('=');
            if (equals > 0) properties[part[..equals].Trim()] = part[(equals + 1)..].Trim();
        }
        return properties;
    }

    private static Slide OpenSvs(SourceBytes source, TiffFile file)
    {
        var levels = new List<SlideLevel>();
        var associated = new List<AssociatedImage>();
        foreach (var directory in file.Directories)
        {
            if (directory.IsTiled) { AddLevel(levels, TiffLevels.Level(source, directory), directory); continue; }
            if (SvsName(directory) is { } name && associated.All(image => image.Name != name))
                associated.Add(TiffLevels.Associated(source, directory, name));
        }
        if (levels.Count == 0) throw file.Directories[0].Wrong("An Aperio file without a tiled level holds no slide.");
        var properties = SvsProperties(file.Directories[0].Text(TiffTag.ImageDescription));
        var mpp = Positive(properties, "MPP");
        return new Slide
        {
            Format = SlideFormat.Svs,
            Levels = Ordered(levels),
            MicrometresPerPixelX = mpp,
            MicrometresPerPixelY = mpp,
            ObjectivePower = Positive(properties, "AppMag"),
            Associated = associated,
            Scanner = properties.GetValueOrDefault("ScanScope ID") is { Length: > 0 } id ? $"Aperio {id}" : "Aperio",
            IccProfile = file.Directories[0].Bytes(TiffTag.IccProfile),
            Warnings = WarningsOf(levels),
        };
    }

    /// <summary>
    /// Newer scanners leave the description's second line out, so the subfile type (1 label, 9 macro) decides first.
    /// </summary>
    private static string? SvsName(TiffDirectory directory)
    {
        var lines = directory.Text(TiffTag.ImageDescription).Split('\n', '\r');
        var second = lines.Skip(1).FirstOrDefault(line => line.Length > 0) ?? "";
        if (second.StartsWith("label", StringComparison.OrdinalIgnoreCase)) return "label";
        if (second.StartsWith("macro", StringComparison.OrdinalIgnoreCase)) return "macro";
        return directory.Number(TiffTag.NewSubfileType, 0) switch
        {
            1 => "label",
            9 => "macro",
            _ => directory.Index == 1 ? "thumbnail" : null,
        };
    }

    private static Slide OpenGeneric(SourceBytes source, TiffFile file)
    {
        var tiled = file.Directories.Where(directory => directory.IsTiled).ToList();
        if (tiled.Count == 0)
            throw file.Directories[0].Wrong(
                "The picture is stored in strips, not tiles, which cannot be shown piece by "
                + "piece; export it as a tiled pyramid TIFF, SVS or DICOM.");
        var main = tiled.MaxBy(directory => (long)directory.WidthPx * directory.HeightPx)!;
        var levels = new List<SlideLevel> { TiffLevels.Level(source, main) };
        foreach (var directory in tiled.Where(directory => directory != main).Concat(file.SubDirectories(main)))
            if (directory.IsTiled && IsSmaller(levels[0], directory))
                AddLevel(levels, TiffLevels.Level(source, directory), directory);
        return new Slide
        {
            Format = SlideFormat.Tiff,
            Levels = Ordered(levels),
            MicrometresPerPixelX = TiffLevels.MicrometresPerPixel(main, TiffTag.XResolution),
            MicrometresPerPixelY = TiffLevels.MicrometresPerPixel(main, TiffTag.YResolution),
            Orientation = main.Number(TiffTag.Orientation, 1) is >= 1 and <= 8 and var turn ? (int)turn : 1,
            Associated = StripImages(source, file),
            Scanner = main.Text(TiffTag.Make) is { Length: > 0 } make ? make : null,
            IccProfile = main.Bytes(TiffTag.IccProfile),
            Warnings = WarningsOf(levels),
        };
    }

    /// <summary>Philips, Leica and Huron keep label and macro as strip images whose description begins with the
    /// word.</summary>
    private static List<AssociatedImage> StripImages(SourceBytes source, TiffFile file)
    {
        var images = new List<AssociatedImage>();
        foreach (var directory in file.Directories.Where(directory => !directory.IsTiled
            && directory.Has(TiffTag.StripOffsets)))
        {
            var text = directory.Text(TiffTag.ImageDescription);
            string? name = text.StartsWith("label", StringComparison.OrdinalIgnoreCase) ? "label"
                : text.StartsWith("macro", StringComparison.OrdinalIgnoreCase) ? "macro"
                : text.StartsWith("thumbnail", StringComparison.OrdinalIgnoreCase) ? "thumbnail" : null;
            if (name is not null && images.All(image => image.Name != name))
                images.Add(TiffLevels.Associated(source, directory, name));
        }
        return images;
    }

    /// <summary>The same picture, smaller: some scanners pad levels to whole tiles, so a tile of slack is
    /// allowed.</summary>
    private static bool IsSmaller(SlideLevel main, TiffDirectory directory)
    {
        var (width, height) = (directory.WidthPx, directory.HeightPx);
        if (width > main.WidthPx || height > main.HeightPx || (width == main.WidthPx && height == main.HeightPx))
            return false;
        var step = Math.Max((double)main.WidthPx / width, (double)main.HeightPx / height);
        return Math.Abs(main.WidthPx / step - width) <= main.TileWidthPx
            && Math.Abs(main.HeightPx / step - height) <= main.TileHeightPx;
    }

    private static void AddLevel(List<SlideLevel> levels, SlideLevel level, TiffDirectory directory)
    {
        if (levels.Count == Slide.LevelsLimit) throw directory.Wrong(
            $"There are more than {Slide.LevelsLimit} levels.");
        levels.Add(level);
    }

    internal static IReadOnlyList<SlideLevel> Ordered(List<SlideLevel> levels) =>
        [.. levels.OrderByDescending(level => (long)level.WidthPx * level.HeightPx)];

    private static List<string> WarningsOf(List<SlideLevel> levels)
    {
        var warnings = new List<string>();
        if (levels.Any(level => level.Compression == TileCompression.Jpeg && !level.PassesThrough))
            warnings.Add(
                $"Tiles hold {levels[0].SamplesPerPixel} samples a pixel, which browsers do not show as stored.");
        return warnings;
    }

    private static void RefuseKnown(TiffFile file)
    {
        var first = file.Directories[0];
        if (file.Directories.Any(directory => directory.Has(TiffTag.Xmp) && HasIScan(directory)))
            throw first.Wrong("This is a Ventana BIF file, whose tiles overlap and must be stitched; "
                + "export it from the scanner's viewer as a tiled TIFF or DICOM.");
        if (first.Text(TiffTag.Software).StartsWith("MedScan", StringComparison.Ordinal))
            throw first.Wrong(
                "This is a Trestle file, whose tiles overlap and must be stitched; export it as SVS, TIFF or DICOM.");
        if (first.Has(TiffTag.OlympusStack))
            throw first.Wrong(
                "This is an Olympus VSI file, which is only the cover of a slide: the picture lies in the folder "
                + "beside it (_name_/stack1/frame_t.ets). Export it from OlyVIA or cellSens as a tiled TIFF or DICOM.");
    }

    private static bool HasIScan(TiffDirectory directory) =>
        directory.Bytes(TiffTag.Xmp).AsSpan().IndexOf("iScan"u8) >= 0;

    private static double? Positive(IReadOnlyDictionary<string, string> properties, string name) =>
        properties.TryGetValue(name, out var text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value) && value > 0 ? value : null;
}
