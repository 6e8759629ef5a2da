using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemed.Domain.Labels;

/// <summary>The names of our codes in four languages, by the enumeration's code and the member's code.</summary>
public static class CodeLabels
{
    private static readonly Dictionary<string, Dictionary<string, Label>> Table = Load();

    /// <summary>All names: enumeration code, then member code. For sending the whole catalogue to a browser.</summary>
    public static IReadOnlyDictionary<string, Dictionary<string, Label>> All => Table;

    /// <summary>The names of a value.</summary>
    /// <exception cref="ArgumentException">The enumeration is not in the catalogue, or has no such member.</exception>
    public static Label Of<T>(T value) where T : struct, Enum =>
        Table.TryGetValue(TextCode.FromName(typeof(T).Name), out var names)
            ? names[TextCode.Of(value)]
            : throw new ArgumentException($"{typeof(T).Name} has no labels.", nameof(value));

    private static Dictionary<string, Dictionary<string, Label>> Load()
    {
        using var stream = EmbeddedData.Open("code_labels.json");
        return JsonSerializer.Deserialize(stream, CodeLabelsJson.Default.DictionaryStringDictionaryStringLabel)
            ?? throw new InvalidOperationException("The code labels are empty.");
    }
}

[JsonSerializable(typeof(Dictionary<string, Dictionary<string, Label>>))]
internal sealed partial class CodeLabelsJson : JsonSerializerContext;
