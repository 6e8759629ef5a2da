using Telemed.Dicom;
using Telemed.Dicom.Network;
using Telemed.Dicom.Writing;
using Telemed.Hub.Tests.Imaging;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Dimse;

/// <summary>
/// A part is never given for the whole: what matches more than the limit ends with a status that says so.
/// </summary>
[Collection(nameof(DimseHub))]
public sealed class RowLimitTests(DimseTlsFixture hub)
{
    // PS3.4 tables C.4-1 and C.4-3: out of resources; and out of resources, unable to count the matches.
    private const int OutOfResources = 0xA700, UnableToCount = 0xA701;
    private const int MostAnswers = 5000, MostInstances = 20_000;
    private const string Title = "LIMIT";
    private const string StudyRootFind = "1.2.840.10008.5.1.4.1.2.2.1", StudyRootGet = "1.2.840.10008.5.1.4.1.2.2.3";

    // Rows alone: neither answer reads an object.
    private const string AddStudies = """
        INSERT INTO imaging_study (id, facility_id, study_uid, patient_number, patient_name, name_words, accession,
            modalities, series_count, instance_count, created_at, changed_at)
        SELECT gen_random_uuid(), @facility, '2.25.77' || n, 'L' || n, 'Limit^Many', ' limit many ', @accession, '{CT}',
            1, 1, now(), now()
        FROM generate_series(1, @count) AS n
        """;

    private const string AddInstances = """
        WITH study AS (
            INSERT INTO imaging_study (id, facility_id, study_uid, patient_number, patient_name, name_words, modalities,
                series_count, instance_count, created_at, changed_at)
            VALUES (gen_random_uuid(), @facility, @study, 'L', 'Limit^One', ' limit one ', '{CT}',
                1, @count, now(), now())
            RETURNING id),
        series AS (
            INSERT INTO imaging_series
                (id, facility_id, study_id, series_uid, modality, number, instance_count, created_at)
            SELECT gen_random_uuid(), @facility, id, @study || '.1', 'CT', 1, @count, now() FROM study
            RETURNING id, study_id),
        object AS (
            INSERT INTO blob (id, object_key, content_type, state, sha256, size_bytes)
            SELECT gen_random_uuid(), 'limit/' || n, 'application/dicom', 'stored', sha256(n::text::bytea), 1
            FROM generate_series(1, @count) AS n
            RETURNING id, object_key, sha256)
        INSERT INTO imaging_instance (id, facility_id, study_id, series_id, sop_uid, sop_class, transfer_syntax, number,
            rows_px, columns_px, frame_count, bits_allocated, blob_id, object_key, size_bytes, sha256, data_offset,
            metadata, places, created_at)
        SELECT gen_random_uuid(), @facility, s.study_id, s.id, @study || '.1.' || row_number() OVER (),
            '1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.1.2.1', 1, 1, 1, 1, 16, o.id, o.object_key, 1, o.sha256, 330,
            '\x00', '\x00', now()
        FROM series s CROSS JOIN object o
        """;

    [PostgresFact]
    public async Task A_query_with_more_answers_than_the_limit_ends_without_success_after_the_limit()
    {
        await Fill(AddStudies, new { facility = Facility, accession = "LIMIT-1", count = MostAnswers + 1 });
        await using var client = await DimseClient.Open(hub.Port, Title, StudyRootFind);
        await client.Send(Command(StudyRootFind, DimseCommands.Find), new DicomDatasetBuilder()
            .Text(DicomTags.QueryRetrieveLevel, "STUDY").Text(DicomTags.AccessionNumber, "LIMIT-1"));
        var pending = 0;
        DicomDataset last;
        while ((last = (await client.Next()).Command).GetInt(DicomTags.Status) == DimseCommands.Pending) pending++;
        Assert.Equal((MostAnswers, OutOfResources), (pending, last.GetInt(DicomTags.Status)));
        Assert.Contains($"{MostAnswers}", last.GetString(DicomTags.ErrorComment), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_retrieval_of_more_instances_than_the_limit_is_refused_before_the_first_is_sent()
    {
        const string Study = "2.25.78";
        await Fill(AddInstances, new { facility = Facility, study = Study, count = MostInstances + 1 });
        await using var client = await DimseClient.Open(hub.Port, Title, StudyRootGet);
        await client.Send(Command(StudyRootGet, DimseCommands.Get), new DicomDatasetBuilder()
            .Text(DicomTags.QueryRetrieveLevel, "STUDY").Text(DicomTags.StudyInstanceUID, Study));
        var (answer, _) = await client.Next();
        Assert.Equal((DimseCommands.Response | DimseCommands.Get, UnableToCount),
            (answer.GetInt(DicomTags.CommandField), answer.GetInt(DicomTags.Status)));
        Assert.Equal(0, answer.GetInt(DicomTags.NumberOfCompletedSuboperations));
    }

    private Guid Facility => hub.World.Facility("village-a").Value;

    private async Task Fill(string sql, object parameters)
    {
        await hub.Register(Title, "village-a");
        await using var work = await hub.Database.Begin(CancellationToken.None);
        await work.Execute(sql, parameters, CancellationToken.None);
        await work.Commit(CancellationToken.None);
    }

    private static DicomDatasetBuilder Command(string sopClass, int field) => new DicomDatasetBuilder()
        .Text(DicomTags.AffectedSOPClassUID, sopClass).Integer(DicomTags.CommandField, field)
        .Integer(DicomTags.MessageID, 1).Integer(DicomTags.Priority, 0L)
        .Integer(DicomTags.CommandDataSetType, (long)DimseCommands.WithDataset);
}
