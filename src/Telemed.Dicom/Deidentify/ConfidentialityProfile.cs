using System.Collections.Frozen;
using System.Globalization;

namespace Telemed.Dicom.Deidentify;

/// <summary>What becomes of an element (PS3.15 section E.3).</summary>
internal enum ProfileAction
{
    /// <summary>Not named by the profile.</summary>
    Keep,
    /// <summary>Removed.</summary>
    Remove,
    /// <summary>There, but empty.</summary>
    Empty,
    /// <summary>A value that means nothing.</summary>
    Dummy,
    /// <summary>Another UID, the same for the same.</summary>
    MapUid,
    /// <summary>A sequence whose items are gone through, with its UIDs mapped.</summary>
    Enter,
}

/// <summary>The basic profile as a table: facts of PS3.15 table E.1-1, read once from this assembly.</summary>
internal static class ConfidentialityProfile
{
    private static readonly FrozenDictionary<uint, ProfileAction> Actions;
    private static readonly FrozenSet<uint> CleanedDescriptors;

    static ConfidentialityProfile()
    {
        var actions = new Dictionary<uint, ProfileAction>();
        var cleaned = new HashSet<uint>();
        using var table = typeof(ConfidentialityProfile).Assembly.GetManifestResourceStream(
            "Telemed.Dicom.profile.txt")!;
        using var reader = new StreamReader(table);
        while (reader.ReadLine() is { } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0] == "#") continue;
            foreach (var word in words.Skip(1))
            {
                var tag = uint.Parse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                if (words[0] == "C") cleaned.Add(tag);
                else actions.Add(tag, ActionOf(words[0]));
            }
        }
        Actions = actions.ToFrozenDictionary();
        CleanedDescriptors = cleaned.ToFrozenSet();
    }

    /// <summary>How many elements the table names.</summary>
    public static int Count => Actions.Count;

    public static ProfileAction Of(DicomTag tag) => Actions.GetValueOrDefault(tag.Value, ProfileAction.Keep);

    /// <summary>True for a short technical text that the Clean Descriptors Option keeps in part.</summary>
    public static bool IsCleaned(DicomTag tag) => CleanedDescriptors.Contains(tag.Value);

    // Where the table leaves a choice by the object's class, the first that every class accepts is taken.
    private static ProfileAction ActionOf(string code) => code switch
    {
        "X" => ProfileAction.Remove,
        "Z" or "XZ" => ProfileAction.Empty,
        "D" or "ZD" or "XD" or "XZD" => ProfileAction.Dummy,
        "U" => ProfileAction.MapUid,
        "XZU" => ProfileAction.Enter,
        _ => throw new InvalidOperationException($"The profile names an action {code}."),
    };
}
