using System.Collections.Frozen;
using System.Globalization;

namespace Telemed.Dicom.Dictionary;

/// <summary>One line of the registry of data elements (PS3.6 section 6).</summary>
/// <param name="Tag">The number; the first one for a repeating group.</param>
/// <param name="Vr">The representation, the first of them where several are allowed.</param>
/// <param name="Keyword">The keyword, as DICOMweb uses it.</param>
/// <param name="Multiplicity">How many values, such as 1, 2, 1-n.</param>
/// <param name="Choice">Which further representations are allowed.</param>
public sealed record DicomRegistryEntry(
    DicomTag Tag, DicomVr Vr, string Keyword, string Multiplicity, DicomVrChoice Choice);

/// <summary>Why an element's representation depends on other elements (PS3.5 section A.1, PS3.6 section 6).</summary>
public enum DicomVrChoice
{
    /// <summary>Only one representation.</summary>
    One,
    /// <summary>OB or OW, by transfer syntax and bits allocated.</summary>
    BytesOrWords,
    /// <summary>US or SS, by pixel representation.</summary>
    UnsignedOrSigned,
    /// <summary>US, SS or OW: entries of a look-up table.</summary>
    TableEntries,
}

/// <summary>The registry of data elements. Facts of PS3.6, read once from a table in this assembly.</summary>
public static class DicomRegistry
{
    private static readonly (uint Low, uint High, DicomRegistryEntry Entry)[] Ranges;
    private static readonly FrozenDictionary<uint, DicomRegistryEntry> ByTag;
    private static readonly FrozenDictionary<string, DicomRegistryEntry> ByKeyword;

    static DicomRegistry()
    {
        var byTag = new Dictionary<uint, DicomRegistryEntry>(5_000);
        var ranges = new List<(uint, uint, DicomRegistryEntry)>();
        using var table = typeof(DicomRegistry).Assembly.GetManifestResourceStream("Telemed.Dicom.tags.txt")!;
        using var reader = new StreamReader(table);
        while (reader.ReadLine() is { } line)
        {
            var entry = Parse(line, out var high);
            if (high == entry.Tag.Value) byTag[high] = entry;
            else ranges.Add((entry.Tag.Value, high, entry));
        }
        Ranges = [.. ranges];
        ByTag = byTag.ToFrozenDictionary();
        ByKeyword = byTag.Values.DistinctBy(entry => entry.Keyword)
            .ToFrozenDictionary(entry => entry.Keyword, StringComparer.Ordinal);
    }

    /// <summary>The entry of a tag, repeating groups included; null for private and unregistered tags.</summary>
    public static DicomRegistryEntry? Find(DicomTag tag)
    {
        if (ByTag.TryGetValue(tag.Value, out var entry)) return entry;
        if (tag.IsPrivate) return null;
        foreach (var (low, high, repeating) in Ranges)
            if (IsWithin(tag.Value, low, high)) return repeating;
        return null;
    }

    /// <summary>The entry with that keyword, upper and lower case as in PS3.6; null when there is none.</summary>
    public static DicomRegistryEntry? FindKeyword(string keyword) => ByKeyword.GetValueOrDefault(keyword);

    /// <summary>Understands a keyword or eight hexadecimal digits, as a DICOMweb query writes an attribute.</summary>
    public static bool TryParseAttribute(string text, out DicomTag tag)
    {
        if (DicomTag.TryParse(text, out tag)) return true;
        if (FindKeyword(text) is not { } entry) return false;
        tag = entry.Tag;
        return true;
    }

    /// <summary>The representation to assume where the file does not state one (PS3.5 section A.1).</summary>
    public static DicomVr VrOf(DicomTag tag)
    {
        if (tag.IsGroupLength) return DicomVr.UL;
        if (tag.IsPrivateCreator) return DicomVr.LO;
        return Find(tag)?.Vr ?? DicomVr.UN;
    }

    private static bool IsWithin(uint tag, uint low, uint high) =>
        tag >> 16 >= low >> 16 && tag >> 16 <= high >> 16 &&
        (tag & 0xFFFF) >= (low & 0xFFFF) && (tag & 0xFFFF) <= (high & 0xFFFF);

    private static DicomRegistryEntry Parse(string line, out uint high)
    {
        var parts = line.Split(' ');
        var low = uint.Parse(parts[0].AsSpan(0, 8), NumberStyles.AllowHexSpecifier);
        high = parts[0].Length > 8 ? uint.Parse(parts[0].AsSpan(9), NumberStyles.AllowHexSpecifier) : low;
        var choice = parts[1].Length < 3 ? DicomVrChoice.One : parts[1][2] switch
        {
            'o' => DicomVrChoice.BytesOrWords,
            'x' => DicomVrChoice.UnsignedOrSigned,
            _ => DicomVrChoice.TableEntries,
        };
        return new DicomRegistryEntry(
            new DicomTag(low), (DicomVr)((parts[1][0] << 8) | parts[1][1]), parts[2], parts[3], choice);
    }
}
