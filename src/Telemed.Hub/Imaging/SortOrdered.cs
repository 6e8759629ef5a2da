using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Telemed.Dicom;
using Telemed.Domain;
using Telemed.Hub.Consultations;
using Telemed.Hub.Live;
using Telemed.Hub.Uploads;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Puts images that a device made for an entry of its work list into their case: they bear the study UID that was given
/// out with it, or the case's number. The wish for this rides in the transaction that stores the first of them, so no
/// crash can part the two. Whose name differs from the patient's is marked, as with every file.
/// </summary>
internal sealed partial class SortOrdered(Database database, QualityGate gate, TimeProvider time) : IJobHandler
{
    internal const string KindName = "imaging.sort";
    private const int FacilityBytes = 16;

    // Devices send a study in one go; a second later most of it is there.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public string Kind => KindName;

    public RetryPolicy Retry { get; } = RetryPolicy.Doubling(
        maxAttempts: 8, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10), timeout: TimeSpan.FromMinutes(1));

    public int ParallelLimit => 2;

    /// <summary>The wish to sort a study; null when nothing about it can be a case's.</summary>
    public static JobRequest? For(Placed first)
    {
        var instance = first.Instance;
        if (first.Context.ConsultationId is not null) return null;
        if (CaseOf(instance.StudyUid) is null && !CaseNumber.IsMatch(instance.Text(DicomTags.AccessionNumber)))
            return null;
        byte[] payload = [.. first.Facility.ToByteArray(), .. Encoding.ASCII.GetBytes(instance.StudyUid)];
        return new JobRequest(KindName, payload, DedupKey: $"{first.Facility:N}{instance.StudyUid}",
            NotBefore: first.Context.Now + Pause);
    }

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var facility = new Guid(run.Payload.Span[..FacilityBytes]);
        var studyUid = Encoding.ASCII.GetString(run.Payload.Span[FacilityBytes..]);
        await using var work = await database.Begin(cancel);
        if (await OrderStore.Lock(work, facility, studyUid, cancel) is not { ConsultationId: null } study) return;
        if (await OrderStore.FindCase(work, study, CaseOf(studyUid), cancel) is not { } to) return;
        await OrderStore.Sort(work, study, to, cancel);
        await Attach(work, study, to, cancel);
        await work.Commit(cancel);
        await gate.Look(new ConsultationId(to.Id), cancel);
    }

    private async Task Attach(Work work, OrderedStudy study, OrderingCase to, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var header = ReceiveDicom.HeaderOf(study.PatientName, study.PatientNumber, study.BirthDate, study.Sex);
        var mismatch = await PatientComparison.Differences(work, new PatientId(to.PatientId), header, cancel);
        var counted = await ViewStudy.Summary(work, new FacilityId(study.FacilityId), study.StudyUid, cancel);
        var summary = counted!.ToJson();
        summary["warnings"] = new JsonArray();
        await OrderStore.Attach(work, new
        {
            id = study.Id, attachment = AttachmentId.New(now).Value, consultation = to.Id, patient = to.PatientId,
            name = study.Description.Length > 0 ? study.Description : "DICOM", summary = summary.ToJsonString(),
            header = JsonSerializer.Serialize(header, ImagingJson.Default.HeaderPatient), mismatch, now,
        }, cancel);
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "imaging.sorted", Event = AuditEvents.Import, Kind = AuditAction.Update, Actor = AuditActor.Hub,
            EntityKind = "imaging_study", EntityId = study.Id.ToString(), PatientId = to.PatientId,
        }, now, cancel);
        LiveChanges.Changed(work, LiveTopic.Consultation(new ConsultationId(to.Id)), "attachment", study.Id);
    }

    // Ids of cases are version 7; UIDs that devices make of random numbers are not.
    private static Guid? CaseOf(string studyUid) =>
        DicomUid.TryToGuid(studyUid, out var id) && id.Version == 7 ? id : null;

    // A facility's code and a running number.
    [GeneratedRegex(@"^.{1,48}-\d{6,}$")]
    private static partial Regex CaseNumber { get; }
}
