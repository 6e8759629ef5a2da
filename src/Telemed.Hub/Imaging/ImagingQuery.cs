using System.Globalization;
using System.Text;
using Dapper;
using Telemed.Dicom;

namespace Telemed.Hub.Imaging;

/// <summary>A query over the index: conditions with their parameters, whatever door it came through.</summary>
internal sealed class ImagingQuery(QueryLevel level, DynamicParameters parameters)
{
    /// <summary>The most UIDs of one list.</summary>
    public const int UidLimit = 1000;

    private readonly StringBuilder conditions = new();
    private int count;

    public QueryLevel Level => level;

    public DynamicParameters Parameters => parameters;

    /// <summary>The facilities whose studies the caller sees, each of them.</summary>
    public Guid[] Facilities { get; } = parameters.Get<Guid[]>("scopeFacilities");

    /// <summary>The caller sees every facility.</summary>
    public bool IsEverywhere { get; } = parameters.Get<bool>("visibleEverywhere");

    /// <summary>The caller reads, and so finds the studies of cases from elsewhere besides.</summary>
    public bool HasCases { get; } = parameters.Get<bool>("hasCases");

    /// <summary>A condition concerns series or instances, so that a study may have rows that do not match.</summary>
    public bool HasLowerKeys { get; private set; }

    /// <summary>Words must begin as asked, in any order, without case and accents.</summary>
    public bool IsFuzzy { get; init; }

    /// <summary>The answer holds attributes that only the stored headers have.</summary>
    public bool NeedsHeader { get; set; }

    /// <summary>Keys that are known but not indexed at this level.</summary>
    public List<string> Ignored { get; } = [];

    public string Where => conditions.ToString();

    /// <summary>Adds a condition. An empty value matches everything (universal matching).</summary>
    /// <returns>What is wrong with the value, or null.</returns>
    public string? Add(DicomTag tag, string value)
    {
        if (QueryKey.Find(tag) is not { } key || key.Level > level)
        {
            Ignored.Add(tag.ToString());
            return null;
        }
        if (value.Length == 0 || value == "*") return null;
        HasLowerKeys |= key.Level > QueryLevel.Study;
        return key.Kind switch
        {
            KeyKind.Uid => AddUids(key, value),
            KeyKind.Date => AddRange(key, value),
            KeyKind.Number => AddNumber(key, value),
            KeyKind.Name => AddName(value),
            KeyKind.Modalities => AddModalities(value),
            _ => AddText(key.Column, value),
        };
    }

    private string? AddUids(QueryKey key, string value)
    {
        var uids = value.Split([',', '\\'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (uids.Length > UidLimit) return $"More than {UidLimit} UIDs.";
        And($"{key.Column} = ANY ({Parameter(uids)})");
        return null;
    }

    private string? AddRange(QueryKey key, string value)
    {
        var dash = value.IndexOf('-', StringComparison.Ordinal);
        var (from, to) = dash < 0 ? (value, value) : (value[..dash], value[(dash + 1)..]);
        if (!IsDigits(from) || !IsDigits(to) || (from.Length == 0 && to.Length == 0)) return "It is no date or range.";
        if (key.Column is "s.study_date" or "s.birth_date" &&
            ((from.Length is not (0 or 8)) || to.Length is not (0 or 8)))
            return "A date has eight digits.";
        if (dash < 0) And($"{key.Column} = {Parameter(value)}");
        else
        {
            if (from.Length > 0) And($"{key.Column} >= {Parameter(from)}");
            // A time may go on after the end given: 0930 covers 093059.
            if (to.Length > 0) And($"{key.Column} <= {Parameter(to + "~")} AND {key.Column} <> ''");
        }
        return null;
    }

    private string? AddNumber(QueryKey key, string value)
    {
        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var number)) return "It is no whole number.";
        And($"{key.Column} = {Parameter(number)}");
        return null;
    }

    private string? AddText(string column, string value)
    {
        if (value.AsSpan().ContainsAny('*', '?')) And($"{column} LIKE {Parameter(Pattern(value))}");
        else And($"{column} = {Parameter(value)}");
        return null;
    }

    // Every word of the key must begin a word of the name, in any of its groups; a star inside opens the word.
    private string? AddName(string value)
    {
        var words = NameWords.Fold(value).Split([' ', '^', '=', ','], StringSplitOptions.RemoveEmptyEntries);
        var ways = NameWords.Ways(words).Select(way => way.Select(NameWord).OfType<string>().ToArray()).ToArray();
        if (ways.Any(way => way.Length == 0)) return null;
        And(string.Join(" OR ", ways.Select(way => $"({string.Join(" AND ", way)})")) is var any && ways.Length > 1
            ? $"({any})" : any);
        return null;
    }

    private string? NameWord(string word)
    {
        var isPrefix = IsFuzzy || word.EndsWith('*');
        var core = Pattern(word.Trim('*'));
        if (core.Length == 0) return null;
        var before = word[0] != '*' ? "% " : NameWords.IsEastAsian(core) ? $"%{NameWords.TailMark}" : "%";
        return $"s.name_words LIKE {Parameter(before + core + (isPrefix ? "%" : " %"))}";
    }

    private string? AddModalities(string value)
    {
        var wanted = value.Split([',', '\\'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        And($"s.modalities && {Parameter(wanted)}");
        return null;
    }

    private void And(string condition) => conditions.Append(" AND ").Append(condition);

    private string Parameter(object value)
    {
        var name = $"key{++count}";
        parameters.Add(name, value);
        return "@" + name;
    }

    private static bool IsDigits(string text) => text.All(letter => char.IsAsciiDigit(letter) || letter == '.');

    private static string Pattern(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal).Replace('*', '%').Replace('?', '_');
}
