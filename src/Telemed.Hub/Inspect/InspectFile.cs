using System.Text.Json.Nodes;

namespace Telemed.Hub.Inspect;

/// <summary>Looks at one file and says what it is, without a database and without ever failing.</summary>
internal static class InspectFile
{
    /// <summary>One line of the verb's output.</summary>
    public static async Task<JsonObject> Run(string path, InspectOptions options, CancellationToken cancel)
    {
        var result = new InspectResult();
        InspectSource? source = null;
        try
        {
            source = await InspectSource.Open(path, cancel);
            await Describe(source, options, result, cancel);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            result.Refuse("file", 0, "The file cannot be opened or read.");
        }
        return result.ToJson(path, source);
    }

    private static async Task Describe(
        InspectSource source, InspectOptions options, InspectResult result, CancellationToken cancel)
    {
        foreach (var kind in InspectKinds.Whole)
            if (await kind(source, options, result, cancel)) return;
        result.Refuse("file", 0, source.Bytes == 0
            ? "The file is empty." : "The content is none of the kinds that are known here.");
    }
}
