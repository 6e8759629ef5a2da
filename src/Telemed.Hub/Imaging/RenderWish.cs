using System.Globalization;

namespace Telemed.Hub.Imaging;

/// <summary>How values become brightness (PS3.3 C.11.2.1.2 and C.11.2.1.3).</summary>
internal enum WindowShape { Linear, LinearExact, Sigmoid }

/// <summary>A window as a request names it.</summary>
internal readonly record struct WantedWindow(double Centre, double Width, WindowShape Shape);

/// <summary>A part of a picture, in pixels of the whole, and whether it is turned round.</summary>
internal readonly record struct PicturePart(
    int X, int Y, int WidthPx, int HeightPx, bool IsMirrored, bool IsUpsideDown);

/// <summary>What a request for a rendered picture asks for (PS3.18 section 8.3.5).</summary>
internal sealed record RenderWish
{
    private const int ThumbnailPx = 256, ThumbnailQuality = 80, UsualQuality = 90, LongestSidePx = 4096;
    private const double LargestPx = 1e6;

    public required int WidthPx { get; init; }
    public required int HeightPx { get; init; }
    public required int Quality { get; init; }

    /// <summary>The size was asked for, so that a smaller picture grows to it.</summary>
    public bool IsSizeAsked { get; init; }

    public PicturePart? Part { get; init; }
    public WantedWindow? Window { get; init; }

    /// <summary>Null when a parameter cannot be read.</summary>
    public static RenderWish? Read(HttpRequest request, bool isThumbnail)
    {
        var side = isThumbnail ? ThumbnailPx : LongestSidePx;
        var wish = new RenderWish
        {
            WidthPx = side, HeightPx = side, Quality = isThumbnail ? ThumbnailQuality : UsualQuality,
        };
        if (Parts(request, "viewport") is { } viewport)
        {
            if (wish.With(viewport) is not { } sized) return null;
            wish = sized;
        }
        if (Parts(request, "window") is { } window)
        {
            if (WindowOf(window) is not { } read) return null;
            wish = wish with { Window = read };
        }
        if (!request.Query.TryGetValue("quality", out var quality)) return wish;
        return Number(quality.ToString()) is >= 1 and <= 100 and var level ? wish with { Quality = (int)level } : null;
    }

    // Of the part, what is left out begins at the first pixel and reaches to the last; a size below zero turns the part
    // round (PS3.18 section 8.3.5.1.3).
    private RenderWish? With(string[] viewport)
    {
        if (viewport.Length is < 2 or > 6 || Number(viewport[0]) is not (>= 1 and <= LargestPx and var width)
            || Number(viewport[1]) is not (>= 1 and <= LargestPx and var height)) return null;
        var sized = this with
        {
            WidthPx = (int)Math.Min(width, LongestSidePx), HeightPx = (int)Math.Min(height, LongestSidePx),
            IsSizeAsked = true,
        };
        if (viewport.Length == 2) return sized;
        double[] usual = [0, 0, LargestPx, LargestPx];
        var part = new double[4];
        for (var at = 0; at < part.Length; at++)
        {
            var text = at + 2 < viewport.Length ? viewport[at + 2] : "";
            if ((text.Length == 0 ? usual[at] : Number(text)) is not (>= -LargestPx and <= LargestPx and var number))
                return null;
            part[at] = number;
        }
        if (part[0] < 0 || part[1] < 0 || Math.Abs(part[2]) < 1 || Math.Abs(part[3]) < 1) return null;
        return sized with
        {
            Part = new PicturePart((int)part[0], (int)part[1], (int)Math.Abs(part[2]), (int)Math.Abs(part[3]),
                part[2] < 0, part[3] < 0),
        };
    }

    private static WantedWindow? WindowOf(string[] window)
    {
        if (window.Length is not (2 or 3) || Number(window[0]) is not { } centre ||
            Number(window[1]) is not { } width) return null;
        WindowShape? shape = window.Length == 2 ? WindowShape.Linear : window[2].ToLowerInvariant() switch
        {
            "linear" => WindowShape.Linear,
            "linear-exact" => WindowShape.LinearExact,
            "sigmoid" => WindowShape.Sigmoid,
            _ => null,
        };
        return shape is { } known && width >= (known == WindowShape.Linear ? 1 : double.Epsilon)
            ? new WantedWindow(centre, width, known) : null;
    }

    private static string[]? Parts(HttpRequest request, string name) =>
        request.Query.TryGetValue(name, out var text) ? text.ToString().Split(',') : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) &&
            double.IsFinite(number)
            ? number : null;
}
