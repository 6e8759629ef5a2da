namespace Telemed.Hub.Uploads;

/// <summary>Identifies one file being sent.</summary>
internal readonly record struct UploadId(Guid Value)
{
    public static UploadId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}
