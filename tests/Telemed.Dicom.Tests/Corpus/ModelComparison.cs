using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Telemed.Dicom.Tests.Corpus;

/// <summary>Compares our DICOM JSON with a model of the corpus, whose long values are abridged.</summary>
internal static class ModelComparison
{
    /// <summary>One line for each difference; none when both say the same.</summary>
    public static List<string> Differences(JsonElement ours, JsonElement expected, bool ignoreCharacterSet)
    {
        var found = new List<string>();
        Datasets(ours, expected, "", ignoreCharacterSet, found);
        return found;
    }

    private static void Datasets(
        JsonElement ours, JsonElement expected, string path, bool ignoreCharacterSet, List<string> found)
    {
        foreach (var element in expected.EnumerateObject())
        {
            if (element.Name.EndsWith("0000", StringComparison.Ordinal)) continue;
            if (element.Name == "00080005" && ignoreCharacterSet) continue;
            if (!ours.TryGetProperty(element.Name, out var mine)) found.Add($"{path}{element.Name} is missing");
            else Elements(mine, element.Value, path + element.Name, ignoreCharacterSet, found);
        }
        foreach (var element in ours.EnumerateObject())
            if (!expected.TryGetProperty(element.Name, out _) && !(element.Name == "00080005" && ignoreCharacterSet))
                found.Add($"{path}{element.Name} is ours alone");
    }

    private static void Elements(
        JsonElement ours, JsonElement expected, string path, bool ignoreCharacterSet, List<string> found)
    {
        var (vr, expectedVr) = (Text(ours, "vr"), Text(expected, "vr"));
        // dcm2json leaves a private element unknown where we have the vendor's representation.
        if (expectedVr == "UN" && vr != "UN" && ignoreCharacterSet) return;
        if (vr != expectedVr) found.Add($"{path} vr {vr}, expected {expectedVr}");
        if (expected.TryGetProperty("Bulk", out var bulk))
        {
            if (Hash(ours) != bulk.GetString()) found.Add($"{path} bulk {Text(ours, "bulkHash")}, expected {bulk}");
        }
        else if (expected.TryGetProperty("InlineBinary", out var inline))
        {
            var mine = Text(ours, "InlineBinary");
            if (mine != inline.GetString()!.TrimEnd()) found.Add($"{path} inline {mine}, expected {inline}");
        }
        else if (expectedVr == "SQ") Sequences(ours, expected, path, ignoreCharacterSet, found);
        else Values(ours, expected, path, found);
    }

    // The corpus abridges from 1 KiB of base64 on, we from 1 KiB of bytes on.
    private static string Hash(JsonElement ours)
    {
        if (!ours.TryGetProperty("InlineBinary", out var inline)) return Text(ours, "bulkHash");
        var bytes = inline.GetBytesFromBase64();
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))};length:{bytes.Length}";
    }

    private static void Sequences(
        JsonElement ours, JsonElement expected, string path, bool ignoreCharacterSet, List<string> found)
    {
        var mine = Items(ours);
        var theirs = Items(expected);
        var total = expected.TryGetProperty("itemsTotal", out var stated) ? stated.GetInt32() : theirs.Length;
        if (mine.Length != total)
        {
            found.Add($"{path} has {mine.Length} items, expected {total}");
            return;
        }
        for (var at = 0; at < theirs.Length; at++)
        {
            // An abridged model shows the first four items and the last.
            var index = total > theirs.Length && at == theirs.Length - 1 ? total - 1 : at;
            Datasets(mine[index], theirs[at], $"{path}/{index + 1}/", ignoreCharacterSet, found);
        }
    }

    private static JsonElement[] Items(JsonElement element) =>
        element.TryGetProperty("Value", out var value) ? [.. value.EnumerateArray()] : [];

    private static void Values(JsonElement ours, JsonElement expected, string path, List<string> found)
    {
        var mine = Items(ours);
        if (expected.TryGetProperty("valuesTotal", out var total))
        {
            var first = expected.GetProperty("firstValues").EnumerateArray().ToArray();
            if (mine.Length != total.GetInt32()) found.Add($"{path} has {mine.Length} values, expected {total}");
            for (var at = 0; at < Math.Min(first.Length, mine.Length); at++)
            {
                var shown = Show(first[at]);
                if (Show(mine[at]) != shown
                    && !(shown.Length >= 60 && Show(mine[at]).StartsWith(shown, StringComparison.Ordinal)))
                    found.Add($"{path}[{at}] {Show(mine[at])}, expected {shown}");
            }
            return;
        }
        var theirs = Items(expected);
        var left = string.Join('\\', mine.Select(Show));
        var right = string.Join('\\', theirs.Select(Show));
        if (left != right) found.Add($"{path} {left}, expected {right}");
    }

    // Spaces around a value and carets behind a name mean nothing; the two tools drop them in different places.
    private static string Show(JsonElement value) =>
        Form(value).Trim(' ') is var text && text.StartsWith("Alphabetic:", StringComparison.Ordinal)
            ? text.TrimEnd('^').Replace("Alphabetic:", "") : text;

    private static string Form(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.Number => value.GetDouble().ToString("G7", CultureInfo.InvariantCulture),
        JsonValueKind.Object => string.Join(
            '=', value.EnumerateObject().Select(part => $"{part.Name}:{part.Value.GetString()}")),
        _ => value.GetString() ?? "",
    };

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
