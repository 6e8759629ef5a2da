using System.Text.Json.Nodes;
using Telemed.Domain;
using Telemed.Hub.Uploads;
using Telemed.Pathology;
using Telemed.Storage;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Pathology;

/// <summary>Reads a slide's directories and keeps where its tiles lie; its pixels stay as they came.</summary>
internal static class ReceiveSlide
{
    internal sealed record Parsed(Slide Slide, IReadOnlyList<string> Warnings, string FileName);

    /// <exception cref="SlideFormatException">The file is no slide that can be shown.</exception>
    internal static async Task<Parsed> Read(SpooledFile file, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(file.Path);
        var slide = SlideReader.Open(stream, cancel);
        return new Parsed(slide, [.. slide.Warnings, .. TileCheck.Look(slide, [stream], cancel)], file.FileName);
    }

    /// <summary>Writes the rows; a slide that was readable while it arrived keeps its id.</summary>
    internal static async Task<ReceivedSubject> Store(
        Work work, Parsed parsed, WrittenBlob blob, Guid? known, ReceiveContext context, IJobOutbox jobs,
        CancellationToken cancel)
    {
        var id = known is { } given ? new SlideId(given) : SlideId.New(context.Now);
        if (known is null) await SlideStore.Add(work, id, parsed.Slide, LabelOf(parsed.FileName), context, null,
            cancel);
        await SlideStore.Complete(work, id, blob.Id, cancel);
        await MeasureQuality.AskFor(work, jobs, id.Value, parsed.Slide, cancel);
        return new ReceivedSubject("slide", id.Value, Summary(parsed.Slide), null, parsed.Warnings);
    }

    /// <summary>What the slide is called in the tray: the file's name without its ending.</summary>
    internal static string LabelOf(string fileName)
    {
        var name = Path.GetFileNameWithoutExtension(fileName);
        return name.Length > 0 ? name : fileName;
    }

    internal static JsonObject Summary(Slide slide) => new()
    {
        ["format"] = SlideStore.FormatCode(slide.Format),
        ["widthPx"] = slide.Levels[0].WidthPx,
        ["heightPx"] = slide.Levels[0].HeightPx,
        ["levels"] = slide.Levels.Count,
        ["umPerPx"] = slide.MicrometresPerPixelX,
        ["objective"] = slide.ObjectivePower,
    };
}
