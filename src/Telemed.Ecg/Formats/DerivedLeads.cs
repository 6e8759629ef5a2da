namespace Telemed.Ecg.Formats;

/// <summary>
/// Calculates the limb leads a cart did not store (Einthoven 1912, Goldberger 1942), on counts and before any rounding.
/// </summary>
internal static class DerivedLeads
{
    /// <summary>Adds III, aVR, aVL and aVF where I, II and a chest lead are stored and these are not.</summary>
    /// <param name="stored">The leads of the file.</param>
    /// <param name="wholeCounts">True for SCP-ECG, whose reference decoder cuts half counts off towards zero.</param>
    internal static IReadOnlyList<EcgLead> Complete(IReadOnlyList<EcgLead> stored, bool wholeCounts = false)
    {
        var one = Find(stored, "I");
        var two = Find(stored, "II");
        if (one is null || two is null || Find(stored, "V1") is null) return stored;
        if (one.Samples.Length != two.Samples.Length) return stored;
        var missing = ((string[])["III", "aVR", "aVL", "aVF"]).Where(label => Find(stored, label) is null).ToArray();
        var whole = wholeCounts && one.UnitsPerCount.Equals(two.UnitsPerCount);
        return missing.Length == 0 ? stored
            : [.. stored, .. missing.Select(label => whole ? DeriveWhole(label, one, two) : Derive(label, one, two))];
    }

    private static EcgLead? Find(IReadOnlyList<EcgLead> leads, string label) =>
        leads.FirstOrDefault(lead => lead.Label == label && lead.IsVoltage);

    private static EcgLead DeriveWhole(string label, EcgLead one, EcgLead two)
    {
        var samples = new int[one.Samples.Length];
        var first = one.Samples.Span;
        var second = two.Samples.Span;
        Func<long, long, long> derive = label switch
        {
            "III" => static (i, ii) => ii - i,
            "aVR" => static (i, ii) => -(i + ii) / 2,
            "aVL" => static (i, ii) => ii / 2 - (ii - i),
            _ => static (i, ii) => i / 2 + (ii - i),
        };
        for (var index = 0; index < samples.Length; index++)
            samples[index] = first[index] == EcgLead.Missing || second[index] == EcgLead.Missing
                ? EcgLead.Missing : Clamp(derive(first[index], second[index]));
        return new EcgLead
        {
            Label = label, SourceLabel = label, Derived = true, Samples = samples, UnitsPerCount = one.UnitsPerCount,
        };
    }

    /// <summary>Counts of half size make the Goldberger halves whole numbers, so nothing is rounded.</summary>
    private static EcgLead Derive(string label, EcgLead one, EcgLead two)
    {
        (int ofOne, int ofTwo, double scale) = label switch
        {
            "III" => (-1, 1, 1.0),
            "aVR" => (-1, -1, 0.5),
            "aVL" => (2, -1, 0.5),
            _ => (-1, 2, 0.5),
        };
        var sameScale = one.UnitsPerCount.Equals(two.UnitsPerCount);
        var unitsPerCount = sameScale ? one.UnitsPerCount * scale : NanovoltUv;
        var samples = new int[one.Samples.Length];
        var first = one.Samples.Span;
        var second = two.Samples.Span;
        for (var index = 0; index < samples.Length; index++)
        {
            if (first[index] == EcgLead.Missing || second[index] == EcgLead.Missing) samples[index] = EcgLead.Missing;
            else if (sameScale) samples[index] = Clamp((double)ofOne * first[index] + (double)ofTwo * second[index]);
            else
            {
                var uv = scale
                    * (ofOne * first[index] * one.UnitsPerCount + ofTwo * second[index] * two.UnitsPerCount);
                samples[index] = Clamp(Math.Round(uv / NanovoltUv));
            }
        }
        return new EcgLead
        {
            Label = label, SourceLabel = label, Derived = true, Samples = samples, UnitsPerCount = unitsPerCount,
            Offset = scale * (ofOne * one.Offset + ofTwo * two.Offset),
        };
    }

    /// <summary>Where the two leads have different scales the result is kept in nanovolts.</summary>
    private const double NanovoltUv = 0.001;

    private static int Clamp(long value) => (int)Math.Clamp(value, -int.MaxValue, int.MaxValue);

    private static int Clamp(double value) => (int)Math.Clamp(value, -int.MaxValue, int.MaxValue);
}
