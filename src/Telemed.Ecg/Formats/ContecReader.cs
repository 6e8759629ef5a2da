using System.Text;

namespace Telemed.Ecg.Formats;

/// <summary>
/// Reads native files of the Contec ECG90A: a 43-byte header, then rows of eight 16-bit words (II, III, V1 … V6) around
/// 2048, 5 µV a count, 800 rows a second; 0x6800 marks an electrode that is off, a row of zeros the end.
/// </summary>
internal static class ContecReader
{
    private const int HeaderBytes = 43;
    private const int RowBytes = 16;
    private const int Off = 0x6800;
    private const int Middle = 2048;
    private const double RateHz = 800;
    private const double MicrovoltsPerCount = 5;

    private static readonly string[] Chest = ["V1", "V2", "V3", "V4", "V5", "V6"];

    internal static EcgRecording Read(ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        if (bytes.Length < HeaderBytes + RowBytes)
            throw new EcgFormatException("Contec", bytes.Length, "The file has no samples.");
        var rows = (bytes.Length - HeaderBytes) / RowBytes;
        var columns = new int[8][];
        for (var column = 0; column < columns.Length; column++) columns[column] = new int[rows];
        var count = 0;
        for (; count < rows; count++)
        {
            var row = bytes.Slice(HeaderBytes + count * RowBytes, RowBytes);
            // The file is filled up with zeros, and no real sample lies 2048 counts below the middle in every lead.
            if (!row[..8].ContainsAnyExcept((byte)0)) break;
            for (var column = 0; column < columns.Length; column++)
            {
                var word = row[column * 2] | row[column * 2 + 1] << 8;
                columns[column][count] = word == Off ? EcgLead.Missing : word - Middle;
            }
        }
        if (count == 0) throw new EcgFormatException("Contec", HeaderBytes, "The file has no samples.");
        var leads = Limb(columns[0].AsSpan(0, count), columns[1].AsSpan(0, count));
        for (var index = 0; index < Chest.Length; index++)
            leads.Add(Lead(Chest[index], columns[index + 2][..count], derived: false));
        return new EcgRecording
        {
            Format = EcgFormat.Contec,
            Variant = "ECG90A",
            Groups = [new EcgGroup { Label = "RHYTHM", Kind = EcgGroupKind.Rhythm, SamplingRateHz = RateHz,
                Leads = leads }],
            Patient = ReadPatient(bytes),
            Acquired = DateTime.TryParseExact(Encoding.ASCII.GetString(bytes.Slice(10, 19)), "yyyy-MM-dd HH:mm:ss",
                System.Globalization.CultureInfo.InvariantCulture, default, out var time) ? new EcgTime(time) : null,
            Device = new EcgDevice("Contec", "ECG90A"),
            Warnings = [.. Chest.Where((_, index) => !columns[index + 2].AsSpan(0, count)
                .ContainsAnyExcept(EcgLead.Missing))
                .Select(label => EcgWarning.Of("lead_off_throughout", label))],
        };
    }

    /// <summary>Byte 40 is the sex (0xFF unset), byte 41 the age (0 unset).</summary>
    private static EcgPatient ReadPatient(ReadOnlySpan<byte> bytes) => new()
    {
        Id = EcgText.Clean(EcgText.Guess(bytes[..8])),
        FamilyName = EcgText.Clean(EcgText.Guess(bytes.Slice(32, 8))),
        Sex = bytes[40] switch { 1 => EcgSex.Male, 0 => EcgSex.Female, _ => EcgSex.Unknown },
        AgeYears = bytes[41] == 0 ? null : bytes[41],
    };

    /// <summary>The cart cuts the halves off towards zero in just these forms, as its own export shows.</summary>
    private static List<EcgLead> Limb(ReadOnlySpan<int> two, ReadOnlySpan<int> three)
    {
        int[] one = new int[two.Length], right = new int[two.Length], left = new int[two.Length],
            foot = new int[two.Length];
        for (var index = 0; index < two.Length; index++)
        {
            if (two[index] == EcgLead.Missing || three[index] == EcgLead.Missing)
            {
                one[index] = right[index] = left[index] = foot[index] = EcgLead.Missing;
                continue;
            }
            one[index] = two[index] - three[index];
            right[index] = three[index] / 2 - two[index];
            left[index] = two[index] / 2 - three[index];
            foot[index] = (two[index] + three[index]) / 2;
        }
        return
        [
            Lead("I", one, derived: true), Lead("II", two.ToArray(), derived: false),
                Lead("III", three.ToArray(), derived: false),
            Lead("aVR", right, derived: true), Lead("aVL", left, derived: true), Lead("aVF", foot, derived: true),
        ];
    }

    private static EcgLead Lead(string label, int[] samples, bool derived) => new()
    {
        Label = label, SourceLabel = label, Samples = samples, UnitsPerCount = MicrovoltsPerCount, Derived = derived,
    };
}
