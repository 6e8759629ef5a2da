namespace Telemed.Pathology.Pixels;

/// <summary>Where a slide lacks levels, so that a look from afar would take thousands of tiles.</summary>
/// <param name="Base">Number of the level from which the missing ones are made.</param>
/// <param name="WidthPx">Width of the largest level to make, a quarter of the base.</param>
/// <param name="HeightPx">Its height.</param>
/// <param name="NextWidthPx">Width of the next stored level, 0 when there is none.</param>
public sealed record MissingLevels(int Base, int WidthPx, int HeightPx, int NextWidthPx)
{
    /// <summary>A level that a screen shows whole.</summary>
    public const int SmallPx = 2048;

    // Scanners step by two or four; anything wider is a gap.
    private const double WidestStep = 4.5;
    private const int Step = 4;

    /// <summary>The first gap, or null when the stored levels suffice.</summary>
    /// <param name="slide">A slide whose levels are ordered by size.</param>
    public static MissingLevels? Find(Slide slide)
    {
        // Channels and planes are looked at one by one; a smaller picture of all of them would say nothing.
        if (slide.Levels[0] is { FocalPlanes: > 1 } or { OpticalPaths: > 1 } or { Compression: TileCompression.Png })
            return null;
        for (var number = 0; number < slide.Levels.Count; number++)
        {
            var level = slide.Levels[number];
            var next = number + 1 < slide.Levels.Count ? slide.Levels[number + 1].WidthPx : 0;
            var isGap = next == 0 ? Math.Max(level.WidthPx, level.HeightPx) > SmallPx
                : (double)level.WidthPx / next > WidestStep;
            if (isGap) return new MissingLevels(number, Quarter(level.WidthPx), Quarter(level.HeightPx), next);
        }
        return null;
    }

    /// <summary>Joins made levels into the slide.</summary>
    /// <param name="slide">The slide.</param>
    /// <param name="made">What was made, read from its file.</param>
    /// <param name="source">The number of that file among the slide's.</param>
    public Slide Join(Slide slide, Slide made, int source)
    {
        var added = made.Levels.Where(level => level.WidthPx > NextWidthPx * 1.3).Select(level => level with
        {
            Tiles = TileTable.Of(
                [.. Enumerable.Range(0, level.Tiles.Count).Select(at => level.Tiles[at] with { Source = source })]),
        });
        return slide with
        {
            Levels = [.. slide.Levels.Concat(added).OrderByDescending(level => (long)level.WidthPx * level.HeightPx)
                .Take(Slide.LevelsLimit)],
        };
    }

    private static int Quarter(int size) => Math.Max(1, (size + Step - 1) / Step);
}
