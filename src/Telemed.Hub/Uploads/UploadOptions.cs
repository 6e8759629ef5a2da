using System.ComponentModel.DataAnnotations;

namespace Telemed.Hub.Uploads;

/// <summary>What may be sent, and where it waits; section <c>Telemed:Uploads</c>.</summary>
internal sealed record UploadOptions
{
    private const long MiB = 1L << 20;
    private const long GiB = 1L << 30;

    /// <summary>The folder in which arriving files wait; empty is "spool" in the data folder. Hubs behind one load
    /// balancer share it.</summary>
    public string Spool { get; init; } = "";

    /// <summary>Bytes of all arriving files together; half the disk when that is less.</summary>
    [Range(1 * MiB, 1024 * GiB)]
    public long SpoolBytes { get; init; } = 50 * GiB;

    /// <summary>Bytes of an ECG file.</summary>
    [Range(1024, GiB)]
    public long EcgBytes { get; init; } = 50 * MiB;

    /// <summary>Bytes of a photo or PDF.</summary>
    [Range(1024, GiB)]
    public long DocumentBytes { get; init; } = 100 * MiB;

    /// <summary>Bytes of one DICOM instance.</summary>
    [Range(1 * MiB, 64 * GiB)]
    public long DicomBytes { get; init; } = 4 * GiB;

    /// <summary>Bytes of a zip file, and of what it holds.</summary>
    [Range(1 * MiB, 64 * GiB)]
    public long ZipBytes { get; init; } = 8 * GiB;

    /// <summary>Bytes of a slide.</summary>
    [Range(1 * MiB, 64 * GiB)]
    public long SlideBytes { get; init; } = 20 * GiB;

    /// <summary>Files of one case.</summary>
    [Range(1, 10_000)]
    public int FilesPerCase { get; init; } = 200;

    /// <summary>Hours an unfinished upload waits for its sender.</summary>
    [Range(1, 24 * 90)]
    public int KeepHours { get; init; } = 24 * 7;

    /// <summary>The most bytes of a part of a slide's upload; smaller files get smaller parts.</summary>
    [Range(4 * 1024, 64 * MiB)]
    public int PartBytes { get; init; } = (int)(5 * MiB);

    /// <summary>
    /// A slide is looked at after a tenth of its bytes, and the parts that hold its directory and its small levels
    /// bring others with them: a part is about half a hundredth of the file at most.
    /// </summary>
    internal int PartBytesFor(long sizeBytes)
    {
        const int partsAimedAt = 190;
        const long smallest = 128 * 1024;
        var aimed = sizeBytes / partsAimedAt / smallest * smallest;
        return (int)Math.Min(PartBytes, Math.Max(smallest, aimed));
    }

    /// <summary>The most bytes any file may have.</summary>
    internal long AnyFileBytes => Math.Max(Math.Max(SlideBytes, ZipBytes), Math.Max(DicomBytes, EcgBytes));
}
