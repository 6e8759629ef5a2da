using System.Text.Json;
using Telemed.Ecg;

namespace Telemed.Hub.Ecg;

/// <summary>What the import dialogue sends with a table of numbers, and how it is kept beside the file.</summary>
/// <param name="SamplingRateHz">Samples a second.</param>
/// <param name="MicrovoltsPerCount">Microvolts for one unit of the numbers in the file.</param>
/// <param name="Columns">For each column its lead, or null for one to leave out.</param>
/// <param name="Separator">The character between columns: a comma, a semicolon or a tab.</param>
/// <param name="DecimalComma">True when the numbers have a comma before their fraction.</param>
/// <param name="HeaderRows">Lines before the first sample.</param>
internal sealed record ChosenCsvLayout(
    double SamplingRateHz, double MicrovoltsPerCount, IReadOnlyList<string?>? Columns, string? Separator,
    bool DecimalComma, int HeaderRows)
{
    private const double SlowestHz = 10;
    private const double MicrovoltsLimit = 1_000_000;
    private const int HeaderRowsLimit = 1_000;
    private const int ColumnsLimit = 128;

    /// <summary>Reads what came with an upload.</summary>
    /// <returns>The layout as it is kept, or what is wrong with it, as a sentence.</returns>
    internal static (string? Kept, string? Problem) Check(string sent)
    {
        ChosenCsvLayout? chosen;
        try { chosen = JsonSerializer.Deserialize(sent, EcgJson.Default.ChosenCsvLayout); }
        catch (JsonException) { return (null, "The description of the columns cannot be read."); }
        if (chosen is null) return (null, "The description of the columns is empty.");
        return chosen.Problem() is { } problem ? (null, problem)
            : (JsonSerializer.Serialize(chosen, EcgJson.Default.ChosenCsvLayout), null);
    }

    /// <summary>The layout that is kept beside a file, as the reader takes it; null where there is none.</summary>
    internal static CsvLayout? Read(string? kept)
    {
        if (kept is null) return null;
        var chosen = JsonSerializer.Deserialize(kept, EcgJson.Default.ChosenCsvLayout)!;
        return new CsvLayout(chosen.SamplingRateHz, chosen.MicrovoltsPerCount, chosen.Columns!, chosen.Separator![0],
            chosen.DecimalComma, chosen.HeaderRows);
    }

    private string? Problem()
    {
        if (Columns is null || Columns.Count > ColumnsLimit) return $"A table has 1 to {ColumnsLimit} columns.";
        var leads = Columns.OfType<string>().ToArray();
        if (leads.Length == 0) return "No column is chosen as a lead.";
        if (leads.Any(lead => Leads.NumberOf(lead) is null)) return "A column is named after no lead.";
        if (leads.Distinct(StringComparer.Ordinal).Count() < leads.Length) return "Two columns have the same lead.";
        if (!(SamplingRateHz >= SlowestHz && SamplingRateHz <= EcgLimits.RateHz))
            return $"A sampling rate lies between {SlowestHz} and {EcgLimits.RateHz} Hz.";
        if (!(MicrovoltsPerCount > 0 && MicrovoltsPerCount <= MicrovoltsLimit))
            return "The unit must be more than 0 and at most 1 V.";
        if (Separator is not ("," or ";" or "\t")) return "Columns are parted by a comma, a semicolon or a tab.";
        if (DecimalComma && Separator == ",") return "A comma cannot part columns and fractions at once.";
        return HeaderRows is >= 0 and <= HeaderRowsLimit ? null
            : $"At most {HeaderRowsLimit} lines may stand before the samples.";
    }
}
