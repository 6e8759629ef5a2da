namespace Telemed.Storage.Blobs;

/// <summary>Names one blob's row.</summary>
public readonly record struct BlobId(Guid Value)
{
    /// <summary>A new id that sorts by time.</summary>
    public static BlobId New() => new(Guid.CreateVersion7());
}
