using System.Globalization;

namespace Telemed.Hub.Imaging;

/// <summary>How values become brightness (PS3.3 C.11.2.1.2 and C.11.2.1.3).</summary>
internal enum WindowShape { Linear, LinearExact, Sigmoid }

/// <summary>A window as a request names it.</summary>
internal readonly record struct WantedWindow(double Centre, double Width, WindowShape Shape);

/// <summary>A part of a picture, in pixels of the whole.</summary>
internal readonly record struct PicturePart(int X, int Y, int WidthPx, int HeightPx);

/// <summary>What a request for a rendered picture asks for (PS3.18 section 8.3.5).</summary>
internal sealed record RenderWish
{
    private const int ThumbnailPx = 256, ThumbnailQuality = 80, UsualQuality = 90, LongestSidePx = 4096;

    public required int WidthPx { get; init; }
    public required int HeightPx { get; init; }
    public required int Quality { get; init; }
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

    private RenderWish? With(string[] viewport)
    {
        var numbers = viewport.Select(Number).ToArray();
        if (numbers.Length is not (2 or 6) || numbers.Any(number => number is not (>= 0 and <= 1e6))) return null;
        if (numbers[0] < 1 || numbers[1] < 1) return null;
        var sized = this with
        {
            WidthPx = (int)Math.Min(numbers[0]!.Value, LongestSidePx),
                HeightPx = (int)Math.Min(numbers[1]!.Value, LongestSidePx),
        };
        if (numbers.Length == 2) return sized;
        if (numbers[4] < 1 || numbers[5] < 1) return null;
        var part = new PicturePart((int)numbers[2]!.Value, (int)numbers[3]!.Value, (int)numbers[4]!.Value,
            (int)numbers[5]!.Value);
        return sized with { Part = part };
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
