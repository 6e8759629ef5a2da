namespace Telemed.Dicom.Text;

/// <summary>The three ways one name is written (PS3.5 section 6.2.1).</summary>
/// <param name="Alphabetic">In letters, components parted by carets.</param>
/// <param name="Ideographic">In hanzi, kanji or hanja.</param>
/// <param name="Phonetic">In kana or hangul.</param>
public readonly record struct PersonName(string Alphabetic, string Ideographic, string Phonetic)
{
    /// <summary>True when no way of writing has a letter.</summary>
    public bool IsEmpty => Alphabetic.Length == 0 && Ideographic.Length == 0 && Phonetic.Length == 0;

    /// <summary>Splits a decoded value at its equal signs.</summary>
    public static PersonName Groups(string value)
    {
        var parts = value.Split('=', 3);
        return new PersonName(
            Trim(parts[0]), parts.Length > 1 ? Trim(parts[1]) : "", parts.Length > 2 ? Trim(parts[2]) : "");
    }

    private static string Trim(string group) => group.Trim(' ', '\0');
}
