using Telemed.Domain;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>The images that a reader marks while he reads: shown first, and named in the study when he signs.</summary>
internal static class KeyImages
{
    private const int Limit = 100, NoteLimitChars = 500;

    internal sealed record Form(string? Note);

    internal sealed record Place(string SopInstanceUid, int Frame);

    internal sealed record Order(IReadOnlyList<Place> Images);

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
        ORDER BY k.position, k.marked_at, i.id, k.frame LIMIT @limit
        """;

    private const string MarkSql = $"""
        INSERT INTO imaging_key_image (consultation_id, instance_id, frame, note, marked_by, marked_at, position)
        SELECT @id, i.id, @frame, @note, @person, @now,
               (SELECT coalesce(max(k.position), 0) + 1 FROM imaging_key_image k WHERE k.consultation_id = @id)
        FROM imaging_instance i JOIN imaging_study s ON s.id = i.study_id
        WHERE i.sop_uid = @sop AND i.removed_at IS NULL AND @frame <= i.frame_count AND {WhileReading.OfCaseSql}
          AND (SELECT count(*) FROM imaging_key_image k WHERE k.consultation_id = @id) < @limit
        ON CONFLICT (consultation_id, instance_id, frame) DO UPDATE SET note = excluded.note
        """;

    private const string UnmarkSql = """
        DELETE FROM imaging_key_image k USING imaging_instance i
        WHERE k.consultation_id = @id AND i.id = k.instance_id AND i.sop_uid = @sop AND k.frame = @frame
        """;

    // Marks that the list does not name stand behind those it names.
    private const string OrderSql = """
        UPDATE imaging_key_image k SET position = coalesce(n.place::int, @limit + k.position)
        FROM imaging_key_image m JOIN imaging_instance i ON i.id = m.instance_id
        LEFT JOIN unnest(@sops, @frames) WITH ORDINALITY AS n (sop, frame, place)
            ON n.sop = i.sop_uid AND n.frame = m.frame
        WHERE m.consultation_id = @id AND k.consultation_id = m.consultation_id AND k.instance_id = m.instance_id
          AND k.frame = m.frame
        """;

    /// <summary>The marked images of a case, in the order the reader gave them.</summary>
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
            : WhileReading.Run(id, MarkSql, new { id, sop, frame, note, person = person.Id.Value, now = changes.Now,
                limit = Limit },
                "report.key_image_marked", person, http, changes, cancel);
    }

    /// <summary>Takes the mark away.</summary>
    internal static Task<IResult> Unmark(
        Guid id, string sop, int frame, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        WhileReading.Run(id, UnmarkSql, new { id, sop, frame }, "report.key_image_unmarked", person, http, changes,
            cancel);

    /// <summary>Puts the marked images into another order, which is theirs in the report too.</summary>
    internal static Task<IResult> Arrange(
        Guid id, Order order, CurrentPerson person, HttpContext http, CaseChanges changes, CancellationToken cancel) =>
        order.Images is not { Count: > 0 and <= Limit }
            ? Task.FromResult<IResult>(Problems.BadField("images", $"Name 1 to {Limit} images."))
            : WhileReading.Run(id, OrderSql, new
            {
                id, limit = Limit, sops = order.Images.Select(one => one.SopInstanceUid).ToArray(),
                frames = order.Images.Select(one => one.Frame).ToArray(),
            }, "report.key_images_arranged", person, http, changes, cancel);
}
