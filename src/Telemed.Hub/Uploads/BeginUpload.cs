using Telemed.Domain;
using Telemed.Hub.Consultations;
using Telemed.Hub.Ecg;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Uploads;

/// <summary>Opens an upload: who sends, to which case, how much. Nothing is read before this was allowed.</summary>
internal static class BeginUpload
{
    internal const int FileNameLimitChars = 255;

    /// <param name="FileName">What the sender calls the file.</param>
    /// <param name="SizeBytes">Its whole length.</param>
    /// <param name="ConsultationId">The case it belongs to.</param>
    /// <param name="InParts">Whether it comes in parts of any order.</param>
    /// <param name="Csv">What the import dialogue was told about a table of numbers.</param>
    internal sealed record Request(
        string FileName, long SizeBytes, Guid? ConsultationId, bool InParts, string? Csv = null);

    private const string FindCase = $"""
        SELECT c.facility_id, c.patient_id, c.state,
               (SELECT count(*)::int FROM attachment a WHERE a.consultation_id = c.id AND a.removed_at IS NULL) AS files
        FROM consultation c WHERE c.id = @id AND {ConsultationAccess.VisibleSql}
        """;

    private static readonly string[] EndedStates = ["cancelled", "rejected", "returned", "closed", "expired"];

    /// <summary>The new row, or why there is none.</summary>
    internal static async Task<(UploadRow? Row, IResult? Refusal)> Run(
        Request request, CurrentCaller caller, UploadOptions options, UploadSpool spool, Database database,
        TimeProvider time, CancellationToken cancel)
    {
        if (request.FileName.Length is 0 or > FileNameLimitChars)
            return (null, Problems.BadField("fileName", $"A file name has 1 to {FileNameLimitChars} characters."));
        if (request.SizeBytes < 1) return (null, Problems.BadField("sizeBytes", "The file is empty."));
        string? csvLayout = null;
        if (request.Csv is { } csv)
        {
            (csvLayout, var wrong) = ChosenCsvLayout.Check(csv);
            if (wrong is not null) return (null, Problems.BadField("csv", wrong));
        }
        if (FileProblem.ByName(request.FileName) is { } closed)
            return (null, Refused(StatusCodes.Status422UnprocessableEntity, closed));
        if (request.SizeBytes > options.AnyFileBytes)
            return (null, Refused(StatusCodes.Status413PayloadTooLarge,
                FileProblem.TooLarge(FileKind.Slide, options.AnyFileBytes)));

        await using var work = await database.Begin(cancel);
        if (await UploadStore.WaitingBytes(work, cancel) + request.SizeBytes > spool.LimitBytes)
            return (null, Problems.Answer(StatusCodes.Status507InsufficientStorage, "spool_full",
                "Too many files are arriving at once.", "Wait some minutes; the upload goes on by itself."));
        CaseOfUpload? ofCase = null;
        if (request.ConsultationId is { } consultationId)
        {
            ofCase = await CaseOf(work, caller, consultationId, cancel);
            if (ofCase is null) return (null, Problems.NotFound());
            if (EndedStates.Contains(ofCase.State))
                return (null, Problems.Answer(409, "case_ended", "This case has ended; files can no longer be added."));
            if (ofCase.Files >= options.FilesPerCase)
                return (null, Problems.Answer(409, "too_many_files", $"A case holds {options.FilesPerCase} files.",
                    "Put images of one study into a zip file."));
        }
        var row = RowOf(request, caller, ofCase, options, time.GetUtcNow()) with { CsvLayout = csvLayout };
        await UploadStore.Add(work, row, time.GetUtcNow(), cancel);
        spool.Create(row.UploadId);
        await work.Commit(cancel);
        return (row, null);
    }

    private static UploadRow RowOf(
        Request request, CurrentCaller caller, CaseOfUpload? ofCase, UploadOptions options, DateTimeOffset now) => new()
        {
            Id = UploadId.New(now).Value,
            FacilityId = ofCase?.FacilityId ?? caller.FacilityId.Value,
            PersonId = caller.PersonId?.Value,
            DeviceId = caller.DeviceId?.Value,
            ConsultationId = request.ConsultationId,
            PatientId = ofCase?.PatientId,
            FileName = request.FileName,
            SizeBytes = request.SizeBytes,
            PartBytes = request.InParts ? options.PartBytesFor(request.SizeBytes) : null,
            ReceivedBytes = 0,
            State = "receiving",
            CreatedAt = now,
            ExpiresAt = now + TimeSpan.FromHours(options.KeepHours),
        };

    private static async Task<CaseOfUpload?> CaseOf(
        Reading reading, CurrentCaller caller, Guid consultationId, CancellationToken cancel)
    {
        // A device sends for its facility; a person sorts what it sent to a case.
        if (caller.Person is not { } person) return null;
        var parameters = ConsultationAccess.Parameters(person);
        parameters.Add("id", consultationId);
        return await reading.RowOrNone<CaseOfUpload>(FindCase, parameters, cancel);
    }

    internal static IResult Refused(int status, FileProblem problem)
    {
        var body = Problems.Because(problem.Code, problem.Detail, problem.WhatToDo);
        if (problem.Section is not null) body.Extensions["section"] = problem.Section;
        if (problem.Offset is not null) body.Extensions["offset"] = problem.Offset;
        return Problems.Answer(status, body);
    }
}
