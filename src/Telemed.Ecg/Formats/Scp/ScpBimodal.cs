namespace Telemed.Ecg.Formats.Scp;

/// <summary>
/// Undoes bimodal compression: full rate inside protected zones, a slower rate between them (EN 1064, annex C).
/// </summary>
internal static class ScpBimodal
{
    /// <summary>Spreads the stored samples over the full rate.</summary>
    /// <param name="stored">Samples as stored: one each inside a zone, one for every <paramref name="factor"/>
    /// between.</param>
    /// <param name="zones">Protected zones, zero-based and inclusive, in time order.</param>
    /// <param name="length">Samples the lead has at full rate.</param>
    /// <param name="factor">Full-rate samples for one stored sample between the zones.</param>
    internal static int[] Expand(int[] stored, IReadOnlyList<ScpBeats.Zone> zones, long length, int factor)
    {
        var full = new int[Math.Min(length, (long)stored.Length * factor)];
        var from = 0;
        var at = 0L;
        foreach (var zone in zones.Append(new ScpBeats.Zone(full.Length, full.Length - 1)))
        {
            var gapEnd = Math.Min(zone.Start, full.Length);
            from = SpreadGap(stored, from, full, at, gapEnd, factor);
            at = Math.Max(at, gapEnd);
            for (; at <= zone.End && at < full.Length && from < stored.Length; at++) full[at] = stored[from++];
        }
        return full;
    }

    /// <summary>
    /// A stored value is the mean of its block, so it stands at the block's middle; between the middles a straight
    /// line runs. What is left after whole blocks keeps the full rate.
    /// </summary>
    private static int SpreadGap(int[] stored, int from, int[] full, long start, long end, int factor)
    {
        var blocks = Math.Min(Math.Max(0, end - start) / factor, stored.Length - from);
        for (var index = 0L; index < blocks * factor; index++)
        {
            var middle = (index - (factor - 1) / 2.0) / factor;
            var left = (int)Math.Clamp(Math.Floor(middle), 0, blocks - 1);
            var right = (int)Math.Min(left + 1, blocks - 1);
            var share = Math.Clamp(middle - left, 0, 1);
            full[start + index] = (int)Math.Round(stored[from + left] * (1 - share) + stored[from + right] * share);
        }
        from += (int)blocks;
        for (var at = start + blocks * factor; at < end && from < stored.Length; at++) full[at] = stored[from++];
        return from;
    }
}
