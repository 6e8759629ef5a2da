using System.Globalization;

namespace Telemed.Ecg.Formats.Xml;

/// <summary>The sample list of an aECG sequence: whole numbers between blanks and line ends.</summary>
internal static class AecgDigits
{
    /// <summary>Numbers of so few digits cannot pass 32 bits, so they are added up without further care.</summary>
    private const int ShortDigits = 9;

    internal static int[] Read(string digits, string code)
    {
        var samples = new List<int>(digits.Length / 4);
        var text = digits.AsSpan();
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at])) { at++; continue; }
            var start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at])) at++;
            if (!TryRead(text[start..at], out var sample))
                throw new EcgFormatException("HL7 aECG", start,
                    $"Sample {samples.Count} of {code} is no whole number.");
            if (samples.Count >= EcgLimits.SamplesPerLead)
                throw new EcgFormatException("HL7 aECG", start, $"{code} has too many samples.");
            samples.Add(sample);
        }
        return [.. samples];
    }

    private static bool TryRead(ReadOnlySpan<char> word, out int sample)
    {
        sample = 0;
        var digits = word[0] == '-' ? word[1..] : word;
        if (digits.Length is 0 or > ShortDigits || digits.ContainsAnyExceptInRange('0', '9'))
            return int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out sample);
        foreach (var digit in digits) sample = sample * 10 + (digit - '0');
        if (word[0] == '-') sample = -sample;
        return true;
    }
}
