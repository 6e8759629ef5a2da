using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Telemed.Domain;
using Telemed.Hub.Imaging;
using Telemed.Hub.Live;
using Telemed.Hub.Uploads;
using Telemed.Pathology;
using Telemed.Pathology.Dicom;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Pathology;

/// <summary>
/// The job that makes one slide of the instances of a whole-slide series, whichever door they came through; its payload
/// is the id of the series' row. Run again when more instances came, it keeps the slide's id and writes its index anew.
/// </summary>
internal sealed class AssembleSlide(
    Database database, IBlobStore store, UploadSpool spool, OpenSlides slides, IJobOutbox jobs, TimeProvider time)
        : IJobHandler
{
    public string Kind => StoreGroup.AssembleSlideJob;

    public RetryPolicy Retry { get; } = RetryPolicy.Doubling(
        maxAttempts: 5, TimeSpan.FromSeconds(20), TimeSpan.FromHours(1), timeout: TimeSpan.FromHours(1));

    public int ParallelLimit => 2;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var series = new Guid(run.Payload.Span);
        SeriesSlideStore.SeriesRow? row;
        IReadOnlyList<SeriesSlideStore.InstanceRow> instances;
        await using (var reading = await database.Read(cancel))
        {
            row = await SeriesSlideStore.Find(reading, series, cancel);
            instances = await SeriesSlideStore.Instances(reading, series, cancel);
        }
        if (row is null || instances.Count == 0) return;
        var slide = await Open(instances, cancel);
        var id = await Keep(series, row, instances, slide, cancel);
        slides.Forget(id);
    }

    /// <summary>Headers and frame tables lie all over an instance, so each is copied beside the spool first.</summary>
    private async Task<Slide> Open(IReadOnlyList<SeriesSlideStore.InstanceRow> instances, CancellationToken cancel)
    {
        var folder = spool.NewFolder();
        var files = new List<Stream>();
        try
        {
            foreach (var instance in instances)
            {
                var file = new FileStream(Path.Combine(folder, files.Count.ToString("D4", null)), FileMode.CreateNew);
                files.Add(file);
                if (await store.Read(instance.ObjectKey, null, (_, content, stop) => content.CopyToAsync(file, stop),
                    cancel) is null)
                    throw new IOException($"Object {instance.ObjectKey} is not in the store.");
            }
            return DicomSlide.Open(files, cancel);
        }
        finally
        {
            foreach (var file in files) await file.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Guid> Keep(Guid series, SeriesSlideStore.SeriesRow row,
        IReadOnlyList<SeriesSlideStore.InstanceRow> instances, Slide slide, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        var now = time.GetUtcNow();
        var label = row.Description.Length > 0 ? row.Description : "DICOM";
        var context = new ReceiveContext(new FacilityId(row.FacilityId), null, null,
            row.ConsultationId is { } consultation ? new ConsultationId(consultation) : null,
            row.PatientId is { } patient ? new PatientId(patient) : null, now);
        var known = await SeriesSlideStore.SlideForUpdate(work, series, cancel);
        var id = known ?? SlideId.New(now).Value;
        if (known is null) await SlideStore.Add(work, new SlideId(id), slide, label, context, null, cancel);
        else await SlideStore.ReplaceIndex(work, id, slide, cancel);
        await SeriesSlideStore.SetFiles(work, id, series, [.. instances.Select(instance => instance.BlobId)], cancel);
        if (known is null && context.ConsultationId is not null)
            await SeriesSlideStore.Attach(work, id, row, label, Summary(slide), instances.Sum(one => one.SizeBytes),
                SHA256.HashData([.. instances.SelectMany(one => one.Sha256)]), now, cancel);
        await MeasureQuality.AskFor(work, jobs, id, slide, cancel);
        await AuditLog.Append(work, new AuditEntry
        {
            Action = known is null ? "slide.assembled" : "slide.assembled_again", Event = AuditEvents.PatientRecord,
            Kind = AuditAction.Create, Actor = AuditActor.Hub, EntityKind = "slide", EntityId = id.ToString(),
            PatientId = row.PatientId,
        }, now, cancel);
        if (context.ConsultationId is { } ofCase)
            LiveChanges.Changed(work, LiveTopic.Consultation(ofCase), "attachment", id);
        await work.Commit(cancel);
        return id;
    }

    private static JsonObject Summary(Slide slide)
    {
        var summary = ReceiveSlide.Summary(slide);
        summary["warnings"] = new JsonArray([.. slide.Warnings.Select(warning => (JsonNode)warning)]);
        return summary;
    }
}
