using Telemed.Dicom;
using Telemed.Dicom.Objects;
using Telemed.Domain;
using Telemed.Hub.Uploads;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Imaging;

/// <summary>A study of a case, as far as a document about it needs to know.</summary>
/// <param name="Id">The hub's own id.</param>
/// <param name="FacilityId">Whose study it is.</param>
/// <param name="PatientId">The patient, when sorted.</param>
/// <param name="Header">The attributes of one of its objects.</param>
/// <param name="Evidence">What was there to be read.</param>
internal sealed record ReportedStudy(
    Guid Id, FacilityId FacilityId, PatientId? PatientId, DicomDataset Header, IReadOnlyList<DicomReference> Evidence);

/// <summary>
/// Puts documents that the hub makes into the studies they speak of, through the door of every other object.
/// </summary>
internal sealed class StudyDocuments(Database database, ReceiveDicom receive, InstanceSpool spool, TimeProvider time)
{
    private const int StudyLimit = 20, EvidenceLimit = 5000;

    // Documents about a study are not what it was read from.
    private static readonly string[] Documents =
        [TextReport.SopClassUid, KeyObjects.SopClassUid, EncapsulatedPdf.SopClassUid];

    private const string FindStudies = """
        SELECT id, facility_id, study_uid, patient_id FROM imaging_study
        WHERE consultation_id = @id AND instance_count > 0 ORDER BY created_at, id LIMIT @limit
        """;

    private const string FindInstances = """
        SELECT e.series_uid, i.sop_uid, i.sop_class FROM imaging_instance i JOIN imaging_series e ON e.id = i.series_id
        WHERE i.study_id = @study AND i.removed_at IS NULL AND i.created_at <= @until
            AND NOT i.sop_class = ANY (@documents)
        ORDER BY e.number, e.id, i.number, i.id LIMIT @limit
        """;

    private const string FindHeader = """
        SELECT metadata FROM imaging_instance
        WHERE study_id = @study AND removed_at IS NULL AND created_at <= @until AND NOT sop_class = ANY (@documents)
        ORDER BY created_at, id LIMIT 1
        """;

    private const string HasInstance = """
        SELECT EXISTS (SELECT 1 FROM imaging_instance WHERE facility_id = @facility AND sop_uid = @sop)
        """;

    private sealed record StudyRow
    {
        public Guid Id { get; init; }
        public Guid FacilityId { get; init; }
        public string StudyUid { get; init; } = "";
        public Guid? PatientId { get; init; }
    }

    /// <summary>The studies of a case with what had arrived by a moment, such as that of signing.</summary>
    public async Task<IReadOnlyList<ReportedStudy>> Of(ConsultationId id, DateTimeOffset until,
        CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        var found = new List<ReportedStudy>();
        foreach (var study in await read.Rows<StudyRow>(FindStudies, new { id = id.Value, limit = StudyLimit }, cancel))
        {
            var parameters = new { study = study.Id, until, documents = Documents, limit = EvidenceLimit };
            if (await read.RowOrNone<byte[]>(FindHeader, parameters, cancel) is not { } metadata) continue;
            var rows = await read.Rows<InstanceRow>(FindInstances, parameters, cancel);
            found.Add(new ReportedStudy(study.Id, new FacilityId(study.FacilityId),
                study.PatientId is { } patient ? new PatientId(patient) : null,
                FrameSource.Header(new InstanceRow { Metadata = metadata }),
                [.. rows.Select(row => new DicomReference(row.SopClass, row.SopUid, row.SeriesUid, study.StudyUid))]));
        }
        return found;
    }

    /// <summary>Whether the study has had that object; one that was removed is not made again.</summary>
    public async Task<bool> Has(ReportedStudy study, string sopUid, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        return await read.Row<bool>(HasInstance, new { facility = study.FacilityId.Value, sop = sopUid }, cancel);
    }

    /// <summary>Stores a document in the hub's own name.</summary>
    /// <exception cref="InvalidOperationException">The store contradicts it.</exception>
    public async Task Add(ReportedStudy study, ConsultationId consultation, byte[] file, CancellationToken cancel)
    {
        using var share = spool.NewShare();
        var spooled = await spool.Take(new MemoryStream(file), file.Length, share, cancel);
        try
        {
            var context = new ReceiveContext(
                study.FacilityId, null, null, consultation, study.PatientId, time.GetUtcNow());
            var received = await receive.Store([spooled], context, AuditActor.Hub, cancel);
            if (!received.Outcomes[0].IsStored) throw new InvalidOperationException(received.Outcomes[0].Comment);
        }
        finally
        {
            InstanceSpool.Remove([spooled]);
        }
    }
}
