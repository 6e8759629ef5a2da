using System.Text.Json.Nodes;
using Telemed.Domain;
using Telemed.Hub.Consultations;
using Telemed.Hub.Ecg;
using Telemed.Hub.Imaging;
using Telemed.Hub.Live;
using Telemed.Hub.Pathology;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Uploads;

/// <summary>
/// Makes a whole file in the spool into an attachment: hash, kind by content, bounded reading, then the blob, and one
/// transaction with every row. Until that commits nothing is accepted; after it nothing can be lost.
/// </summary>
internal sealed class FinishUpload(
    Database database, BlobWriter blobs, ReceiveDicom dicom, IJobOutbox jobs, UploadSpool spool, UploadOptions options,
    QualityGate gate, TimeProvider time, ILogger<FinishUpload> log)
{
    // A check that has not ended by now lost its process.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    /// <summary>Settles the upload, or leaves it for the sweeper when the store or the database fails.</summary>
    public async Task Run(UploadId id, CancellationToken cancel)
    {
        if (await Take(id, cancel) is not { } row) return;
        var kind = FileKind.Unknown;
        try
        {
            var file = await Hashed(row, cancel);
            kind = FileKinds.Find(await spool.Head(id, FileKinds.HeadBytes, cancel));
            // A long heading hides the numbers from a look at the beginning; whoever chose the columns has seen them.
            if (kind == FileKind.Unknown && row.CsvLayout is not null) kind = FileKind.Ecg;
            await Keep(row, file, kind, cancel);
            UploadLog.Accepted(log, row.Id, FileKinds.Code(kind), row.SizeBytes);
        }
        catch (Exception refused) when (FileProblem.Of(refused) is not null)
        {
            await Refuse(row, FileProblem.Of(refused)!, kind, cancel);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            UploadLog.CheckFailed(log, failed, row.Id);
            return;
        }
        spool.Remove(id);
        if (row.ConsultationId is { } consultation) await gate.Look(new ConsultationId(consultation), cancel);
    }

    /// <summary>What lies on the disk now is what its sender hashed part by part, or it is not kept.</summary>
    private async Task<SpooledFile> Hashed(UploadRow row, CancellationToken cancel)
    {
        if (row.PartBytes is not { } partBytes) return await spool.Whole(row.UploadId, row.FileName, cancel);
        var (file, parts) = await spool.WholeInParts(row.UploadId, row.FileName, partBytes, cancel);
        await using var reading = await database.Read(cancel);
        var sent = await UploadStore.PartHashes(reading, row.UploadId, cancel);
        return sent.Count == parts.Count && sent.Zip(parts).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second))
            ? file
            : throw new FileRefused(new FileProblem("hash_differs", "What arrived is not what was sent.", null, null,
                "Send the file again."));
    }

    private async Task<UploadRow?> Take(UploadId id, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        var now = time.GetUtcNow();
        if (!await UploadStore.TakeForCheck(work, id, now, now - Abandoned, cancel)) return null;
        var row = await UploadStore.Find(work, id, cancel);
        await work.Commit(cancel);
        return row;
    }

    private async Task Refuse(UploadRow row, FileProblem problem, FileKind kind, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        await UploadStore.Refuse(work, row.UploadId, ViewUpload.Text(problem), kind, time.GetUtcNow(), cancel);
        if (row.SlideId is { } slide) await SlideStore.Forget(work, new SlideId(slide), cancel);
        await work.Commit(cancel);
        UploadLog.Refused(log, row.Id, problem.Code, problem.Section ?? "size");
    }

    private async Task Keep(UploadRow row, SpooledFile file, FileKind kind, CancellationToken cancel)
    {
        var limit = FileKinds.LimitBytes(kind, options);
        if (file.Bytes > limit) throw new FileRefused(FileProblem.TooLarge(kind, limit));
        var keeping = new Keeping(row, file, kind, ContextOf(row));
        switch (kind)
        {
            case FileKind.Slide:
                var slide = await ReceiveSlide.Read(file, cancel);
                await Store(keeping, "application/octet-stream",
                    (work, blob) => ReceiveSlide.Store(work, slide, blob, row.SlideId, keeping.Context, jobs, cancel),
                    cancel);
                break;
            case FileKind.Ecg:
            case FileKind.Dicom when ReceiveEcg.IsWaveform(file):
            case FileKind.Zip when EcgArchive.HoldsRecord(file):
                var ecg = await ReceiveEcg.Read(file, row.CsvLayout, cancel);
                await Store(keeping, "application/octet-stream",
                    (work, blob) => ReceiveEcg.Store(work, ecg, blob, keeping.Context, jobs, cancel), cancel);
                break;
            case FileKind.Image or FileKind.Pdf:
                var document = await ReceiveDocument.Read(file, kind, cancel);
                await Store(keeping, document.ContentType, (_, _) => Task.FromResult(document.Subject), cancel);
                break;
            case FileKind.Dicom:
                await KeepImages(keeping, [file], cancel);
                break;
            case FileKind.Zip:
                using (var zip = await UnpackedZip.Open(file, options, cancel)) await KeepImages(keeping, zip.Dicom,
                    cancel);
                break;
            default: throw new FileRefused(FileProblem.Unknown());
        }
    }

    /// <summary>Images keep their own blobs; the attachment is the study that they are of.</summary>
    private async Task KeepImages(Keeping keeping, List<SpooledFile> files, CancellationToken cancel)
    {
        var received = await dicom.Store(files, keeping.Context, ActorOf(keeping.Context), studyUid: null,
            (work, subject, stop) => Attach(work, keeping, "application/dicom", blob: null, subject, stop), cancel);
        var failed = received.Outcomes.Where(outcome => !outcome.IsStored).ToList();
        if (failed.Count == files.Count)
            throw new FileRefused(new FileProblem("not_stored", failed[0].Comment, "DICOM", null,
                "Ask the coordinator: what contradicts the store is kept apart until a person decides."));
        if (failed.Count == 0) return;
        await using var work = await database.Begin(cancel);
        await AttachmentStore.Warn(work, keeping.Row.UploadId,
            $"{failed.Count} of {files.Count} images were not stored: {failed[0].Comment}", cancel);
        await work.Commit(cancel);
    }

    private async Task Store(Keeping keeping, string contentType, Func<Work, WrittenBlob,
        Task<ReceivedSubject>> storeSubject,
        CancellationToken cancel)
    {
        WrittenBlob blob;
        await using (var content = File.OpenRead(keeping.File.Path))
            blob = await blobs.Write(content, contentType, Convert.FromHexString(keeping.File.Sha256), cancel);
        await using var work = await database.Begin(cancel);
        await BlobTable.MarkStored(work, blob, cancel);
        var subject = await storeSubject(work, blob);
        await Attach(work, keeping, contentType, blob.Id, subject, cancel);
        await work.Commit(cancel);
    }

    private static async Task Attach(Work work, Keeping keeping, string contentType, Storage.Blobs.BlobId? blob,
        ReceivedSubject subject, CancellationToken cancel)
    {
        var context = keeping.Context;
        var attachment = await AttachmentStore.OfStudy(work, subject, context, cancel)
            ?? (keeping.Row.SlideId is { } shown ? new AttachmentId(shown) : AttachmentId.New(context.Now));
        var mismatch = await PatientComparison.Differences(work, context.PatientId, subject.Patient, cancel);
        subject.Summary["warnings"] = new JsonArray([.. subject.Warnings.Select(warning => (JsonNode)warning)]);
        await AttachmentStore.Add(work, attachment, keeping.File, contentType, blob, subject, mismatch, context,
            cancel);
        await UploadStore.Accept(work, keeping.Row.UploadId, attachment.Value, keeping.Kind, context.Now, cancel);
        await AuditLog.Append(work, AuditOf(attachment, subject, context), context.Now, cancel);
        if (context.ConsultationId is { } consultation)
            LiveChanges.Changed(work, LiveTopic.Consultation(consultation), "attachment", attachment.Value);
    }

    private sealed record Keeping(UploadRow Row, SpooledFile File, FileKind Kind, ReceiveContext Context);

    private ReceiveContext ContextOf(UploadRow row) => new(
        new FacilityId(row.FacilityId),
        row.PersonId is { } person ? new PersonId(person) : null,
        row.DeviceId is { } device ? new DeviceId(device) : null,
        row.ConsultationId is { } consultation ? new ConsultationId(consultation) : null,
        row.PatientId is { } patient ? new PatientId(patient) : null,
        time.GetUtcNow());

    private static AuditActor ActorOf(ReceiveContext context) => new()
    {
        PersonId = context.PersonId?.Value, DeviceId = context.DeviceId?.Value, FacilityId = context.FacilityId.Value,
    };

    private static AuditEntry AuditOf(AttachmentId attachment, ReceivedSubject subject, ReceiveContext context) => new()
    {
        Action = "file.received",
        Event = AuditEvents.Import,
        Kind = AuditAction.Create,
        Actor = ActorOf(context),
        EntityKind = subject.Kind,
        EntityId = attachment.Value.ToString(),
        PatientId = context.PatientId?.Value,
    };
}
