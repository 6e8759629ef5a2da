using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Consultations;
using Telemed.Hub.Live;
using Telemed.Hub.Notices;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Rooms;

/// <summary>
/// The specialist's note of a session: drafted while it goes on, due by its clock, signed with a fresh credential; then
/// it stands in the case and is never changed.
/// </summary>
internal static class RoomNote
{
    private const int TextLimitChars = 8000;

    internal sealed record Content(string? Findings, string? Advice, string? Actions, string? Limits);

    internal sealed record Signer(string Name, string? Title, string? Licence, string? Facility);

    internal sealed record View(
        int Version, Content Content, DateTimeOffset? SavedAt, DateTimeOffset? SignedAt, string? SignerName,
        DateTimeOffset? DueAt);

    internal sealed record SaveRequest(int Version, Content Content);

    internal sealed record SignRequest(int Version);

    private const string FindSql = """
        SELECT version, content::text AS content, saved_at, signed_at, signer::text AS signer
        FROM room_note WHERE room_id = @room
        """;

    private const string SaveSql = """
        INSERT INTO room_note (room_id, version, content, author_id, saved_at)
        VALUES (@room, 1, @content::jsonb, @author, @now)
        ON CONFLICT (room_id) DO UPDATE SET version = room_note.version + 1, content = excluded.content,
            author_id = excluded.author_id, saved_at = excluded.saved_at
        """;

    private const string SignSql = """
        UPDATE room_note SET signed_at = @now, signer = @signer::jsonb, sha256 = @hash WHERE room_id = @room
        """;

    private const string SignerSql = """
        SELECT p.name, p.title, p.licence_number AS licence,
               (SELECT f.name FROM facility f WHERE f.id = @facility) AS facility
        FROM person p WHERE p.id = @person
        """;

    private const string MessageSql = """
        INSERT INTO consultation_message (id, consultation_id, person_id, kind, codes, text, created_at)
        VALUES (@id, @consultation, @person, 'room_note', @codes, @text, @now)
        """;

    private sealed record NoteRecord
    {
        public int Version { get; init; }
        public string Content { get; init; } = "";
        public DateTimeOffset SavedAt { get; init; }
        public DateTimeOffset? SignedAt { get; init; }
        public string? Signer { get; init; }
    }

    private sealed record SignerRecord
    {
        public string Name { get; init; } = "";
        public string? Title { get; init; }
        public string? Licence { get; init; }
        public string? Facility { get; init; }
    }

    /// <summary>The note; before it is signed only the specialist reads it.</summary>
    [Answers<View>]
    internal static async Task<IResult> Show(
        Guid id, CurrentPerson person, RoomChanges changes, CancellationToken cancel)
    {
        await using var reading = await changes.Database.Read(cancel);
        // Signed, it is part of the case, and no guest of the session sees that any more.
        if (await RoomStore.Find(reading, new RoomId(id), cancel) is not { } row
            || row.SpecialistId != person.Id.Value
                && !await RoomStore.MaySeeCase(reading, new RoomId(id), person, cancel))
            return Problems.NotFound();
        var note = await reading.RowOrNone<NoteRecord>(FindSql, new { room = id }, cancel);
        if (note?.SignedAt is null && row.SpecialistId != person.Id.Value) return Problems.NotFound();
        return TypedResults.Json(ViewOf(note, row.ToRoom().NoteDueAt(changes.Times)), RoomsJson.Default.RoomNoteView);
    }

    internal static async Task<IResult> Save(Guid id, SaveRequest request, CurrentPerson person, HttpContext http,
        RoomChanges changes, CancellationToken cancel)
    {
        var texts = new[]
        {
            request.Content?.Findings, request.Content?.Advice, request.Content?.Actions, request.Content?.Limits,
        };
        if (request.Content is null || texts.Any(text => text?.Length > TextLimitChars))
            return Problems.BadField("content", $"Each of the four texts has up to {TextLimitChars} characters.");
        await using (var work = await changes.Database.Begin(cancel))
        {
            var (row, refusal) = await Writable(work, id, person, RoomAct.Note, cancel);
            if (refusal is not null) return refusal;
            var before = await work.RowOrNone<NoteRecord>(FindSql, new { room = id }, cancel);
            if ((before?.Version ?? 0) != request.Version) return Problems.VersionConflict(before?.Version ?? 0);
            var change = changes.Begin(work, row!, RoomChanges.ActorOf(person, http));
            await work.Execute(SaveSql, new
            {
                room = id, author = person.Id.Value, now = change.Now,
                content = JsonSerializer.Serialize(request.Content, RoomsJson.Default.Content),
            }, cancel);
            // One audit line for the draft, not one for every pause in typing.
            if (before is null) change.Audit("room.note_begun", AuditAction.Create);
            await change.Save(cancel);
            await work.Commit(cancel);
        }
        return await Show(id, person, changes, cancel);
    }

