namespace Telemed.Domain;

/// <summary>Identifies an institution of the tree: city, county or township hospital, village clinic.</summary>
public readonly record struct FacilityId(Guid Value)
{
    /// <summary>A new id whose order follows time, so that rows made together lie together.</summary>
    public static FacilityId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}

/// <summary>Identifies someone who works in the system and signs in.</summary>
public readonly record struct PersonId(Guid Value)
{
    /// <summary>A new id whose order follows time, so that rows made together lie together.</summary>
    public static PersonId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}

/// <summary>Identifies the one who is cared for.</summary>
public readonly record struct PatientId(Guid Value)
{
    /// <summary>A new id whose order follows time, so that rows made together lie together.</summary>
    public static PatientId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}

/// <summary>Identifies one question of one patient, from draft to closed.</summary>
public readonly record struct ConsultationId(Guid Value)
{
    /// <summary>A new id whose order follows time, so that rows made together lie together.</summary>
    public static ConsultationId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}

/// <summary>Identifies one report with all its versions.</summary>
public readonly record struct ReportId(Guid Value)
{
    /// <summary>A new id whose order follows time, so that rows made together lie together.</summary>
    public static ReportId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}

/// <summary>Identifies one stored original, kept byte for byte.</summary>
public readonly record struct BlobId(Guid Value)
{
    /// <summary>A new id whose order follows time, so that rows made together lie together.</summary>
    public static BlobId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}

/// <summary>Identifies one imaging study.</summary>
public readonly record struct StudyId(Guid Value)
{
    /// <summary>A new id whose order follows time, so that rows made together lie together.</summary>
    public static StudyId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}

/// <summary>Identifies one series of an imaging study.</summary>
public readonly record struct SeriesId(Guid Value)
{
    /// <summary>A new id whose order follows time, so that rows made together lie together.</summary>
    public static SeriesId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}

/// <summary>Identifies one digitised slide.</summary>
public readonly record struct SlideId(Guid Value)
{
    /// <summary>A new id whose order follows time, so that rows made together lie together.</summary>
    public static SlideId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}

/// <summary>Identifies one electrocardiogram as received.</summary>
public readonly record struct EcgRecordingId(Guid Value)
{
    /// <summary>A new id whose order follows time, so that rows made together lie together.</summary>
    public static EcgRecordingId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}

/// <summary>Identifies one file beside a consultation: a photo, a PDF.</summary>
public readonly record struct AttachmentId(Guid Value)
{
    /// <summary>A new id whose order follows time, so that rows made together lie together.</summary>
    public static AttachmentId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}

/// <summary>Identifies one machine that sends by itself, with its own key.</summary>
public readonly record struct DeviceId(Guid Value)
{
    /// <summary>A new id whose order follows time, so that rows made together lie together.</summary>
    public static DeviceId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}

/// <summary>Identifies one piece of machine work.</summary>
public readonly record struct JobId(Guid Value)
{
    /// <summary>A new id whose order follows time, so that rows made together lie together.</summary>
    public static JobId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}
