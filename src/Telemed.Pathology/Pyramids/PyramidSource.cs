namespace Telemed.Pathology.Pyramids;

/// <summary>What a pyramid is made from and what it says about itself.</summary>
public sealed record PyramidPlan
{
    /// <summary>Width of the largest level in pixels.</summary>
    public required int WidthPx { get; init; }

    /// <summary>Height of the largest level in pixels.</summary>
    public required int HeightPx { get; init; }

    /// <summary>Side of a tile in pixels; a multiple of 16.</summary>
    public int TileSizePx { get; init; } = 256;

    /// <summary>JPEG quality, 1 to 100.</summary>
    public int Quality { get; init; } = 75;

    /// <summary>Micrometres per pixel of the largest level, or null to state none.</summary>
    public double? MicrometresPerPixel { get; init; }

    /// <summary>Objective power, or null to state none.</summary>
    public double? ObjectivePower { get; init; }

    /// <summary>Writes an Aperio description, so that other readers find scale and power too.</summary>
    public bool AsSvs { get; init; } = true;

    /// <summary>64-bit offsets; needed above 4 GiB.</summary>
    public bool BigTiff { get; init; }
}

/// <summary>Fills one row of tiles of the largest level with pixels.</summary>
/// <param name="topPx">First row of pixels wanted.</param>
/// <param name="rows">Number of rows wanted.</param>
/// <param name="rgb">Receives rows x width x 3 bytes.</param>
public delegate void PyramidRows(int topPx, int rows, Span<byte> rgb);

/// <summary>The same from a source that is awaited.</summary>
/// <param name="topPx">First row of pixels wanted.</param>
/// <param name="rows">Number of rows wanted.</param>
/// <param name="rgb">Receives rows x width x 3 bytes.</param>
/// <param name="cancel">Ends the work early.</param>
public delegate Task AwaitedPyramidRows(int topPx, int rows, Memory<byte> rgb, CancellationToken cancel);