    internal static async Task<IResult> Sign(Guid id, SignRequest request, CurrentPerson person, FreshCredential fresh,
        HttpContext http, RoomChanges changes, CancellationToken cancel)
    {
        RoomChange change;
        await using (var work = await changes.Database.Begin(cancel))
        {
            var (row, refusal) = await Writable(work, id, person, RoomAct.Sign, cancel);
            if (refusal is not null) return refusal;
            var note = await work.RowOrNone<NoteRecord>(FindSql, new { room = id }, cancel);
            if ((note?.Version ?? 0) != request.Version) return Problems.VersionConflict(note?.Version ?? 0);
            var content = note is null ? new Content(null, null, null, null) : Read(note);
            if (Missing(content) is { Length: > 0 } missing)
                return Problems.Answer(409, "incomplete", "Something must be filled in before this is signed.",
                    "Fill in what is listed.", missing);
            change = changes.Begin(work, row!, RoomChanges.ActorOf(person, http));
            if (change.Do(RoomStep.SignNote, RoomSide.Specialist) is { } refused) return RoomProblems.Answer(refused);
            change.Do(RoomStep.Close, RoomSide.System);
            await WriteDown(change, note!, content, person, cancel);
            await change.Save(cancel);
            await work.Commit(cancel);
        }
        await changes.Tell(change, cancel);
        return await Show(id, person, changes, cancel);
    }

    private static async Task<(RoomRecord? Row, IResult? Refusal)> Writable(
        Work work, Guid id, CurrentPerson person, RoomAct act, CancellationToken cancel)
    {
        var room = new RoomId(id);
        if (await RoomStore.Lock(work, room, cancel) is not { } row
            || !await RoomStore.MaySee(work, room, person, cancel))
            return (null, Problems.NotFound());
        var member = (await RoomStore.Member(work, room, person.Id, cancel))?.ToMember();
        return RoomChanges.Check(row.ToRoom(), member, act) is { } refusal
            ? (row, RoomProblems.Answer(refusal)) : (row, null);
    }

    private static async Task WriteDown(
        RoomChange change, NoteRecord note, Content content, CurrentPerson person, CancellationToken cancel)
    {
        var actor = change.Actor.Audit;
        var signer = await change.Work.Row<SignerRecord>(
            SignerSql, new { person = person.Id.Value, facility = actor.FacilityId }, cancel);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(note.Content));
        await change.Work.Execute(SignSql, new
        {
            room = change.Its.Id.Value, now = change.Now, hash,
            signer = JsonSerializer.Serialize(
                new Signer(signer.Name, signer.Title, signer.Licence, signer.Facility), RoomsJson.Default.Signer),
        }, cancel);
        change.AddLine("note", person.Id, null, RoomChange.Body(writer => writer.WriteString("signedAt", change.Now)));
        change.Audit("room.note_signed", AuditAction.Update, RoomChange.Body(writer =>
            writer.WriteString("sha256", Convert.ToHexStringLower(hash))));
        if (change.Consultation is not { } consultation) return;
        var (codes, text) = Words(content);
        await change.Work.Execute(MessageSql, new
        {
            id = Guid.CreateVersion7(change.Now), consultation = consultation.Value, person = person.Id.Value, codes,
            text, now = change.Now,
        }, cancel);
        LiveChanges.Changed(change.Work, LiveTopic.Consultation(consultation), "room_note", change.Its.Id.Value);
        if (change.Row.RequesterId is { } requester && requester != person.Id.Value)
            TellPeople.Person(change.Work, change.Batch, new PersonId(requester), consultation, "room_note_signed",
                change.Now, new Dictionary<string, string> { ["roomId"] = change.Its.Id.Value.ToString("D") });
    }

    // The codes say which parts the text has, in order, so that each reader sees their names in his own language.
    private static (string[] Codes, string Text) Words(Content content)
    {
        (string Code, string? Text)[] parts =
        [
            ("findings", content.Findings), ("advice", content.Advice), ("actions", content.Actions),
            ("limits", content.Limits),
        ];
        var filled = parts.Where(part => !string.IsNullOrWhiteSpace(part.Text)).ToList();
        return ([.. filled.Select(part => part.Code)], string.Join("\n\n", filled.Select(part => part.Text!.Trim())));
    }

    private static string[] Missing(Content content) =>
    [
        .. new[] { ("findings", content.Findings), ("advice", content.Advice) }
            .Where(part => string.IsNullOrWhiteSpace(part.Item2)).Select(part => part.Item1),
    ];

    private static Content Read(NoteRecord note) =>
        JsonSerializer.Deserialize(note.Content, RoomsJson.Default.Content) ?? new Content(null, null, null, null);

    private static View ViewOf(NoteRecord? note, DateTimeOffset? dueAt) => note is null
        ? new View(0, new Content("", "", "", ""), null, null, null, dueAt)
        : new View(note.Version, Read(note), note.SavedAt, note.SignedAt,
            note.Signer is null ? null : JsonSerializer.Deserialize(note.Signer, RoomsJson.Default.Signer)?.Name,
            dueAt);
}
