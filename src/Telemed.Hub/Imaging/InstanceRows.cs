using System.Globalization;
using Telemed.Dicom;
using Telemed.Hub.Uploads;
using Telemed.Storage;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Imaging;

/// <summary>Writes the rows of new instances, with their studies and series.</summary>
internal sealed class InstanceRows(ReceiveContext context, int quietSeconds, IJobOutbox jobs)
{
    /// <summary>The job that makes a slide of a whole-slide series; its payload is the id of the series' row.</summary>
    internal const string AssembleSlideJob = "slide.assemble";

    private const string WholeSlideClass = "1.2.840.10008.5.1.4.1.1.77.1.6";

    // A scanner sends a series instance by instance; the slide is made when they have stopped coming.
    private static readonly TimeSpan SlidePause = TimeSpan.FromSeconds(3);

    public async Task Save(Work work, IReadOnlyList<StoreItem> items, CancellationToken cancel)
    {
        if (items.Count == 0) return;
        // Every hub takes the studies in the same order, so that two batches never wait for each other crosswise.
        var studies = new Dictionary<string, Guid>();
        foreach (var item in items.OrderBy(item => item.Instance.StudyUid, StringComparer.Ordinal))
            if (!studies.ContainsKey(item.Instance.StudyUid))
                studies[item.Instance.StudyUid] = await ImagingStore.PutStudy(work, Study(item.Instance), cancel);
        var series = new Dictionary<string, Guid>();
        foreach (var item in items.OrderBy(item => item.Instance.SeriesUid, StringComparer.Ordinal))
            if (!series.ContainsKey(item.Instance.SeriesUid))
                series[item.Instance.SeriesUid] =
                    await ImagingStore.PutSeries(work, Series(item.Instance, studies[item.Instance.StudyUid]), cancel);
        foreach (var item in items) await BlobTable.MarkStored(work, item.Blob!, cancel);
        var put = (await ImagingStore.PutInstances(work, Instances(items, studies, series), cancel)).ToHashSet();
        foreach (var item in items) item.IsAcknowledged = put.Contains(item.Instance.SopUid);
        foreach (var item in items.Where(item => !item.IsAcknowledged))
            await BlobTable.MarkDeleted(work, item.Blob!.Id, cancel);
        await ImagingStore.CountAgain(work, [.. studies.Values], cancel);
        await ImagingStore.PutChanges(work, context.FacilityId, "stored",
            [.. items.Where(item => item.IsAcknowledged).Select(item => item.Instance)], context.Now, cancel);
        var slides = items.Where(item => item.IsAcknowledged && item.Instance.SopClassUid == WholeSlideClass)
            .Select(item => series[item.Instance.SeriesUid]).Distinct();
        foreach (var slide in slides)
            await jobs.Enqueue(work, new JobRequest(AssembleSlideJob, slide.ToByteArray(), DedupKey: slide.ToString("N"),
                NotBefore: context.Now + SlidePause), cancel);
    }

    private object Study(ParsedInstance one) => new
    {
        id = Guid.CreateVersion7(context.Now), facility = context.FacilityId.Value, studyUid = one.StudyUid,
        patient = context.PatientId?.Value, consultation = context.ConsultationId?.Value,
        patientNumber = one.Text(DicomTags.PatientID), patientName = one.Text(DicomTags.PatientName),
        nameWords = NameWords.Of(one.Text(DicomTags.PatientName)), birthDate = one.Text(DicomTags.PatientBirthDate),
        sex = one.Text(DicomTags.PatientSex), studyDate = one.Text(DicomTags.StudyDate), studyTime = one.Text(DicomTags.StudyTime),
        accession = one.Text(DicomTags.AccessionNumber), studyNumber = one.Text(DicomTags.StudyID),
        description = one.Text(DicomTags.StudyDescription), referrer = one.Text(DicomTags.ReferringPhysicianName),
        completeDueAt = context.Now + TimeSpan.FromSeconds(quietSeconds), now = context.Now,
    };

    private object Series(ParsedInstance one, Guid study) => new
    {
        id = Guid.CreateVersion7(context.Now), facility = context.FacilityId.Value, study, seriesUid = one.SeriesUid,
        modality = one.Text(DicomTags.Modality), number = Number(one, DicomTags.SeriesNumber),
        description = one.Text(DicomTags.SeriesDescription), bodyPart = one.Text(DicomTags.BodyPartExamined),
        seriesDate = one.Text(DicomTags.SeriesDate), seriesTime = one.Text(DicomTags.SeriesTime), now = context.Now,
    };

    private object Instances(IReadOnlyList<StoreItem> items, Dictionary<string, Guid> studies, Dictionary<string, Guid> series)
    {
        var all = items.Select(item => item.Instance).ToArray();
        return new
        {
            facility = context.FacilityId.Value, now = context.Now,
            ids = all.Select(_ => Guid.CreateVersion7(context.Now)).ToArray(),
            studies = all.Select(one => studies[one.StudyUid]).ToArray(), series = all.Select(one => series[one.SeriesUid]).ToArray(),
            sops = all.Select(one => one.SopUid).ToArray(), classes = all.Select(one => one.SopClassUid).ToArray(),
            syntaxes = all.Select(one => one.TransferSyntaxUid).ToArray(),
            numbers = all.Select(one => Number(one, DicomTags.InstanceNumber)).ToArray(),
            rows = all.Select(one => one.Dataset.GetInt(DicomTags.Rows)).ToArray(),
            columns = all.Select(one => one.Dataset.GetInt(DicomTags.Columns)).ToArray(),
            frames = all.Select(one => one.Places.FrameCount).ToArray(),
            bits = all.Select(one => one.Dataset.GetInt(DicomTags.BitsAllocated)).ToArray(),
            blobs = items.Select(item => item.Blob!.Id.Value).ToArray(), keys = items.Select(item => item.Blob!.ObjectKey).ToArray(),
            sizes = all.Select(one => one.File.Bytes).ToArray(), hashes = items.Select(item => item.Sha256).ToArray(),
            dataOffsets = all.Select(one => one.DataOffset).ToArray(), metadatas = all.Select(one => one.Metadata).ToArray(),
            placess = all.Select(one => one.Places.ToBytes()).ToArray(),
        };
    }

    private static int? Number(ParsedInstance one, DicomTag tag) =>
        int.TryParse(one.Text(tag), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
