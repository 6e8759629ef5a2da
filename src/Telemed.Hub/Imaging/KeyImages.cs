using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Imaging;

/// <summary>The images that a reader marks while he reads: shown first, and named in the study when he signs.</summary>
internal static class KeyImages
{
    private const int Limit = 100, NoteLimitChars = 500;

    internal sealed record Form(string? Note);

    internal sealed record KeyImage
    {
        public Guid FacilityId { get; init; }
        public string StudyUid { get; init; } = "";
        public string SeriesUid { get; init; } = "";
        public string SopInstanceUid { get; init; } = "";
        public string SopClassUid { get; init; } = "";
        public int Frame { get; init; }
        public int FrameCount { get; init; }
        public string Note { get; init; } = "";
    }

    private const string FindSql = """
        SELECT s.facility_id, s.study_uid, e.series_uid, i.sop_uid AS sop_instance_uid, i.sop_class AS sop_class_uid,
               k.frame, i.frame_count, k.note
        FROM imaging_key_image k
        JOIN imaging_instance i ON i.id = k.instance_id AND i.removed_at IS NULL
        JOIN imaging_series e ON e.id = i.series_id JOIN imaging_study s ON s.id = i.study_id
        WHERE k.consultation_id = @id
        ORDER BY k.marked_at, i.id, k.frame LIMIT @limit
        """;

    private const string MarkSql = """
        INSERT INTO imaging_key_image (consultation_id, instance_id, frame, note, marked_by, marked_at)
        SELECT @id, i.id, @frame, @note, @person, @now
        FROM imaging_instance i JOIN imaging_study s ON s.id = i.study_id
        WHERE i.sop_uid = @sop AND i.removed_at IS NULL AND @frame <= i.frame_count
          AND (s.consultation_id = @id OR EXISTS (
              SELECT 1 FROM attachment a WHERE a.consultation_id = @id AND a.kind = 'imaging' AND a.subject_id = s.id))
          AND (SELECT count(*) FROM imaging_key_image k WHERE k.consultation_id = @id) < @limit
        ON CONFLICT (consultation_id, instance_id, frame) DO UPDATE SET note = excluded.note
        """;

    private const string UnmarkSql = """
        DELETE FROM imaging_key_image k USING imaging_instance i
        WHERE k.consultation_id = @id AND i.id = k.instance_id AND i.sop_uid = @sop AND k.frame = @frame
        """;

    /// <summary>The marked images of a case, in the order they were marked.</summary>
    [Answers<IReadOnlyList<KeyImage>>]
    internal static async Task<IResult> List(
        Guid id, CurrentPerson person, Database database, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        if (!await ConsultationAccess.MaySee(read, person, new ConsultationId(id), cancel)) return Problems.NotFound();
        return Results.Json(await Of(read, new ConsultationId(id), cancel), ImagingJson.Default.IReadOnlyListKeyImage);
    }

    /// <summary>The marked images for the hub's own use.</summary>
    internal static Task<IReadOnlyList<KeyImage>> Of(Reading read, ConsultationId id, CancellationToken cancel) =>
        read.Rows<KeyImage>(FindSql, new { id = id.Value, limit = Limit }, cancel);

    /// <summary>Marks one frame; marking it again changes its note.</summary>
    internal static Task<IResult> Mark(
        Guid id, string sop, int frame, Form? form, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel)
    {
        var note = form?.Note?.Trim() ?? "";
        return note.Length > NoteLimitChars
            ? Task.FromResult<IResult>(Problems.BadField("note", $"A note has at most {NoteLimitChars} letters."))
            : Change(id, MarkSql, new { id, sop, frame, note, person = person.Id.Value, now = changes.Now,
                limit = Limit },
                "report.key_image_marked", person, http, changes, cancel);
    }

    /// <summary>Takes the mark away.</summary>
    internal static Task<IResult> Unmark(
        Guid id, string sop, int frame, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        Change(id, UnmarkSql, new { id, sop, frame }, "report.key_image_unmarked", person, http, changes, cancel);

    private static async Task<IResult> Change(
        Guid id, string statement, object parameters, string action, CurrentPerson person, HttpContext http,
        CaseChanges changes, CancellationToken cancel)
    {
        await using var work = await changes.Database.Begin(cancel);
        var found = await ConsultationStore.FindForUpdate(
            work, person, Permission.WriteReport, new ConsultationId(id), cancel);
        if (found is null) return Problems.NotFound();
        var change = await changes.Begin(work, found, person, Permission.WriteReport, http, cancel);
        // What was signed stays as it was signed: marks are made by whoever reads the case, while he reads it.
        if (change.Its.State.IsAfterSigning() || change.Its.Holder != person.Id)
            return Problems.Answer(409, "not_reading", "Only who reads the case marks images.",
                "Claim the case first.");
        if (await work.Execute(statement, parameters, cancel) == 0) return Problems.NotFound();
        change.AlsoAudit(action);
        await change.Save(cancel);
        await work.Commit(cancel);
        return Results.NoContent();
    }
}
