using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>A study that may be the answer to an order.</summary>
internal sealed record OrderedStudy
{
    public Guid Id { get; init; }
    public Guid FacilityId { get; init; }
    public Guid? ConsultationId { get; init; }
    public string StudyUid { get; init; } = "";
    public string Accession { get; init; } = "";
    public string PatientName { get; init; } = "";
    public string PatientNumber { get; init; } = "";
    public string BirthDate { get; init; } = "";
    public string Sex { get; init; } = "";
    public string Description { get; init; } = "";
}

/// <summary>The case that images were ordered for.</summary>
internal sealed record OrderingCase
{
    public Guid Id { get; init; }
    public Guid PatientId { get; init; }
}

/// <summary>All SQL that puts ordered images into their case.</summary>
internal static class OrderStore
{
    private const string LockStudy = """
        SELECT id, facility_id, consultation_id, study_uid, accession, patient_name, patient_number, birth_date, sex,
            description
        FROM imaging_study WHERE facility_id = @facility AND study_uid = @studyUid AND instance_count > 0 FOR UPDATE
        """;

    // The UID was given out by the work list; a number may also have been typed at the device.
    private const string FindOpen = """
        SELECT c.id, c.patient_id FROM consultation c
        WHERE c.facility_id = @facility AND c.kind = 'imaging' AND (c.id = @ordered OR c.number = @accession)
          AND c.state IN ('draft', 'quality_check', 'submitted', 'triaged', 'queued', 'escalated', 'claimed', 'reading',
                          'info_requested')
        ORDER BY coalesce(c.id = @ordered, false) DESC LIMIT 1
        """;

    private const string SortOne = """
        UPDATE imaging_study SET consultation_id = @consultation, patient_id = @patient WHERE id = @id
        """;

    private const string AttachOne = """
        INSERT INTO attachment (id, consultation_id, facility_id, patient_id, kind, subject_id, file_name, content_type,
            size_bytes, sha256, summary, header, mismatch, created_at)
        SELECT @attachment, @consultation, e.facility_id, @patient, 'imaging', e.study_id, @name, 'application/dicom',
            sum(i.size_bytes), sha256(string_agg(i.sha256, ''::bytea ORDER BY i.sop_uid)), @summary::jsonb,
            @header::jsonb, @mismatch, @now
        FROM imaging_series e JOIN imaging_instance i ON i.series_id = e.id AND i.removed_at IS NULL
        WHERE e.study_id = @id GROUP BY e.facility_id, e.study_id
        """;

    // A study is attached with what is there of it; what it came to is known when it is whole.
    private const string CountAttached = """
        UPDATE attachment a SET summary = a.summary || jsonb_build_object('series', s.series_count,
            'instances', s.instance_count, 'modalities', to_jsonb(s.modalities))
        FROM imaging_study s
        WHERE s.id = ANY (@studies) AND a.subject_id = s.id AND a.kind = 'imaging' AND a.removed_at IS NULL
        """;

    public static Task<OrderedStudy?> Lock(Work work, Guid facility, string studyUid, CancellationToken cancel) =>
        work.RowOrNone<OrderedStudy>(LockStudy, new { facility, studyUid }, cancel);

    /// <param name="work">Where the rows are.</param>
    /// <param name="study">The study.</param>
    /// <param name="ordered">The case its UID was made from, if it is one.</param>
    /// <param name="cancel">Ends the look-up.</param>
    public static Task<OrderingCase?> FindCase(
        Work work, OrderedStudy study, Guid? ordered, CancellationToken cancel) =>
        work.RowOrNone<OrderingCase>(
            FindOpen, new { facility = study.FacilityId, ordered, accession = study.Accession }, cancel);

    public static Task Sort(Work work, OrderedStudy study, OrderingCase to, CancellationToken cancel) =>
        work.Execute(SortOne, new { id = study.Id, consultation = to.Id, patient = to.PatientId }, cancel);

    public static Task Attach(Work work, object row, CancellationToken cancel) => work.Execute(AttachOne, row, cancel);

    public static Task Count(Work work, Guid[] studies, CancellationToken cancel) =>
        studies.Length == 0 ? Task.CompletedTask : work.Execute(CountAttached, new { studies }, cancel);
}
