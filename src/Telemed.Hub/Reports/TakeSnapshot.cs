using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Pathology;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Reports;

/// <summary>
/// Keeps what the reader sees now as a picture of his report. The request is a form of two parts: "picture", a PNG, and
/// "about", JSON with caption, subjectKind, subjectId and view; view.sourcePxPerPx says how many pixels of the source a
/// pixel of the picture covers, which gives the picture's scale where the source's is known.
/// </summary>
internal static class TakeSnapshot
{
    internal const int PictureLimitBytes = 4 << 20;
    private const int AboutLimitChars = 20_000;
    private const int SidesLimitPx = 4096;
    internal const int CaptionLimitChars = 300;
    private const int SubjectLimitChars = 128;

    internal sealed record About(string? Caption, string? SubjectKind, string? SubjectId, JsonElement? View);

    private sealed record Sent(About About, byte[] Png, int WidthPx, int HeightPx);

    [Answers<IReadOnlyList<SnapshotLine>>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, HttpContext http, CaseChanges changes, BlobWriter blobs,
        CancellationToken cancel)
    {
        var (sent, refusal) = await Read(http, cancel);
        if (sent is null) return refusal!;
        await using (var reading = await changes.Database.Read(cancel))
            if (!await ConsultationAccess.MaySee(reading, person, new ConsultationId(id), cancel))
                return Problems.NotFound();
        WrittenBlob blob;
        using (var content = new MemoryStream(sent.Png))
            blob = await blobs.Write(content, "image/png", default, cancel);
        var kept = false;
        try
        {
            return await SnapshotChange.Run(id, person, http, changes, async change =>
            {
                if (await SnapshotStore.Count(change.Work, change.Its.Id, cancel) >= SnapshotStore.CaseLimit)
                    return Problems.Answer(409, "too_many_snapshots",
                        $"A report takes {SnapshotStore.CaseLimit} pictures.", "Remove one that says less.");
                var (scale, unknown) = await ScaleOf(change, sent.About, cancel);
                if (unknown is not null) return unknown;
                await BlobTable.MarkStored(change.Work, blob, cancel);
                SnapshotStore.Add(change, new NewSnapshot(Guid.CreateVersion7(change.Now), sent.About.SubjectKind!,
                    sent.About.SubjectId!, sent.About.Caption?.Trim() ?? "", sent.About.View!.Value.GetRawText(),
                    sent.WidthPx, sent.HeightPx, scale), blob.Id);
                change.AlsoAudit("report.snapshot_taken");
                kept = true;
                return null;
            }, StatusCodes.Status201Created, cancel);
        }
        finally
        {
            // The picture was refused: nothing points to these bytes.
            if (!kept) await blobs.Discard(blob, CancellationToken.None);
        }
    }

    private static async Task<(double? UmPerPx, IResult? Refusal)> ScaleOf(
        CaseChange change, About about, CancellationToken cancel)
    {
        // The study's own spacing stands in its images; a bar over a picture of them is not drawn here.
        if (about.SubjectKind == "imaging") return (null, null);
        if (!Guid.TryParse(about.SubjectId, out var subject)) return (null, Problems.NotFound());
        var (isThere, umPerPx) = await SnapshotStore.Scale(
            change.Work, change.Its.Id, about.SubjectKind!, subject, cancel);
        if (!isThere) return (null, Problems.NotFound());
        var step = about.View!.Value.TryGetProperty("sourcePxPerPx", out var said)
            && said.ValueKind == JsonValueKind.Number && said.TryGetDouble(out var value)
            && double.IsFinite(value) && value > 0 ? value : (double?)null;
        return (umPerPx * step, null);
    }

