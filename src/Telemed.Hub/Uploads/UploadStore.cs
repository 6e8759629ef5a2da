using Telemed.Domain;
using Telemed.Storage;

namespace Telemed.Hub.Uploads;

/// <summary>One file being sent, as its row says.</summary>
internal sealed record UploadRow
{
    public required Guid Id { get; init; }
    public required Guid FacilityId { get; init; }
    public Guid? PersonId { get; init; }
    public Guid? DeviceId { get; init; }
    public Guid? ConsultationId { get; init; }
    public Guid? PatientId { get; init; }
    public required string FileName { get; init; }
    public required long SizeBytes { get; init; }
    public int? PartBytes { get; init; }
    public required long ReceivedBytes { get; init; }
    public required string State { get; init; }
    public string? Kind { get; init; }
    public string? CsvLayout { get; init; }
    public Guid? SlideId { get; init; }
    public Guid? AttachmentId { get; init; }
    public string? Problem { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    public UploadId UploadId => new(Id);
}

/// <summary>The case a file is sent to, as far as uploads care.</summary>
internal sealed record CaseOfUpload(Guid FacilityId, Guid PatientId, string State, int Files);

/// <summary>All SQL of arriving files.</summary>
internal static class UploadStore
{
    private const string Columns = """
        id, facility_id, person_id, device_id, consultation_id, patient_id, file_name, size_bytes, part_bytes,
        received_bytes, state, kind, slide_id, attachment_id, problem::text AS problem, created_at, expires_at,
        csv_layout::text AS csv_layout
        """;

    private const string InsertUpload = """
        INSERT INTO upload (id, facility_id, person_id, device_id, consultation_id, patient_id, file_name, size_bytes,
            part_bytes, created_at, touched_at, expires_at, csv_layout)
        VALUES (@id, @facilityId, @personId, @deviceId, @consultationId, @patientId, @fileName, @sizeBytes,
            @partBytes, @now, @now, @expiresAt, @csvLayout::jsonb)
        """;

    private const string FindOne = $"SELECT {Columns} FROM upload WHERE id = @id";

    // Only the sender knows that an upload exists.
    private const string FindMine = $"""
        SELECT {Columns} FROM upload WHERE id = @id AND (person_id = @personId OR device_id = @deviceId)
        """;

    private const string Advance = """
        UPDATE upload SET received_bytes = @received, touched_at = @now, expires_at = @expiresAt
        WHERE id = @id AND state = 'receiving'
        """;

    private const string NameKind = "UPDATE upload SET kind = @kind WHERE id = @id";

    private const string BeginCheck = """
        UPDATE upload SET state = 'checking', touched_at = @now
        WHERE id = @id AND (state = 'receiving' OR (state = 'checking' AND touched_at < @abandonedBefore))
        """;

    private const string SettleAccepted = """
        UPDATE upload SET state = 'accepted', attachment_id = @attachmentId, kind = @kind, touched_at = @now WHERE id =
            @id
        """;

    private const string SettleRefused = """
        UPDATE upload SET state = 'refused', problem = @problem::jsonb, kind = @kind, touched_at = @now WHERE id = @id
        """;

    private const string DeleteOne = "DELETE FROM upload WHERE id = @id AND state = 'receiving'";

    // A hub that died between the last byte and the check leaves a whole file that nobody would look at.
    private const string FindWaiting = """
        SELECT id FROM upload
        WHERE (state = 'checking' OR (state = 'receiving' AND received_bytes = size_bytes)) AND touched_at < @before
        ORDER BY touched_at LIMIT @limit
        """;

    private const string FindExpired = """
        SELECT id FROM upload WHERE state = 'receiving' AND expires_at < @now ORDER BY touched_at LIMIT @limit
        """;

    private const string SumWaiting = """
        SELECT COALESCE(sum(size_bytes), 0)::bigint FROM upload WHERE state IN ('receiving', 'checking')
        """;

    private const string InsertPart = """
        INSERT INTO upload_part (upload_id, number, sha256) VALUES (@id, @number, @sha256)
        ON CONFLICT (upload_id, number) DO NOTHING
        """;

    private const string ListParts = "SELECT number FROM upload_part WHERE upload_id = @id ORDER BY number";

    private const string ListHashes = "SELECT sha256 FROM upload_part WHERE upload_id = @id ORDER BY number";

    private const string CountParts = """
        SELECT count(*)::int FROM upload_part WHERE upload_id = @id AND number BETWEEN @first AND @last
        """;

