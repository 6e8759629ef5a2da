using System.Collections.Frozen;
using System.Globalization;

namespace Telemed.Dicom.Dictionary;

/// <summary>Representations of private elements that vendors have published, by the creator that reserves the
/// block.</summary>
internal static class PrivateRegistry
{
    private static readonly FrozenDictionary<string, FrozenDictionary<int, DicomVr>> ByCreator = Load();

    /// <summary>The published representation, or UN.</summary>
    public static DicomVr VrOf(DicomTag tag, DicomDataset dataset)
    {
        var creatorTag = new DicomTag(tag.Group, (ushort)(tag.Element >> 8));
        if (tag.Element < 0x1000 || dataset[creatorTag] is not { } creator) return DicomVr.UN;
        var name = Text.DicomText.SplitAscii(creator.Bytes.Span)[0];
        return ByCreator.TryGetValue(name, out var elements) &&
               elements.TryGetValue((tag.Group << 8) | (tag.Element & 0xFF), out var vr) ? vr : DicomVr.UN;
    }

    private static FrozenDictionary<string, FrozenDictionary<int, DicomVr>> Load()
    {
        var all = new Dictionary<string, FrozenDictionary<int, DicomVr>>();
        using var table = typeof(PrivateRegistry).Assembly.GetManifestResourceStream("Telemed.Dicom.private.txt")!;
        using var reader = new StreamReader(table);
        while (reader.ReadLine() is { } line)
        {
            var tab = line.IndexOf('\t');
            var elements = new Dictionary<int, DicomVr>();
            foreach (var entry in line[(tab + 1)..].Split(' '))
                elements[int.Parse(entry.AsSpan(0, 6), NumberStyles.AllowHexSpecifier)] =
                    (DicomVr)((entry[6] << 8) | entry[7]);
            all[line[..tab]] = elements.ToFrozenDictionary();
        }
        return all.ToFrozenDictionary();
    }
}
