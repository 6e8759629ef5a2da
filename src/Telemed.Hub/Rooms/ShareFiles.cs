using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Hub.Uploads;
using Telemed.Pathology;
using Telemed.Storage.Audit;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Rooms;

/// <summary>Stills, voice notes and files of a room: each is an attachment of the case before anybody hears.</summary>
internal static class ShareFiles
{
    private const int StillLimitBytes = 4 << 20;
    private const int VoiceLimitBytes = 2 << 20;
    private const int RegionLimitChars = 40;
    private const int CaptionLimitChars = 500;

    internal sealed record FileRequest(Guid AttachmentId, Guid? ClientId);

    private sealed record Media(
        string Kind, string AttachmentKind, string Type, string FileName, byte[] Bytes, JsonObject Summary);

    /// <summary>A still, a voice note or a piece of the room's recording, sent as the body of the request.</summary>
    [Answers<LineView>]
    internal static async Task<IResult> Send(Guid id, string kind, string? region, string? caption, Guid? clientId,
        CurrentPerson person, HttpContext http, RoomChanges changes, BlobWriter blobs, CancellationToken cancel)
    {
        if (kind is not ("still" or "voice" or "recording"))
            return Problems.BadField("kind", "A still, a voice note or a recording.");
        if (region?.Length > RegionLimitChars) return Problems.BadField("region", "A code of the body map.");
        if (caption?.Length > CaptionLimitChars)
            return Problems.BadField("caption", $"At most {CaptionLimitChars} characters.");
        var act = kind == "recording" ? RoomAct.Recording : RoomAct.Still;
        if (await MayShare(id, act, person, changes, cancel) is { } refusal) return refusal;
        var limit = kind == "still" ? StillLimitBytes : VoiceLimitBytes;
        if (await Read(http, limit, cancel) is not { } bytes) return RoomProblems.Answer(RoomRefusal.TooLarge);
        if (Recognise(kind, bytes, changes.Now, cancel) is not { } media)
            return Problems.Answer(422, "bad_file", "A still is a JPEG or PNG picture; a voice note is WebM or Ogg.");
        WrittenBlob blob;
        using (var content = new MemoryStream(bytes)) blob = await blobs.Write(content, media.Type, default, cancel);
        var kept = false;
        try
        {
            return await Line(id, act, clientId, person, http, changes, async change =>
            {
                if (kind == "recording" && !RecordConsent.MayRecord(change.Its)) return RecordConsent.Refusal();
                var attachment = AttachmentId.New(change.Now);
                await Attach(change, attachment, media, blob, person, cancel);
                change.AddLine(media.Kind, person.Id, clientId,
                    Body(attachment.Value, region, caption, media.Type, bytes.Length, kind == "recording"));
                change.Audit($"room.{kind}", AuditAction.Create, About(attachment.Value));
                kept = true;
                return null;
            }, cancel);
        }
        finally
        {
            // The line was refused or was there already: nothing points to these bytes.
            if (!kept) await blobs.Discard(blob, CancellationToken.None);
        }
    }

    /// <summary>A file that was uploaded to the case, shown in the room.</summary>
    [Answers<LineView>]
    internal static async Task<IResult> AddFile(Guid id, FileRequest request, CurrentPerson person, HttpContext http,
        RoomChanges changes, CancellationToken cancel)
    {
        if (await MayShare(id, RoomAct.File, person, changes, cancel) is { } refusal) return refusal;
        return await Line(id, RoomAct.File, request.ClientId, person, http, changes, async change =>
        {
            var row = await AttachmentStore.Find(change.Work, person, request.AttachmentId, cancel);
            if (row is null || row.ConsultationId != change.Row.ConsultationId) return Problems.NotFound();
            change.AddLine("file", person.Id, request.ClientId,
                Body(row.Id, null, row.FileName, row.ContentType, row.SizeBytes));
            change.Audit("room.file", AuditAction.Update, About(row.Id));
            return null;
        }, cancel);
    }

    // Asked before the body is read; asked again under the lock when the line is written.
    internal static async Task<IResult?> MayShare(
        Guid id, RoomAct act, CurrentPerson person, RoomChanges changes, CancellationToken cancel)
    {
        await using var reading = await changes.Database.Read(cancel);
        if (await RoomStore.Find(reading, new RoomId(id), cancel) is not { } row
            || await RoomStore.Member(reading, new RoomId(id), person.Id, cancel) is not { } member)
            return Problems.NotFound();
        if (row.ConsultationId is null)
            return Problems.Answer(409, "no_case", "This room has no case to keep files in.");
        return RoomRules.Check(row.ToRoom(), member.ToMember(), act) is { } refusal
            ? RoomProblems.Answer(refusal) : null;
    }