    private const string AddReceived = """
        UPDATE upload SET received_bytes = received_bytes + @bytes, touched_at = @now, expires_at = @expiresAt
        WHERE id = @id AND state = 'receiving'
        """;

    private const string NameSlide = "UPDATE upload SET slide_id = @slideId WHERE id = @id";

    public static Task Add(Work work, UploadRow row, DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(InsertUpload, new
        {
            row.Id, row.FacilityId, row.PersonId, row.DeviceId, row.ConsultationId, row.PatientId, row.FileName,
            row.SizeBytes, row.PartBytes, now, row.ExpiresAt, row.CsvLayout,
        }, cancel);

    public static Task<UploadRow?> Find(Reading reading, UploadId id, CancellationToken cancel) =>
        reading.RowOrNone<UploadRow>(FindOne, new { id = id.Value }, cancel);

    public static Task<UploadRow?> FindOf(
        Reading reading, UploadId id, PersonId? person, DeviceId? device, CancellationToken cancel) =>
        reading.RowOrNone<UploadRow>(FindMine, new { id = id.Value, personId = person?.Value, deviceId =
            device?.Value }, cancel);

    public static Task Receive(
        Work work, UploadId id, long received, DateTimeOffset now, DateTimeOffset expiresAt,
            CancellationToken cancel) =>
        work.Execute(Advance, new { id = id.Value, received, now, expiresAt }, cancel);

    public static Task SetKind(Work work, UploadId id, FileKind kind, CancellationToken cancel) =>
        work.Execute(NameKind, new { id = id.Value, kind = FileKinds.Code(kind) }, cancel);

    /// <summary>Takes the upload for checking; false when another request or hub has it.</summary>
    public static async Task<bool> TakeForCheck(
        Work work, UploadId id, DateTimeOffset now, DateTimeOffset abandonedBefore, CancellationToken cancel) =>
        await work.Execute(BeginCheck, new { id = id.Value, now, abandonedBefore }, cancel) == 1;

    public static Task Accept(
        Work work, UploadId id, Guid attachmentId, FileKind kind, DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(SettleAccepted, new { id = id.Value, attachmentId, kind = FileKinds.Code(kind), now }, cancel);

    public static Task Refuse(
        Work work, UploadId id, string problem, FileKind kind, DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(SettleRefused, new { id = id.Value, problem, kind = FileKinds.Code(kind), now }, cancel);

    public static async Task<bool> Remove(Work work, UploadId id, CancellationToken cancel) =>
        await work.Execute(DeleteOne, new { id = id.Value }, cancel) == 1;

    public static Task<IReadOnlyList<Guid>> Waiting(Reading reading, DateTimeOffset before, int limit,
        CancellationToken cancel) =>
        reading.Rows<Guid>(FindWaiting, new { before, limit }, cancel);

    public static Task<IReadOnlyList<Guid>> Expired(Reading reading, DateTimeOffset now, int limit,
        CancellationToken cancel) =>
        reading.Rows<Guid>(FindExpired, new { now, limit }, cancel);

    public static Task<long> WaitingBytes(Reading reading, CancellationToken cancel) =>
        reading.Row<long>(SumWaiting, null, cancel);

    /// <summary>Remembers a part; false when it was there already.</summary>
    public static async Task<bool> AddPart(
        Work work, UploadId id, int number, byte[] sha256, CancellationToken cancel) =>
        await work.Execute(InsertPart, new { id = id.Value, number, sha256 }, cancel) == 1;

    public static Task<IReadOnlyList<int>> Parts(Reading reading, UploadId id, CancellationToken cancel) =>
        reading.Rows<int>(ListParts, new { id = id.Value }, cancel);

    /// <summary>What the sender said of each part, by number.</summary>
    public static Task<IReadOnlyList<byte[]>> PartHashes(Reading reading, UploadId id, CancellationToken cancel) =>
        reading.Rows<byte[]>(ListHashes, new { id = id.Value }, cancel);

    /// <summary>Whether all parts from the first to the last number are here.</summary>
    public static async Task<bool> HasParts(Reading reading, UploadId id, int first, int last,
        CancellationToken cancel) =>
        await reading.Row<int>(CountParts, new { id = id.Value, first, last }, cancel) == last - first + 1;

    public static Task ReceivePart(
        Work work, UploadId id, long bytes, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken cancel) =>
        work.Execute(AddReceived, new { id = id.Value, bytes, now, expiresAt }, cancel);

    public static Task SetSlide(Work work, UploadId id, SlideId slideId, CancellationToken cancel) =>
        work.Execute(NameSlide, new { id = id.Value, slideId = slideId.Value }, cancel);
}
