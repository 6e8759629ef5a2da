namespace Telemed.Dicom;

/// <summary>What a reader keeps, and how much of a foreign file it is willing to take.</summary>
public sealed record DicomReadOptions
{
    /// <summary>The defaults: whole data set, no pixel data in memory.</summary>
    public static DicomReadOptions Default { get; } = new();

    /// <summary>Ends the read before (7FE0,0008), (7FE0,0009) or (7FE0,0010) of the outermost data set.</summary>
    public bool StopBeforePixelData { get; init; }

    /// <summary>Binary values up to this length are kept in memory, longer ones only by place. In bytes.</summary>
    public int InlineLimitBytes { get; init; } = 64 * 1024;

    /// <summary>Computes the SHA-256 of every value that is kept by place only.</summary>
    public bool HashBulk { get; init; }

    /// <summary>Sequences within sequences; 64 by default, 256 at most.</summary>
    public int DepthLimit { get; init; } = 64;

    /// <summary>Data elements and items in the file.</summary>
    public int ElementLimit { get; init; } = 1_000_000;

    /// <summary>The longest text value, in bytes.</summary>
    public int TextLimitBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>All values kept in memory together, in bytes.</summary>
    public long MemoryLimitBytes { get; init; } = 48 * 1024 * 1024;

    /// <summary>Fragments of encapsulated pixel data.</summary>
    public int FragmentLimit { get; init; } = 1_000_000;

    /// <summary>The longest inflated data set, in bytes.</summary>
    public long InflateLimitBytes { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>How many times its size a deflated data set may grow, past the first MiB.</summary>
    public int InflateRatioLimit { get; init; } = 200;

    /// <summary>Warnings kept; further ones are counted only.</summary>
    public int WarningLimit { get; init; } = 100;
}
