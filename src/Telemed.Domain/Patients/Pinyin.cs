using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;

namespace Telemed.Domain.Patients;

/// <summary>
/// The readings of Chinese characters without tones, "ü" written "v". The data file has a line per syllable: the
/// syllable, the characters read so first, and those read so sometimes ("-" for none). It was made with pinyin-pro
/// 3.29.4 (MIT) on 2026-11-21 for U+3400 to U+9FFF, at most four readings each, surnames' readings added.
/// </summary>
internal static class Pinyin
{
    private static readonly FrozenDictionary<Rune, ImmutableArray<string>> Readings = Load();

    /// <summary>The readings of a character, the usual one first; empty for what is not read in pinyin.</summary>
    internal static ImmutableArray<string> Of(Rune character) => Readings.GetValueOrDefault(character, []);

    private static FrozenDictionary<Rune, ImmutableArray<string>> Load()
    {
        var (first, later) = (new List<(Rune, string)>(), new List<(Rune, string)>());
        using var reader = new StreamReader(EmbeddedData.Open("pinyin.txt"));
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            first.AddRange(Characters(parts[1]).Select(character => (character, parts[0])));
            later.AddRange(Characters(parts[2]).Select(character => (character, parts[0])));
        }
        return first.Concat(later).GroupBy(entry => entry.Item1, entry => entry.Item2)
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());
    }

    private static Rune[] Characters(string column) => column == "-" ? [] : [.. column.EnumerateRunes()];
}
