namespace Telemed.Ecg;

/// <summary>How to understand a CSV file, chosen in the import dialogue or guessed from the file.</summary>
/// <param name="SamplingRateHz">Samples a second, greater than zero.</param>
/// <param name="MicrovoltsPerCount">Microvolts for one unit of the numbers in the file.</param>
/// <param name="Columns">For each column its canonical lead, or null for a column to leave out (a time column).</param>
/// <param name="Separator">The character between columns.</param>
/// <param name="DecimalComma">True when the numbers have a comma before their fraction.</param>
/// <param name="HeaderRows">Rows before the first sample.</param>
public sealed record CsvLayout(
    double SamplingRateHz,
    double MicrovoltsPerCount,
    IReadOnlyList<string?> Columns,
    char Separator = ',',
    bool DecimalComma = false,
    int HeaderRows = 0);
