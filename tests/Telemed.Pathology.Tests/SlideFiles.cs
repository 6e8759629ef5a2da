using System.Text.Json.Nodes;
using Telemed.TestKit;

namespace Telemed.Pathology.Tests;

/// <summary>The real files and what other tools read from them.</summary>
internal static class SlideFiles
{
    private static readonly Lazy<JsonObject> Everything =
        new(() => JsonNode.Parse(File.ReadAllText(PathOf("expected.json")))!.AsObject());

    public static JsonObject Expected(string file) => Everything.Value[file]!.AsObject();

    public static string PathOf(string file) => Path.Combine(TestData.Folder("pathology")!, file);

    public static Slide Open(string file)
    {
        using var stream = File.OpenRead(PathOf(file));
        return SlideReader.Open(stream, CancellationToken.None);
    }

    public static Picture Tile(string path, SlideLevel level, int column, int row)
    {
        using var stream = File.OpenRead(path);
        var runs = new List<ReadOnlyMemory<byte>>();
        foreach (var span in ServedTile.Spans(level, column, row))
        {
            var bytes = new byte[span.Length];
            stream.Position = span.Offset;
            stream.ReadExactly(bytes);
            runs.Add(bytes);
        }
        return ServedTile.Assemble(level, runs);
    }
}
