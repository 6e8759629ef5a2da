namespace Telemed.Dicom;

/// <summary>Where a value lies that is not held in memory.</summary>
/// <param name="Offset">First byte of the value, from the start of the stream (of the inflated one when
/// deflated).</param>
/// <param name="LengthBytes">Bytes of the value; for encapsulated pixel data without the closing delimiter.</param>
/// <param name="Sha256">SHA-256 of those bytes, when the reader was asked for it.</param>
/// <param name="SwapBytes">Word size whose bytes the file holds in big-endian order; 1 when nothing is to be
/// swapped.</param>
/// <param name="IsEncapsulated">True when the bytes are fragments, each behind an item header.</param>
public sealed record DicomBulk(long Offset, long LengthBytes, byte[]? Sha256, int SwapBytes, bool IsEncapsulated);

/// <summary>One data element. Numbers are always little endian here, whatever order the file had.</summary>
public sealed class DicomElement
{
    private static readonly IReadOnlyList<DicomDataset> NoItems = [];
    private readonly object? rest;

    internal DicomElement(DicomTag tag, DicomVr vr, ReadOnlyMemory<byte> bytes, long offset)
    {
        Tag = tag;
        Vr = vr;
        Bytes = bytes;
        Offset = offset;
    }

    internal DicomElement(DicomTag tag, List<DicomDataset> items, long offset)
        : this(tag, DicomVr.SQ, default, offset) =>
        rest = items;

    internal DicomElement(DicomTag tag, DicomVr vr, DicomBulk bulk, ReadOnlyMemory<byte> bytes = default)
        : this(tag, vr, bytes, bulk.Offset) => rest = bulk;

    /// <summary>The element's number.</summary>
    public DicomTag Tag { get; }

    /// <summary>Its value representation, from the file or, where the file has none, from the dictionary.</summary>
    public DicomVr Vr { get; internal set; }

    /// <summary>The value as stored, padding included; empty for a sequence and for a value kept by place.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Where the value begins, from the start of the stream; 0 for an element that was built.</summary>
    public long Offset { get; }

    /// <summary>Where the value lies when it is too long to be held; null otherwise.</summary>
    public DicomBulk? Bulk => rest as DicomBulk;

    /// <summary>The items of a sequence; empty for everything else.</summary>
    public IReadOnlyList<DicomDataset> Items => rest as List<DicomDataset> ?? NoItems;

    /// <summary>True when the element carries nothing.</summary>
    public bool IsEmpty => Bytes.IsEmpty && rest switch
    {
        null => true,
        DicomBulk bulk => bulk.LengthBytes == 0,
        _ => Items.Count == 0,
    };

    internal List<DicomDataset>? ItemList => rest as List<DicomDataset>;

    /// <summary>Tag and representation, for messages.</summary>
    public override string ToString() => $"{Tag.ToDisplay()} {Vr}";
}
