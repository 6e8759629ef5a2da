using Telemed.Domain;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Hub.Uploads;
using Telemed.Pathology;
using Telemed.Pathology.Labels;
using Telemed.Storage;

namespace Telemed.Hub.Pathology;

/// <summary>A slide as its row says, without the index of its tiles.</summary>
internal sealed record SlideRow
{
    public required Guid Id { get; init; }
    public Guid? ConsultationId { get; init; }
    public required Guid FacilityId { get; init; }
    public Guid? PatientId { get; init; }
    public Guid? UploadId { get; init; }
    public required string Label { get; init; }
    public string? Specimen { get; init; }
    public string? Block { get; init; }
    public string? Stain { get; init; }
    public string? Number { get; init; }
    public string? Quality { get; init; }
    public required bool Complete { get; init; }
    public byte[]? Sha256 { get; init; }
    public long? SizeBytes { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What showing tiles needs: the index, and where the bytes are.</summary>
internal sealed record SlideBytesRow(byte[] TileIndex, int IndexVersion, Guid? UploadId, int? PartBytes, bool Complete,
    string? ObjectKey);

/// <summary>All SQL of slides.</summary>
internal static class SlideStore
{
    private const string Insert = """
        INSERT INTO slide (id, consultation_id, facility_id, patient_id, upload_id, format, width_px, height_px,
            um_per_px, objective, label, specimen, block, stain, number, tile_index, complete, created_at)
        VALUES (@id, @consultationId, @facilityId, @patientId, @uploadId, @format, @width, @height, @umPerPx,
            @objective, @label, @specimen, @block, @stain, @number, @index, false, @now)
        """;

    private const string CompleteOne =
        "UPDATE slide SET blob_id = @blobId, upload_id = NULL, complete = true WHERE id = @id";

    private const string ForgetMarks = """
        DELETE FROM slide_view WHERE slide_id = @id;
        DELETE FROM slide_mark WHERE slide_id = @id AND EXISTS (SELECT 1 FROM slide s WHERE s.id =
            @id AND NOT s.complete);
        """;

    private const string ForgetOne = "DELETE FROM slide WHERE id = @id AND NOT complete";

    /// <summary>Slides a person may see: of a visible case, or of a facility in reach.</summary>
    private const string Visible = $"""
        ((c.id IS NOT NULL AND {ConsultationAccess.VisibleSql})
         OR EXISTS (SELECT 1 FROM facility sf WHERE sf.id = s.facility_id
                    AND (sf.id = ANY (@visibleFacilities) OR sf.path && @visibleBranches)))
        """;

    private const string FindVisible = $"""
        SELECT s.id, s.consultation_id, s.facility_id, s.patient_id, s.upload_id, s.label, s.specimen, s.block,
            s.stain, s.number, s.quality::text AS quality, s.complete, b.sha256, b.size_bytes, s.created_at
        FROM slide s LEFT JOIN consultation c ON c.id = s.consultation_id LEFT JOIN blob b ON b.id = s.blob_id
        WHERE s.id = @id AND {Visible}
        """;

    private const string MaySeeOne = $"""
        SELECT EXISTS (SELECT 1 FROM slide s LEFT JOIN consultation c ON c.id = s.consultation_id WHERE s.id =
            @id AND {Visible})
        """;

    private const string FindBytes = """
        SELECT s.tile_index, s.index_version, s.upload_id, u.part_bytes, s.complete, b.object_key
        FROM slide s LEFT JOIN upload u ON u.id = s.upload_id LEFT JOIN blob b ON b.id = s.blob_id WHERE s.id = @id
        """;

    internal sealed record PatientRow
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required string Sex { get; init; }
        public DateOnly? BirthDate { get; init; }
    }

    private const string FindVersion = "SELECT index_version FROM slide WHERE id = @id";

    private const string LockIndex = "SELECT tile_index FROM slide WHERE id = @id AND complete FOR UPDATE";

    private const string SaveIndex =
        "UPDATE slide SET tile_index = @index, index_version = index_version + 1 WHERE id = @id";

    private const string AddFile = "INSERT INTO slide_file (slide_id, source, blob_id) VALUES (@id, @source, @blob)";

    private const string FindPatient = """
        SELECT p.id, p.name, p.sex, p.birth_date FROM slide s JOIN patient p ON p.id = s.patient_id WHERE s.id = @id
        """;

    private const string ListFiles = """
        SELECT b.object_key FROM slide_file f JOIN blob b ON b.id = f.blob_id WHERE f.slide_id = @id ORDER BY f.source
        """;

    private const string SetLabellingSql =
        "UPDATE slide SET specimen = @specimen, block = @block, stain = @stain, number = @number WHERE id = @id";

    private const string ListOfCase = """
        SELECT s.id, coalesce(a.file_name, u.file_name, s.label) AS file_name, s.specimen, s.block, s.stain, s.number,
            (SELECT q.answer FROM slide_adequacy q WHERE q.slide_id = s.id ORDER BY q.created_at DESC,
                q.id DESC LIMIT 1)
                AS adequacy,
            s.quality ->> 'verdict' AS quality_verdict
        FROM slide s
        LEFT JOIN attachment a ON a.subject_id = s.id AND a.kind = 'slide'
        LEFT JOIN upload u ON u.id = s.upload_id
        WHERE s.consultation_id = @id AND a.removed_at IS NULL
        ORDER BY s.specimen NULLS LAST, s.block NULLS LAST, s.number NULLS LAST, s.created_at, s.id LIMIT 500
        """;

    public static Task Add(Work work, SlideId id, Slide slide, string label, ReceiveContext context, UploadId? arriving,
        CancellationToken cancel)
    {
        // The header names its specimen; the file's name is what the laboratory called it.
        var labelling = slide.Labelling.Or(LabelText.Read(label));
        return work.Execute(Insert, new
        {
            id = id.Value,
            consultationId = context.ConsultationId?.Value,
            facilityId = context.FacilityId.Value,
            patientId = context.PatientId?.Value,
            uploadId = arriving?.Value,
            format = FormatCode(slide.Format),
            width = slide.Levels[0].WidthPx,
            height = slide.Levels[0].HeightPx,
            umPerPx = slide.MicrometresPerPixelX,
            objective = slide.ObjectivePower,
            label,
            specimen = labelling.Specimen,
            block = labelling.Block,
            stain = labelling.Stain,
            number = labelling.Number,
            index = SlideIndex.Write(slide),
            now = context.Now,
        }, cancel);
    }

    public static Task SetLabelling(Work work, Guid id, SlideLabelling labelling, CancellationToken cancel) =>
        work.Execute(SetLabellingSql, new
        {
            id, specimen = labelling.Specimen, block = labelling.Block, stain = labelling.Stain,
            number = labelling.Number,
        }, cancel);

    /// <summary>The slides of a case in the order of its tree.</summary>
    public static Task<IReadOnlyList<ListSlides.Line>> OfCase(Reading reading, Guid consultation,
        CancellationToken cancel) =>
        reading.Rows<ListSlides.Line>(ListOfCase, new { id = consultation }, cancel);

    public static Task Complete(Work work, SlideId id, Storage.Blobs.BlobId blob, CancellationToken cancel) =>
        work.Execute(CompleteOne, new { id = id.Value, blobId = blob.Value }, cancel);

    /// <summary>Takes back a slide whose file was refused in the end.</summary>
    public static async Task Forget(Work work, SlideId id, CancellationToken cancel)
    {
        await work.Execute(ForgetMarks, new { id = id.Value }, cancel);
        await work.Execute(ForgetOne, new { id = id.Value }, cancel);
    }

    public static Task<SlideRow?> Find(Reading reading, CurrentPerson person, Guid id, CancellationToken cancel) =>
        reading.RowOrNone<SlideRow>(FindVisible, ParametersOf(person, id), cancel);

    public static Task<bool> MaySee(Reading reading, CurrentPerson person, Guid id, CancellationToken cancel) =>
        reading.Row<bool>(MaySeeOne, ParametersOf(person, id), cancel);

    public static Task<SlideBytesRow?> Bytes(Reading reading, Guid id, CancellationToken cancel) =>
        reading.RowOrNone<SlideBytesRow>(FindBytes, new { id }, cancel);

    /// <summary>Whose slide it is; null when nobody said.</summary>
    public static Task<PatientRow?> Patient(Reading reading, Guid id, CancellationToken cancel) =>
        reading.RowOrNone<PatientRow>(FindPatient, new { id }, cancel);

    /// <summary>The version of the slide's index; 0 when there is no such slide.</summary>
    public static async Task<int> Version(Reading reading, Guid id, CancellationToken cancel) =>
        await reading.RowOrNone<int?>(FindVersion, new { id }, cancel) ?? 0;

    /// <summary>The index of a complete slide, locked until the work ends; null when there is none.</summary>
    public static Task<byte[]?> IndexForUpdate(Work work, Guid id, CancellationToken cancel) =>
        work.RowOrNone<byte[]>(LockIndex, new { id }, cancel);

    public static Task ReplaceIndex(Work work, Guid id, Slide slide, CancellationToken cancel) =>
        work.Execute(SaveIndex, new { id, index = SlideIndex.Write(slide) }, cancel);

    public static Task PutFile(Work work, Guid id, int source, Guid blob, CancellationToken cancel) =>
        work.Execute(AddFile, new { id, source = (short)source, blob }, cancel);

    public static Task<IReadOnlyList<string>> Files(Reading reading, Guid id, CancellationToken cancel) =>
        reading.Rows<string>(ListFiles, new { id }, cancel);

    public static string FormatCode(SlideFormat format) => format switch
    {
        SlideFormat.Svs => "svs",
        SlideFormat.Ndpi => "ndpi",
        SlideFormat.Dicom => "dicom",
        SlideFormat.Jpeg => "jpeg",
        SlideFormat.Png => "png",
        _ => "tiff",
    };

    private static Dapper.DynamicParameters ParametersOf(CurrentPerson person, Guid id)
    {
        var parameters = ConsultationAccess.Parameters(person);
        parameters.Add("id", id);
        return parameters;
    }
}
