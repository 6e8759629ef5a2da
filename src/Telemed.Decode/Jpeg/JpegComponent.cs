namespace Telemed.Decode.Jpeg;

/// <summary>One component of a JPEG image: its sampling, its tables and its coefficients.</summary>
internal sealed class JpegComponent
{
    public required int Id { get; init; }

    public required int Horizontal { get; init; }

    public required int Vertical { get; init; }

    public required int QuantTable { get; init; }

    /// <summary>Blocks across and down that hold samples.</summary>
    public int BlocksWide { get; set; }

    public int BlocksHigh { get; set; }

    /// <summary>Blocks across and down with those that fill up the last units.</summary>
    public int PaddedWide { get; set; }

    public int PaddedHigh { get; set; }

    /// <summary>64 coefficients for each block, in natural order, row of blocks by row of blocks.</summary>
    public short[] Coefficients { get; set; } = [];

    public HuffmanTable? Dc { get; set; }

    public HuffmanTable? Ac { get; set; }

    /// <summary>The DC value of the block before.</summary>
    public int Prediction { get; set; }
}
