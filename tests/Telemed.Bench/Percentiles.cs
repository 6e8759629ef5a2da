namespace Telemed.Bench;

/// <summary>Percentiles of measured times, by the nearest-rank rule.</summary>
internal static class Percentiles
{
    internal static double Of(IReadOnlyList<double> sortedMs, double share) =>
        sortedMs.Count == 0
            ? double.NaN
            : sortedMs[Math.Clamp((int)Math.Ceiling(share * sortedMs.Count) - 1, 0, sortedMs.Count - 1)];

    internal static string Line(IEnumerable<double> ms)
    {
        var sorted = ms.Order().ToArray();
        return $"p50 {Of(sorted, 0.5):F2} ms, p90 {Of(sorted, 0.9):F2} ms, p99 {Of(sorted, 0.99):F2} ms, "
            + $"max {Of(sorted, 1):F2} ms, n {sorted.Length}";
    }
}
