using System.Text.Json;
using System.Text.Json.Serialization;
using Telemed.Domain;
using Telemed.Hub.Live;
using Telemed.Hub.Patients;
using Telemed.Hub.Platform;
using Telemed.Pathology.Photos;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Uploads;

/// <summary>
/// States the scale of a photo by objective and camera, by the eyepiece's field, or by a marked length. It is kept with
/// the photo, says who stated it and how, and goes to the audit trail each time.
/// </summary>
internal static class CalibratePhoto
{
    /// <param name="Method">camera, field or length.</param>
    /// <param name="Objective">Magnification of the objective, for camera and field.</param>
    /// <param name="PixelUm">Pixel pitch of the sensor.</param>
    /// <param name="Adapter">Magnification of the camera adapter; 1 when absent.</param>
    /// <param name="SensorPx">Pixels of the sensor's long side; the photo's own when absent.</param>
    /// <param name="FieldNumberMm">Field number of the eyepiece.</param>
    /// <param name="LengthUm">The marked stretch in micrometres.</param>
    /// <param name="Points">Both ends of what was marked, x, y, x, y, in pixels of the upright photo.</param>
    internal sealed record Request(
        string Method, double? Objective, double? PixelUm, double? Adapter, int? SensorPx, double? FieldNumberMm,
        double? LengthUm, double[]? Points);

    internal sealed record Response(double UmPerPx, string Method, Request Stated, string By, DateTimeOffset At);

    private const string SizeSql = """
        SELECT COALESCE(GREATEST((summary ->> 'widthPx')::int, (summary ->> 'heightPx')::int), 0)
        FROM attachment WHERE id = @id
        """;

    private const string IsStatedSql = "SELECT um_per_px IS NOT NULL FROM attachment WHERE id = @id";

    private const string SaveSql = """
        UPDATE attachment SET um_per_px = @umPerPx, calibration = @calibration::jsonb WHERE id = @id
        """;

    [Answers<Response>]
    internal static async Task<IResult> Handle(
        Guid id, Request request, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        if (await AttachmentStore.Find(work, person, id, cancel) is not { Kind: "image" } row)
            return Problems.NotFound();
        var photoPx = await work.Row<int>(SizeSql, new { id }, cancel);
        if (Read(request, photoPx) is not { } calibration)
            return Problems.BadField("method", "A scale is stated by camera, field or length, with its numbers.");
        if (calibration.OutOfRange() is { } field)
            return Problems.BadField(JsonNamingPolicy.CamelCase.ConvertName(field), "This number is out of its range.");
        // A scale stated anew leaves nothing of the one before.
        if (await work.Row<bool>(IsStatedSql, new { id }, cancel)
            && await UnderHold.OfFile(work, id, cancel) is { } held) return held;
        var now = time.GetUtcNow();
        var stated = new Response(calibration.UmPerPx, request.Method, request, person.Name, now);
        await work.Execute(SaveSql, new
        {
            id, umPerPx = calibration.UmPerPx,
            calibration = JsonSerializer.Serialize(stated, CalibrationJson.Default.Response),
        }, cancel);
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "attachment.calibrated",
            Event = AuditEvents.InstancesAccessed,
            Kind = AuditAction.Update,
            Actor = new AuditActor { PersonId = person.Id.Value, FacilityId = row.FacilityId },
            EntityKind = row.Kind,
            EntityId = id.ToString(),
            PatientId = row.PatientId,
        }, now, cancel);
        if (row.ConsultationId is { } consultation)
            LiveChanges.Changed(work, LiveTopic.Consultation(new ConsultationId(consultation)), "attachment", id);
        await work.Commit(cancel);
        return TypedResults.Json(stated, CalibrationJson.Default.Response);
    }

    private static PhotoCalibration? Read(Request request, int photoPx) => request.Method switch
    {
        "camera" when request is { Objective: { } objective, PixelUm: { } pixelUm } =>
            new PhotoCalibration.Camera(
                objective, pixelUm, request.Adapter ?? 1, request.SensorPx ?? photoPx, photoPx),
        "field" when request is { Objective: { } objective, FieldNumberMm: { } number }
            && Marked(request.Points) is { } diameterPx =>
            new PhotoCalibration.Field(objective, number, diameterPx),
        "length" when request.LengthUm is { } lengthUm && Marked(request.Points) is { } lengthPx =>
            new PhotoCalibration.Stretch(lengthUm, lengthPx),
        _ => null,
    };

    private static double? Marked(double[]? points) =>
        points is [var fromX, var fromY, var toX, var toY] ? double.Hypot(toX - fromX, toY - fromY) : null;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CalibratePhoto.Request))]
[JsonSerializable(typeof(CalibratePhoto.Response))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
