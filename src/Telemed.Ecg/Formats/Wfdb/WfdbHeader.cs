using System.Globalization;
using System.Text;

namespace Telemed.Ecg.Formats.Wfdb;

/// <summary>One signal line of a WFDB header (header(5)).</summary>
internal sealed record WfdbSignal
{
    internal required string File { get; init; }
    internal required int Format { get; init; }
    internal int PerFrame { get; init; } = 1;
    internal int Skew { get; init; }
    internal int ByteOffset { get; init; }
    internal double Gain { get; init; } = 200;
    internal double Baseline { get; init; }
    internal string Unit { get; init; } = "mV";
    internal int? InitialValue { get; init; }
    internal int? CheckSum { get; init; }
    internal string Description { get; init; } = "";
}

/// <summary>A WFDB header file.</summary>
internal sealed record WfdbHeader
{
    internal required string Name { get; init; }
    internal required double RateHz { get; init; }
    internal long? SampleCount { get; init; }
    internal EcgTime? Start { get; init; }
    internal IReadOnlyList<WfdbSignal> Signals { get; init; } = [];
    internal IReadOnlyList<(string Name, long Samples)> Segments { get; init; } = [];
    internal IReadOnlyList<string> Comments { get; init; } = [];

    private const string Section = "WFDB header";
    private const int LinesLimit = 100_000;

    internal static WfdbHeader Read(ReadOnlyMemory<byte> file)
    {
        var lines = EcgText.Decode(file.Span).Split('\n', LinesLimit);
        var content = lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToArray();
        if (content.Length == 0) throw Broken(0, "The header is empty.");
        var words = Words(content[0]);
        if (words.Length < 2 || EcgText.Integer(words[1]) is not (>= 0 and <= EcgLimits.Leads))
            throw Broken(1, "The record line has no count of signals.");
        var signals = EcgText.Integer(words[1])!.Value;
        var name = words[0].Split('/');
        var rateHz = words.Length > 2 ? EcgText.Number(words[2].Split('/')[0].Split('(')[0]) : 250;
        if (rateHz is not (> 0 and <= EcgLimits.RateHz)) throw Broken(1, "The sampling rate is impossible.");
        var header = new WfdbHeader
        {
            Name = name[0],
            RateHz = rateHz.Value,
            SampleCount = words.Length > 3
                && EcgText.Number(words[3]) is > 0 and <= EcgLimits.SamplesPerLead and var count ? (long)count : null,
            Start = Time(words),
            Comments = [.. lines.Select(line => line.Trim()).Where(line => line.StartsWith('#'))
                .Select(line => line.TrimStart('#').Trim()).Take(1000)],
        };
        if (words.Length > 3 && EcgText.Number(words[3]) > EcgLimits.SamplesPerLead)
            throw Broken(1, "The record is too long.");
        if (name.Length > 1) return header with { Segments = ReadSegments(content, EcgText.Integer(name[1]) ?? 0) };
        if (content.Length - 1 < signals)
            throw Broken(content.Length, $"The header promises {signals} signals and describes {content.Length - 1}.");
        return header with { Signals = [.. content.Skip(1).Take(signals)
            .Select((line, index) => ReadSignal(line, index + 2))] };
    }

    private static List<(string, long)> ReadSegments(string[] content, int count)
    {
        if (count is < 1 or > EcgLimits.Segments) throw Broken(1, $"{count} segments are not possible.");
        if (content.Length - 1 < count)
            throw Broken(content.Length, $"The header promises {count} segments and names {content.Length - 1}.");
        var segments = new List<(string, long)>();
        var total = 0L;
        foreach (var line in content.Skip(1).Take(count))
        {
            var words = Words(line);
            if (words.Length < 2 || EcgText.Integer(words[1]) is not (>= 0 and <= EcgLimits.SamplesPerLead))
                throw Broken(segments.Count + 2, "A segment has no length.");
            segments.Add((words[0], EcgText.Integer(words[1])!.Value));
            total += segments[^1].Item2;
        }
        if (total > EcgLimits.SamplesPerLead) throw Broken(1, "The segments together are too long.");
        return segments;
    }

    private static WfdbSignal ReadSignal(string line, int lineNumber)
    {
        var words = Words(line);
        if (words.Length < 2) throw Broken(lineNumber, "A signal line has no format.");
        var signal = ReadFormat(words[0], words[1], lineNumber);
        if (words.Length > 2) signal = ReadGain(signal, words[2], lineNumber);
        var adcZero = words.Length > 4 ? EcgText.Integer(words[4]) ?? 0 : 0;
        if (words.Length <= 2 || !words[2].Contains('(', StringComparison.Ordinal))
            signal = signal with { Baseline = adcZero };
        return signal with
        {
            InitialValue = words.Length > 5 ? EcgText.Integer(words[5]) : null,
            CheckSum = words.Length > 6 ? EcgText.Integer(words[6]) : null,
            Description = words.Length > 8 ? string.Join(' ', words[8..]) : "",
        };
    }

    /// <summary>The format word: format, then any of x samples per frame, : skew and + byte offset.</summary>
    private static WfdbSignal ReadFormat(string file, string word, int line)
    {
        var marks = new Dictionary<char, int>();
        var at = word.AsSpan().IndexOfAny("x:+");
        var format = EcgText.Integer(at < 0 ? word : word[..at]) ?? throw Broken(line, "The format is no number.");
        while (at >= 0 && at < word.Length)
        {
            var mark = word[at];
            var rest = word.AsSpan(at + 1);
            var next = rest.IndexOfAny("x:+");
            var number = EcgText.Integer((next < 0 ? rest : rest[..next]).ToString());
            if (number is not >= 0) throw Broken(line, "The format has a part that is no number.");
            marks[mark] = number.Value;
            at = next < 0 ? -1 : at + 1 + next;
        }
        var perFrame = marks.GetValueOrDefault('x', 1);
        if (perFrame is < 1 or > 10_000) throw Broken(line, "The number of samples in a frame is impossible.");
        return new WfdbSignal
        {
            File = file, Format = format, PerFrame = perFrame, Skew = marks.GetValueOrDefault(':'),
                ByteOffset = marks.GetValueOrDefault('+'),
        };
    }

    /// <summary>
    /// The gain word: gain, then (baseline) and /unit where present; a gain of zero means the default of 200.
    /// </summary>
    private static WfdbSignal ReadGain(WfdbSignal signal, string word, int line)
    {
        var slash = word.IndexOf('/', StringComparison.Ordinal);
        var numbers = slash < 0 ? word : word[..slash];
        var open = numbers.IndexOf('(', StringComparison.Ordinal);
        var gain = EcgText.Number(open < 0 ? numbers : numbers[..open]) ?? throw Broken(line, "The gain is no number.");
        if (open >= 0)
            signal = signal with { Baseline = EcgText.Number(numbers[(open + 1)..].TrimEnd(')'))
                ?? throw Broken(line, "The baseline is no number.") };
        return signal with { Gain = gain == 0 ? 200 : gain, Unit = slash < 0 ? "mV" : word[(slash + 1)..] };
    }

    private static EcgTime? Time(string[] words)
    {
        if (words.Length < 6) return null;
        var day = EcgText.Date(words[5], "d/M/yyyy", "dd/MM/yyyy");
        var parsed = TimeOnly.TryParse(words[4], CultureInfo.InvariantCulture, out var time);
        return day is { } date && parsed ? new EcgTime(date.ToDateTime(time)) : null;
    }

    private static string[] Words(string line) =>
        line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static EcgFormatException Broken(int line, string problem) => new(Section, line, problem);
}
