using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telemed.Hub.Inspect;

/// <summary>
/// The verb <c>inspect [--pixels] [--samples] FILE...</c>: one JSON object a line, in the order of the files.
/// </summary>
internal static class InspectVerb
{
    private static readonly JsonWriterOptions Output = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var pixels = new Option<bool>("--pixels")
        {
            Description = "Decode every frame and print its hash and figures.",
        };
        var samples = new Option<bool>("--samples") { Description = "Print every value of every ECG lead." };
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files to look at.", Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("inspect", "Say what files are, whether they would be accepted, and what is in them.")
        {
            pixels, samples, files,
        };
        command.SetAction((parsed, cancel) => Run(
            parsed.GetValue(files)!, new InspectOptions(parsed.GetValue(pixels), parsed.GetValue(samples)),
            Console.OpenStandardOutput(), cancel));
        return command;
    }

    /// <returns>0 when every file was accepted or warned of, 1 when one was refused.</returns>
    internal static async Task<int> Run(string[] files, InspectOptions options, Stream output, CancellationToken cancel)
    {
        var anyRefused = false;
        foreach (var file in files)
        {
            var line = await InspectFile.Run(file, options, cancel);
            anyRefused |= (string?)line["outcome"] == "refused";
            await Write(line, output, cancel);
        }
        return anyRefused ? 1 : 0;
    }

    private static async Task Write(JsonObject line, Stream output, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body, Output)) line.WriteTo(json);
        body.WriteByte((byte)'\n');
        await output.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), cancel);
        await output.FlushAsync(cancel);
    }
}
