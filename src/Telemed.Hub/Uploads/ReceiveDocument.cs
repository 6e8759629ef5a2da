using System.Text.Json.Nodes;
using Telemed.Pathology;

namespace Telemed.Hub.Uploads;

/// <summary>Reads photos and PDF documents as far as their place in a case needs.</summary>
internal static class ReceiveDocument
{
    private const int TailBytes = 2048;

    internal sealed record Document(ReceivedSubject Subject, string ContentType);

    internal static Task<Document> Read(SpooledFile file, FileKind kind, CancellationToken cancel) =>
        kind == FileKind.Pdf ? ReadPdf(file, cancel) : Task.FromResult(ReadPhoto(file, cancel));

    private static Document ReadPhoto(SpooledFile file, CancellationToken cancel)
    {
        using var stream = File.OpenRead(file.Path);
        var photo = SlideReader.Open(stream, cancel);
        var (width, height) = (photo.Levels[0].WidthPx, photo.Levels[0].HeightPx);
        var upright = photo.Orientation < 5 ? (width, height) : (height, width);
        var summary = new JsonObject { ["widthPx"] = upright.Item1, ["heightPx"] = upright.Item2 };
        var type = photo.Format == SlideFormat.Png ? "image/png" : "image/jpeg";
        return new(new ReceivedSubject("image", Guid.Empty, summary, null, TileCheck.Look(photo, [stream], cancel)),
            type);
    }

    private static async Task<Document> ReadPdf(SpooledFile file, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(file.Path);
        stream.Seek(-Math.Min(TailBytes, stream.Length), SeekOrigin.End);
        var tail = new byte[TailBytes];
        var count = await stream.ReadAtLeastAsync(tail, TailBytes, throwOnEndOfStream: false, cancel);
        if (tail.AsSpan(0, count).IndexOf("%%EOF"u8) < 0)
            throw new FileRefused(new FileProblem("bad_file", "The document's end mark is missing: it was cut short.",
                "PDF trailer", file.Bytes, "Save the document again and send the new file."));
        return new(new ReceivedSubject("pdf", Guid.Empty, [], null, []), "application/pdf");
    }
}
