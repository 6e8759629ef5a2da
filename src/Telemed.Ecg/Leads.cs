using System.Collections.Frozen;

namespace Telemed.Ecg;

/// <summary>Lead names: the canonical spelling, and the way to it from each coding scheme.</summary>
/// <remarks>
/// Numbers are those of SCP-ECG (EN 1064 table of lead identifiers), which DICOM (5.6.3-9-n), MDC (2:n) and MFER share.
/// </remarks>
public static class Leads
{
    /// <summary>The standard twelve in the order of the paper: I II III aVR aVL aVF V1 … V6.</summary>
    public static IReadOnlyList<string> Twelve { get; } =
        ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];

    /// <summary>The six limb leads in Cabrera order; "-aVR" is aVR turned over.</summary>
    public static IReadOnlyList<string> Cabrera { get; } = ["aVL", "I", "-aVR", "II", "aVF", "III"];

    private static readonly (int Number, string Name, string Mdc)[] Table =
    [
        (1, "I", "I"), (2, "II", "II"), (3, "V1", "V1"), (4, "V2", "V2"), (5, "V3", "V3"), (6, "V4", "V4"),
        (7, "V5", "V5"), (8, "V6", "V6"), (9, "V7", "V7"), (10, "V2R", "V2R"), (11, "V3R", "V3R"), (12, "V4R", "V4R"),
        (13, "V5R", "V5R"), (14, "V6R", "V6R"), (15, "V7R", "V7R"), (16, "X", "X"), (17, "Y", "Y"), (18, "Z", "Z"),
        (19, "CC5", "CC5"), (20, "CM5", "CM5"), (21, "LA", "LA"), (22, "RA", "RA"), (23, "LL", "LL"),
        (61, "III", "III"), (62, "aVR", "AVR"), (63, "aVL", "AVL"), (64, "aVF", "AVF"), (65, "-aVR", "AVRneg"),
        (66, "V8", "V8"), (67, "V9", "V9"), (68, "V8R", "V8R"), (69, "V9R", "V9R"),
        (70, "D", "D"), (71, "A", "A"), (72, "J", "J"), (86, "MCL1", "MCL1"), (87, "MCL2", "MCL2"),
            (88, "MCL3", "MCL3"),
        (89, "MCL4", "MCL4"), (90, "MCL5", "MCL5"), (91, "MCL6", "MCL6"),
    ];

    private static readonly FrozenDictionary<int, string> ByNumber =
        Table.ToFrozenDictionary(row => row.Number, row => row.Name);

    private static readonly FrozenDictionary<string, int> NumberByName =
        Table.ToFrozenDictionary(row => row.Name, row => row.Number);

    private static readonly FrozenDictionary<string, string> MdcByName =
        Table.ToFrozenDictionary(row => row.Name, row => "MDC_ECG_LEAD_" + row.Mdc);

    private static readonly FrozenDictionary<string, string> ByUpperName = Table
        .Select(row => (Key: row.Name.ToUpperInvariant(), row.Name))
        .Append(("VX", "X")).Append(("VY", "Y")).Append(("VZ", "Z")).Append(("C1", "V1")).Append(("C2", "V2"))
        .Append(("C3", "V3")).Append(("C4", "V4")).Append(("C5", "V5")).Append(("C6", "V6"))
        .Append(("DI", "I")).Append(("DII", "II")).Append(("DIII", "III"))
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2);

    /// <summary>The canonical name of an SCP-ECG lead number, or null where this library knows none.</summary>
    public static string? FromNumber(int number) => ByNumber.GetValueOrDefault(number);

    /// <summary>The SCP-ECG number of a canonical name, or null.</summary>
    public static int? NumberOf(string label) => NumberByName.TryGetValue(label, out var number) ? number : null;

    /// <summary>The MDC reference identifier of a canonical name (ISO 11073-10101), or null.</summary>
    public static string? MdcOf(string label) => MdcByName.GetValueOrDefault(label);

    /// <summary>True for the standard twelve.</summary>
    public static bool IsStandard(string label) => Twelve.Contains(label);

    /// <summary>
    /// Finds the canonical name in a device's spelling: "Lead I (Einthoven)", "MDC_ECG_LEAD_AVR", "avf", "ECG V1".
    /// </summary>
    /// <returns>The canonical name, or the text itself, trimmed, where it names no known lead.</returns>
    public static string Canonical(string text)
    {
        var trimmed = text.Trim();
        var key = trimmed.ToUpperInvariant();
        foreach (var prefix in Prefixes)
            if (key.StartsWith(prefix, StringComparison.Ordinal)) key = key[prefix.Length..].TrimStart();
        var end = key.AsSpan().IndexOfAny(" (");
        if (end > 0) key = key[..end];
        return ByUpperName.GetValueOrDefault(key, trimmed);
    }

    private static readonly string[] Prefixes = ["MDC_ECG_LEAD_", "MDC_ECG_", "LEAD", "ECG", "EKG"];
}
