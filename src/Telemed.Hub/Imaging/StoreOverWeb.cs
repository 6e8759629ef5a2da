using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Telemed.Dicom;
using Telemed.Hub.Platform;
using Telemed.Hub.Uploads;

namespace Telemed.Hub.Imaging;

/// <summary>STOW-RS: one instance as a plain body, or many as parts (PS3.18 section 10.5).</summary>
internal static class StoreOverWeb
{
    private const int BoundaryLimitChars = 200;
    private const string Dicom = "application/dicom";

    // About as long as the requests that fill the spool take to be stored.
    private const string FullRetrySeconds = "10";

    public static async Task<IResult> Handle(
        HttpContext context, CurrentCaller caller, ReceiveDicom receive, InstanceSpool spool, ImagingOptions options,
        ImagingAddress address, TimeProvider time, CancellationToken cancel)
    {
        var request = context.Request;
        if (request.Headers.ContentEncoding.Any(packing => packing is not (null or "" or "identity")) ||
            BodyType.Read(request.ContentType) is not { } media)
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var files = new List<SpooledFile>();
        using var share = spool.NewShare();
        try
        {
            if (!await Take(context, media, files, spool, share, options, cancel))
                return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
            if (files.Count == 0 || (media.Name == Dicom && files[0].Bytes == 0))
                return Problems.Answer(400, "no_instances", "The body holds no part.");
            var facility = new Domain.FacilityId(context.FacilityOfPath ?? caller.FacilityId.Value);
            if (facility != caller.FacilityId && !caller.Reach.WholeSystem) return Problems.NotFound();
            var received = await receive.Store(files,
                new ReceiveContext(facility, caller.PersonId, caller.DeviceId, null, null, time.GetUtcNow()),
                    caller.Actor,
                context.GetRouteValue("study") as string, beside: null, cancel);
            return Answer(received.Outcomes, facility.Value, address);
        }
        catch (InstanceTooLargeException)
        {
            return Problems.Answer(413, "too_large", "An instance is longer than instances may be here.");
        }
        catch (SpoolFullException)
        {
            context.Response.Headers.RetryAfter = FullRetrySeconds;
            return Problems.Answer(503, "spool_full", "More is arriving than there is room for.",
                "Send it again later, in smaller requests if it is refused again.");
        }
        catch (Exception broken) when (broken is InvalidDataException or BadHttpRequestException ||
            broken.Message.StartsWith("Unexpected end of Stream", StringComparison.Ordinal))
        {
            return Problems.Answer(400, "bad_multipart", "The parts of the body cannot be told apart.");
        }
        finally
        {
            InstanceSpool.Remove(files);
        }
    }

    private static async Task<bool> Take(
        HttpContext context, BodyType media, List<SpooledFile> files, InstanceSpool spool,
        SpoolShare share, ImagingOptions options, CancellationToken cancel)
    {
        if (media.Name == Dicom)
        {
            files.Add(await spool.Take(context.Request.Body, options.InstanceBytes, share, cancel));
            return true;
        }
        if (media.Name != "multipart/related" || media.Parts is not (null or Dicom)
            || media.Boundary is not { Length: > 0 and <= BoundaryLimitChars } boundary) return false;
        var reader = new MultipartReader(boundary, context.Request.Body, bufferSize: 128 * 1024);
        while (await reader.ReadNextSectionAsync(cancel) is { } part)
        {
            if (files.Count == options.InstancesPerRequest) throw new InvalidDataException("There are too many parts.");
            files.Add(await spool.Take(part.Body, options.InstanceBytes, share, cancel));
        }
        return true;
    }

    internal static DicomJsonAnswer Answer(IReadOnlyList<StoreOutcome> outcomes, Guid facility, ImagingAddress address)
    {
        var stored = outcomes.Where(outcome => outcome.IsStored).ToArray();
        var failed = outcomes.Where(outcome => !outcome.IsStored && outcome.SopUid is not null).ToArray();
        var unread = outcomes.Where(outcome => outcome.SopUid is null).ToArray();
        var status = stored.Length == 0 ? 409
            : failed.Length + unread.Length > 0 || stored.Any(outcome => outcome.Status != StoreOutcome.Stored) ? 202
                : 200;
        return new DicomJsonAnswer(json =>
        {
            json.WriteStartObject();
            if (stored.Length > 0) json.Attribute(DicomTags.RetrieveURL, address.Study(facility, stored[0].StudyUid!));
            Sequence(json, DicomTags.FailedSOPSequence, failed, outcome => Failure(json, outcome));
            Sequence(json, DicomTags.ReferencedSOPSequence, stored, outcome =>
                Stored(json, outcome, facility, address));
            Sequence(json, DicomTags.OtherFailuresSequence, unread, outcome => Failure(json, outcome));
            json.WriteEndObject();
        }, status);
    }

    private static void Sequence(Utf8JsonWriter json, DicomTag tag, StoreOutcome[] outcomes, Action<StoreOutcome> write)
    {
        if (outcomes.Length == 0) return;
        json.WriteStartObject(tag.ToString());
        json.WriteString("vr", "SQ");
        json.WriteStartArray("Value");
        foreach (var outcome in outcomes)
        {
            json.WriteStartObject();
            write(outcome);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Stored(Utf8JsonWriter json, StoreOutcome outcome, Guid facility, ImagingAddress address)
    {
        json.Attribute(DicomTags.ReferencedSOPClassUID, outcome.SopClassUid);
        json.Attribute(DicomTags.ReferencedSOPInstanceUID, outcome.SopUid);
        json.Attribute(DicomTags.RetrieveURL,
            address.Instance(facility, outcome.StudyUid!, outcome.SeriesUid!, outcome.SopUid!));
        if (outcome.Status == StoreOutcome.Stored) return;
        json.Attribute(DicomTags.WarningReason, outcome.Status);
        json.Attribute(DicomTags.ErrorComment, Bounded(outcome.Comment));
    }

    private static void Failure(Utf8JsonWriter json, StoreOutcome outcome)
    {
        if (outcome.SopUid is not null)
        {
            json.Attribute(DicomTags.ReferencedSOPClassUID, outcome.SopClassUid);
            json.Attribute(DicomTags.ReferencedSOPInstanceUID, outcome.SopUid);
        }
        json.Attribute(DicomTags.FailureReason, outcome.Status);
        json.Attribute(DicomTags.ErrorComment, Bounded(outcome.Comment));
    }

    private static string Bounded(string comment) =>
        (comment.Length <= 200 ? comment : comment[..200]).Replace('\\', '/');
}