    /// <summary>Changes a room by one line, and answers with it.</summary>
    internal static async Task<IResult> Line(
        Guid id, RoomAct act, Guid? clientId, CurrentPerson person, HttpContext http, RoomChanges changes,
        Func<RoomChange, Task<IResult?>> decide, CancellationToken cancel)
    {
        RoomChange change;
        LineView line;
        await using (var work = await changes.Database.Begin(cancel))
        {
            if (await RoomStore.Lock(work, new RoomId(id), cancel) is not { } row) return Problems.NotFound();
            var member = (await RoomStore.Member(work, new RoomId(id), person.Id, cancel))?.ToMember();
            change = changes.Begin(work, row, RoomChanges.ActorOf(person, http));
            if (RoomChanges.Check(change.Its, member, act) is { } no) return RoomProblems.Answer(no);
            if (clientId is { } known
                && await RoomHistory.Repeated(work, change.Its.Id, person.Id, known, cancel) is { } before)
                return TypedResults.Json(RoomSay.Line(before), RoomsJson.Default.LineView);
            if (await decide(change) is { } refusal) return refusal;
            await change.Save(cancel);
            line = RoomSay.Line((await RoomHistory.One(work, change.Its.Id, change.LineNumbers[^1], cancel))!);
            await work.Commit(cancel);
        }
        await changes.Tell(change, cancel);
        return TypedResults.Json(line, RoomsJson.Default.LineView);
    }

    private static async Task Attach(RoomChange change, AttachmentId attachment, Media media, WrittenBlob blob,
        CurrentPerson person, CancellationToken cancel)
    {
        await BlobTable.MarkStored(change.Work, blob, cancel);
        var file = new SpooledFile("", blob.SizeBytes, Convert.ToHexStringLower(blob.Sha256.Span), media.FileName);
        var context = new ReceiveContext(new FacilityId(change.Row.FacilityId), person.Id, null, change.Consultation,
            change.Row.PatientId is { } patient ? new PatientId(patient) : null, change.Now);
        var subject = new ReceivedSubject(media.AttachmentKind, Guid.Empty, media.Summary, null, []);
        await AttachmentStore.Add(
            change.Work, attachment, file, media.Type, blob.Id, subject, [], context, cancel);
        LiveChanges.Changed(
            change.Work, LiveTopic.Consultation(change.Consultation!.Value), "attachment", attachment.Value);
    }

    private static async Task<byte[]?> Read(HttpContext http, int limitBytes, CancellationToken cancel)
    {
        // What is a little too large may end, so that whoever sends it hears the answer and not a broken line.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = 4L * limitBytes;
        if (http.Request.ContentLength > limitBytes) return null;
        using var kept = new MemoryStream();
        var part = new byte[64 * 1024];
        while (kept.Length <= limitBytes)
        {
            var count = await http.Request.Body.ReadAsync(part, cancel);
            if (count == 0) return kept.ToArray();
            kept.Write(part, 0, count);
        }
        return null;
    }

    // Named by its bytes, never by what the request says of it.
    private static Media? Recognise(string kind, byte[] bytes, DateTimeOffset now, CancellationToken cancel)
    {
        var stamp = now.ToString("yyyyMMdd-HHmmss", System.Globalization.CultureInfo.InvariantCulture);
        if (kind is "voice" or "recording")
        {
            var isWebm = bytes is [0x1A, 0x45, 0xDF, 0xA3, ..];
            var isOgg = bytes.AsSpan().StartsWith("OggS"u8);
            return isWebm ? new Media("voice", "audio", "audio/webm", $"{kind}-{stamp}.webm", bytes, [])
                : isOgg ? new Media("voice", "audio", "audio/ogg", $"{kind}-{stamp}.ogg", bytes, []) : null;
        }
        try
        {
            using var stream = new MemoryStream(bytes);
            var photo = SlideReader.Open(stream, cancel);
            if (photo.Format is not (SlideFormat.Jpeg or SlideFormat.Png)) return null;
            var (type, end) = photo.Format == SlideFormat.Png ? ("image/png", "png") : ("image/jpeg", "jpg");
            var summary = new JsonObject
            {
                ["widthPx"] = photo.Levels[0].WidthPx, ["heightPx"] = photo.Levels[0].HeightPx,
            };
            return new Media(kind, "image", type, $"still-{stamp}.{end}", bytes, summary);
        }
        catch (SlideFormatException)
        {
            return null;
        }
    }

    private static string Body(
        Guid attachment, string? region, string? caption, string type, long sizeBytes, bool recorded = false) =>
        RoomChange.Body(writer =>
        {
            writer.WriteString("attachmentId", attachment);
            writer.WriteString("region", region);
            writer.WriteString("caption", caption);
            writer.WriteString("mediaType", type);
            writer.WriteNumber("sizeBytes", sizeBytes);
            if (recorded) writer.WriteBoolean("recorded", true);
        });

    private static string About(Guid attachment) =>
        RoomChange.Body(writer => writer.WriteString("attachmentId", attachment));
}
