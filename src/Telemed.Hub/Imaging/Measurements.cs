using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>What a reader measures on the images while he reads: kept with the case, and shown to the sender.</summary>
internal static class Measurements
{
    private const int Limit = 200, FiguresLimit = 8, NameLimitChars = 16;
    private const double FarthestMm = 100_000;

    /// <summary>Points that each tool has.</summary>
    private static readonly Dictionary<string, int> PointsOf = new()
    {
        ["length"] = 2, ["angle"] = 3, ["roi"] = 4, ["probe"] = 1,
    };

    /// <summary>One figure as the screen showed it, such as length, 12.4, mm.</summary>
    internal sealed record Figure(string Name, double Value, string Unit);

    /// <param name="SopInstanceUid">The image.</param>
    /// <param name="Frame">Counted from one.</param>
    /// <param name="Tool">length, angle, roi or probe.</param>
    /// <param name="Points">x, y, z of each point, in millimetres of the patient.</param>
    /// <param name="Figures">What was measured.</param>
    internal sealed record Form(
        string SopInstanceUid, int Frame, string Tool, double[] Points, IReadOnlyList<Figure> Figures);

    internal sealed record Measurement(
        Guid Id, Guid FacilityId, string StudyUid, string SeriesUid, int? SeriesNumber, string SopInstanceUid,
        int? ImageNumber, int Frame, string Tool, double[] Points, IReadOnlyList<Figure> Figures, string MadeBy,
        DateTimeOffset MadeAt);

    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid FacilityId { get; init; }
        public string StudyUid { get; init; } = "";
        public string SeriesUid { get; init; } = "";
        public int? SeriesNumber { get; init; }
        public string SopInstanceUid { get; init; } = "";
        public int? ImageNumber { get; init; }
        public int Frame { get; init; }
        public string Tool { get; init; } = "";
        public double[] Points { get; init; } = [];
        public string[] FigureNames { get; init; } = [];
        public double[] FigureValues { get; init; } = [];
        public string[] FigureUnits { get; init; } = [];
        public string MadeBy { get; init; } = "";
        public DateTimeOffset MadeAt { get; init; }

        public Measurement ToMeasurement() => new(
            Id, FacilityId, StudyUid, SeriesUid, SeriesNumber, SopInstanceUid, ImageNumber, Frame, Tool, Points,
            [.. FigureNames.Select((name, at) => new Figure(name, FigureValues[at], FigureUnits[at]))], MadeBy, MadeAt);
    }

    private const string FindSql = """
        SELECT m.id, s.facility_id, s.study_uid, e.series_uid, e.number AS series_number,
               i.sop_uid AS sop_instance_uid, i.number AS image_number, m.frame, m.tool, m.points, m.figure_names,
               m.figure_values, m.figure_units, p.name AS made_by, m.made_at
        FROM imaging_measurement m
        JOIN imaging_instance i ON i.id = m.instance_id AND i.removed_at IS NULL
        JOIN imaging_series e ON e.id = i.series_id JOIN imaging_study s ON s.id = i.study_id
        JOIN person p ON p.id = m.made_by
        WHERE m.consultation_id = @id
        ORDER BY m.made_at, m.id LIMIT @limit
        """;

    private const string KeepSql = $"""
        INSERT INTO imaging_measurement (id, consultation_id, instance_id, frame, tool, points, figure_names,
            figure_values, figure_units, made_by, made_at)
        SELECT @measurement, @id, i.id, @frame, @tool, @points, @names, @values, @units, @person, @now
        FROM imaging_instance i JOIN imaging_study s ON s.id = i.study_id
        WHERE i.sop_uid = @sop AND i.removed_at IS NULL AND @frame <= i.frame_count AND {WhileReading.OfCaseSql}
          AND (SELECT count(*) FROM imaging_measurement m
               WHERE m.consultation_id = @id AND m.id <> @measurement) < @limit
        ON CONFLICT (id) DO UPDATE SET points = excluded.points, figure_names = excluded.figure_names,
            figure_values = excluded.figure_values, figure_units = excluded.figure_units, made_by = excluded.made_by
        WHERE imaging_measurement.consultation_id = excluded.consultation_id
        """;

    private const string RemoveSql =
        "DELETE FROM imaging_measurement WHERE id = @measurement AND consultation_id = @id";

    /// <summary>The measurements of a case, in the order they were made.</summary>
    [Answers<IReadOnlyList<Measurement>>]
    internal static async Task<IResult> List(
        Guid id, CurrentPerson person, Database database, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        if (!await ConsultationAccess.MaySee(read, person, new ConsultationId(id), cancel)) return Problems.NotFound();
        return Results.Json(await Of(read, new ConsultationId(id), cancel),
            ImagingJson.Default.IReadOnlyListMeasurement);
    }

    /// <summary>The measurements for the hub's own use.</summary>
    internal static async Task<IReadOnlyList<Measurement>> Of(
        Reading read, ConsultationId id, CancellationToken cancel) =>
        [.. (await read.Rows<Row>(FindSql, new { id = id.Value, limit = Limit }, cancel))
            .Select(row => row.ToMeasurement())];

    /// <summary>Keeps a measurement under the id the viewer gave it; keeping it again changes it.</summary>
    internal static Task<IResult> Keep(
        Guid id, Guid measurement, Form form, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) => Problem(form) is { } problem
        ? Task.FromResult<IResult>(problem)
        : WhileReading.Run(id, KeepSql, new
        {
            id, measurement, sop = form.SopInstanceUid, frame = form.Frame, tool = form.Tool, points = form.Points,
            names = form.Figures.Select(figure => figure.Name).ToArray(),
            values = form.Figures.Select(figure => figure.Value).ToArray(),
            units = form.Figures.Select(figure => figure.Unit).ToArray(),
            person = person.Id.Value, now = changes.Now, limit = Limit,
        }, "report.measurement_kept", person, http, changes, cancel);

    /// <summary>Takes a measurement away.</summary>
    internal static Task<IResult> Remove(
        Guid id, Guid measurement, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        WhileReading.Run(id, RemoveSql, new { id, measurement }, "report.measurement_removed", person, http, changes,
            cancel);

    private static ProblemHttpResult? Problem(Form form)
    {
        if (form.Frame < 1) return Problems.BadField("frame", "Frames are counted from 1.");
        if (!PointsOf.TryGetValue(form.Tool ?? "", out var count))
            return Problems.BadField("tool", "A tool is length, angle, roi or probe.");
        if (form.Points?.Length != count * 3 || form.Points.Any(each => !(Math.Abs(each) <= FarthestMm)))
            return Problems.BadField("points", $"This tool has {count} points of three numbers each.");
        return form.Figures is not { Count: <= FiguresLimit } || form.Figures.Any(each => !IsFigure(each))
            ? Problems.BadField("figures", $"At most {FiguresLimit} figures, each with a name, a number and a unit.")
            : null;
    }

    private static bool IsFigure(Figure figure) =>
        figure is { Name.Length: > 0 and <= NameLimitChars, Unit.Length: <= NameLimitChars } &&
        double.IsFinite(figure.Value);
}
