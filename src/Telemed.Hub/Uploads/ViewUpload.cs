using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Uploads;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FileProblem))]
internal sealed partial class UploadJson : JsonSerializerContext;

/// <summary>What became of a file that was sent, for its sender.</summary>
internal static class ViewUpload
{
    internal sealed record Response(
        Guid Id, string State, string FileName, long ReceivedBytes, long TotalBytes, string? Kind, JsonNode? Summary,
        Guid? AttachmentId, Guid? SlideId, JsonNode? Header, IReadOnlyList<string> Warnings,
            IReadOnlyList<string> Mismatch, JsonNode? Problem);

    private sealed record Kept
    {
        public required string Summary { get; init; }
        public string? Header { get; init; }
        public required string[] Mismatch { get; init; }
    }

    private const string FindKept =
        "SELECT summary::text AS summary, header::text AS header, mismatch FROM attachment WHERE id = @id";

    [Answers<Response>]
    internal static async Task<IResult> Handle(Guid id, CurrentCaller caller, Database database,
        CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        if (await UploadStore.FindOf(reading, new(id), caller.PersonId, caller.DeviceId, cancel) is not { } row)
            return Problems.NotFound();
        var kept = row.AttachmentId is { } attachment
            ? await reading.RowOrNone<Kept>(FindKept, new { id = attachment }, cancel) : null;
        var summary = Node(kept?.Summary);
        IReadOnlyList<string> warnings = [.. (summary?["warnings"]?.AsArray() ?? []).Select(warning =>
            (string)warning!)];
        return TypedResults.Ok(new Response(row.Id, row.State, row.FileName, row.ReceivedBytes, row.SizeBytes,
            row.Kind, summary,
            row.AttachmentId, row.SlideId, Node(kept?.Header), warnings, kept?.Mismatch ?? [], Node(row.Problem)));
    }

    internal static string Text(FileProblem problem) => JsonSerializer.Serialize(problem,
        UploadJson.Default.FileProblem);

    internal static async Task<FileProblem> ProblemOf(Database database, UploadId id, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        var row = await UploadStore.Find(reading, id, cancel);
        return row?.Problem is { } text ? JsonSerializer.Deserialize(text, UploadJson.Default.FileProblem)!
            : FileProblem.Unknown();
    }

    private static JsonNode? Node(string? json) => json is null ? null : JsonNode.Parse(json);
}
