using System.Globalization;
using System.Text;

namespace Telemed.Ecg.Formats;

/// <summary>Reads comma-separated samples, one column a lead, as the import dialogue describes them.</summary>
internal static class CsvReader
{
    private const string Section = "CSV";

    internal static EcgRecording Read(ReadOnlyMemory<byte> file, CsvLayout? given)
    {
        var text = TextOf(file.Span);
        var layout = given ?? CsvGuess.From(text)
            ?? throw new EcgFormatException(Section, 0,
                "Which columns are leads, their unit and their rate must be chosen.");
        if (!(layout.SamplingRateHz > 0 && layout.SamplingRateHz <= EcgLimits.RateHz))
            throw new EcgFormatException(Section, 0, "The sampling rate is impossible.");
        if (layout.Columns.Count is 0 or > EcgLimits.Leads)
            throw new EcgFormatException(Section, 0, "No column is chosen as a lead.");
        var fraction = 0;
        var columns = ReadColumns(text, layout, ref fraction);
        var scale = Math.Pow(10, -fraction);
        var leads = new List<EcgLead>();
        for (var index = 0; index < columns.Length; index++)
        {
            if (layout.Columns[index] is not { } label) continue;
            leads.Add(new EcgLead
            {
                Label = Leads.Canonical(label), SourceLabel = label, Samples = Scaled(columns[index], fraction),
                UnitsPerCount = layout.MicrovoltsPerCount * scale,
            });
        }
        if (leads.Count == 0 || leads[0].Samples.Length == 0)
            throw new EcgFormatException(Section, 0, "The file has no samples.");
        return new EcgRecording
        {
            Format = EcgFormat.Csv,
            Groups = [new EcgGroup
            {
                Label = "RHYTHM", Kind = EcgGroupKind.Rhythm, SamplingRateHz = layout.SamplingRateHz,
                Leads = DerivedLeads.Complete(leads),
            }],
            Warnings = given is null ? [EcgWarning.Of("csv_guessed")] : [],
        };
    }

    /// <summary>Excel writes UTF-8 with a mark or UTF-16; Chinese carts write GBK without one.</summary>
    internal static string TextOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(bytes[2..]),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes[2..]),
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(bytes[3..]),
        _ => EcgText.Decode(bytes),
    };

    private static List<decimal?>[] ReadColumns(string text, CsvLayout layout, ref int fraction)
    {
        var columns = new List<decimal?>[layout.Columns.Count];
        for (var index = 0; index < columns.Length; index++) columns[index] = [];
        var row = 0;
        var total = 0L;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (row++ < layout.HeaderRows || line.Trim().IsEmpty) continue;
            var column = 0;
            foreach (var range in line.Split(layout.Separator))
            {
                if (column >= columns.Length) break;
                if (layout.Columns[column] is not null)
                    columns[column].Add(Cell(line[range].Trim(), layout.DecimalComma, row, column, ref fraction));
                column++;
                if (++total > EcgLimits.Samples)
                    throw new EcgFormatException(Section, row, "The file has too many samples.");
            }
            for (; column < columns.Length; column++) if (layout.Columns[column] is not null) columns[column].Add(null);
        }
        return columns;
    }

    private static decimal? Cell(ReadOnlySpan<char> cell, bool decimalComma, int row, int column, ref int fraction)
    {
        cell = cell.Trim('"');
        if (cell.IsEmpty) return null;
        var style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(cell, style, decimalComma ? Comma : NumberFormatInfo.InvariantInfo, out var value))
            throw new EcgFormatException(Section, row, $"Column {column + 1} holds no number.");
        if (value.Scale > fraction) fraction = Math.Min((int)value.Scale, 6);
        return value;
    }

    private static readonly NumberFormatInfo Comma = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    private static int[] Scaled(List<decimal?> values, int fraction)
    {
        var factor = (decimal)Math.Pow(10, fraction);
        var samples = new int[values.Count];
        for (var index = 0; index < samples.Length; index++)
        {
            if (values[index] is not { } value) { samples[index] = EcgLead.Missing; continue; }
            if (Math.Abs(value) > int.MaxValue / factor - 1)
                throw new EcgFormatException(Section, index, "A sample is too large for an ECG.");
            samples[index] = (int)Math.Round(value * factor);
        }
        return samples;
    }
}

/// <summary>
/// Guesses a CSV layout: a header row with lead names and a unit, or bare columns in the order of the paper.
/// </summary>
internal static class CsvGuess
{
    internal static CsvLayout? From(string text)
    {
        var lines = text.Split('\n', 4).Take(3).Select(line => line.TrimEnd('\r')).ToArray();
        if (lines.Length < 2) return null;
        var separator = ((char[])[';', '\t', ',']).MaxBy(at => lines[1].Count(character => character == at));
        var header = lines[0].Split(separator);
        var decimalComma = separator != ',' && lines[1].Contains(',', StringComparison.Ordinal);
        var names = header.Select(cell => cell.Trim('"', ' ')).ToArray();
        if (names.Any(name => Leads.IsStandard(Leads.Canonical(name))))
        {
            var rateHz = RateFromTimeColumn(lines, separator, names, decimalComma);
            if (rateHz is null) return null;
            var unit = lines[0].Contains("mV", StringComparison.OrdinalIgnoreCase) ? 1000 : 1;
            return new CsvLayout(rateHz.Value, unit,
                [.. names.Select(name => Leads.IsStandard(Leads.Canonical(name)) ? Leads.Canonical(name) : null)],
                separator, decimalComma, HeaderRows: 1);
        }
        return null;
    }

    /// <summary>A first column named "time" gives the rate; milliseconds where its name says so.</summary>
    private static double? RateFromTimeColumn(string[] lines, char separator, string[] names, bool decimalComma)
    {
        if (lines.Length < 3 || !names[0].StartsWith("time", StringComparison.OrdinalIgnoreCase)) return null;
        double? At(string line) => EcgText.Number(line.Split(separator)[0].Replace(decimalComma ? ',' : '\0', '.'));
        var step = At(lines[2]) - At(lines[1]);
        if (step is not > 0) return null;
        return Math.Round((names[0].Contains("ms", StringComparison.OrdinalIgnoreCase) ? 1000 : 1) / step.Value, 6);
    }
}