    private static async Task<(Sent? Sent, IResult? Refusal)> Read(HttpContext http, CancellationToken cancel)
    {
        if (!http.Request.HasFormContentType)
            return (null, Bad("picture", "Send a form of two parts: picture, about."));
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = PictureLimitBytes + 64 * 1024;
        IFormCollection form;
        try
        {
            form = await http.Request.ReadFormAsync(new FormOptions
            {
                MultipartBodyLengthLimit = PictureLimitBytes,
                ValueLengthLimit = AboutLimitChars,
                ValueCountLimit = 4,
            }, cancel);
        }
        catch (Exception broken) when (broken is InvalidDataException or BadHttpRequestException)
        {
            return (null, Bad("picture", $"A picture has at most {PictureLimitBytes >> 20} MiB."));
        }
        var (about, wrong) = ReadAbout(form["about"].ToString());
        if (wrong is not null) return (null, wrong);
        if (form.Files["picture"] is not { Length: > 0 and <= PictureLimitBytes } file)
            return (null, Bad("picture", "The part called picture is missing."));
        using var kept = new MemoryStream();
        await using (var content = file.OpenReadStream()) await content.CopyToAsync(kept, cancel);
        return Recognise(about!, kept.ToArray(), cancel) is { } sent
            ? (sent, null)
            : (null, Problems.Answer(422, "bad_file", "A snapshot is a PNG picture of up to 4096 pixels a side."));
    }

    private static (About? About, IResult? Wrong) ReadAbout(string text)
    {
        try
        {
            var about = JsonSerializer.Deserialize(text, ReportsJson.Default.SnapshotAbout);
            if (about?.SubjectKind is not ("slide" or "imaging" or "image"))
                return (null, Bad("subjectKind", "A snapshot is of a slide, of imaging or of an image."));
            if (about.SubjectId is not { Length: > 0 and <= SubjectLimitChars })
                return (null, Bad("subjectId", "Say what the snapshot is of."));
            if (about.Caption?.Length > CaptionLimitChars)
                return (null, Bad("caption", $"A caption has at most {CaptionLimitChars} characters."));
            return about.View is { ValueKind: JsonValueKind.Object }
                ? (about, null) : (null, Bad("view", "Say where the snapshot was taken."));
        }
        catch (JsonException)
        {
            return (null, Bad("about", "The part called about is JSON."));
        }
    }

    // Named by its bytes, never by what the request says of it.
    private static Sent? Recognise(About about, byte[] bytes, CancellationToken cancel)
    {
        try
        {
            using var stream = new MemoryStream(bytes);
            var picture = SlideReader.Open(stream, cancel);
            var (width, height) = (picture.Levels[0].WidthPx, picture.Levels[0].HeightPx);
            return picture.Format == SlideFormat.Png && Math.Max(width, height) <= SidesLimitPx
                ? new Sent(about, bytes, width, height) : null;
        }
        catch (SlideFormatException)
        {
            return null;
        }
    }

    private static ProblemHttpResult Bad(string field, string detail) => Problems.BadField(field, detail);
}

/// <summary>A change of a case's pictures by whoever reads it now.</summary>
internal static class SnapshotChange
{
    internal static async Task<IResult> Run(
        Guid id, CurrentPerson person, HttpContext http, CaseChanges changes, Func<CaseChange, Task<IResult?>> decide,
        int status, CancellationToken cancel)
    {
        await using var work = await changes.Database.Begin(cancel);
        var found = await ConsultationStore.FindForUpdate(
            work, person, Permission.WriteReport, new ConsultationId(id), cancel);
        if (found is null) return Problems.NotFound();
        var change = await changes.Begin(work, found, person, Permission.WriteReport, http, cancel);
        if (change.Its.Service == ServiceKind.Ecg)
            return Problems.Answer(409, "no_snapshots", "The ECG itself is a page of its report.");
        // What was signed stays as it was signed: pictures are made by whoever reads the case, while he reads it.
        if (change.Its.State.IsAfterSigning() || change.Its.Holder != person.Id)
            return Problems.Answer(409, "not_reading", "Only who reads the case puts pictures into its report.",
                "Claim the case first.");
        if (await decide(change) is { } refusal) return refusal;
        await change.Save(cancel);
        await work.Commit(cancel);
        await using var reading = await changes.Database.Read(cancel);
        return TypedResults.Json(await SnapshotStore.Of(reading, change.Its.Id, cancel),
            ReportsJson.Default.IReadOnlyListSnapshotLine, statusCode: status);
    }
}
