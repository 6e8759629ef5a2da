namespace Telemed.Dicom;

/// <summary>A run of bytes in the stream.</summary>
/// <param name="Offset">First byte, from the start of the stream.</param>
/// <param name="LengthBytes">How many.</param>
public readonly record struct DicomRange(long Offset, long LengthBytes);

/// <summary>One fragment of encapsulated pixel data (PS3.5 section A.4).</summary>
/// <param name="Offset">First byte of the content, behind the item header.</param>
/// <param name="LengthBytes">Bytes of content.</param>
/// <param name="StartsImage">True when the content begins as a JPEG, JPEG-LS or JPEG 2000 image does.</param>
public readonly record struct DicomFragment(long Offset, uint LengthBytes, bool StartsImage);

/// <summary>Where the pixels of an object lie. Holds places only, never pixels.</summary>
public sealed class DicomPixelData
{
    internal const int FrameLimit = 16_777_216;

    /// <summary>The tag that holds the pixels: Pixel Data, Float Pixel Data or Double Float Pixel Data.</summary>
    public required DicomTag Tag { get; init; }

    /// <summary>OB, OW, OF or OD.</summary>
    public required DicomVr Vr { get; init; }

    /// <summary>The whole value.</summary>
    public required DicomRange Value { get; init; }

    /// <summary>True when the value is a chain of fragments.</summary>
    public required bool IsEncapsulated { get; init; }

    /// <summary>Number of Frames, 1 when the object does not say; never less than 1.</summary>
    public required int FrameCount { get; init; }

    /// <summary>Bits of one native frame as the image module describes it; null when it does not or is
    /// impossible.</summary>
    public long? NativeFrameBits { get; init; }

    /// <summary>The fragments behind the offset table, in order; empty when native.</summary>
    public IReadOnlyList<DicomFragment> Fragments { get; init; } = [];

    /// <summary>The basic offset table as stored: bytes from the first fragment's item header; may be empty.</summary>
    public IReadOnlyList<uint> BasicOffsets { get; init; } = [];

    /// <summary>The extended offset table as stored, empty when absent (PS3.3 C.7.6.3.1.8).</summary>
    public IReadOnlyList<ulong> ExtendedOffsets { get; init; } = [];

    internal Lazy<int[]>? FrameStarts { get; set; }

    /// <summary>The byte runs that together hold one frame, in order.</summary>
    /// <param name="frameIndex">Counted from 0.</param>
    /// <returns>Empty when the object has no such frame or its fragments cannot be told apart.</returns>
    public IReadOnlyList<DicomRange> FrameRanges(int frameIndex)
    {
        if (frameIndex < 0 || frameIndex >= FrameCount) return [];
        return IsEncapsulated ? EncapsulatedFrame(frameIndex) : NativeFrame(frameIndex);
    }

    private DicomRange[] NativeFrame(int frameIndex)
    {
        if (NativeFrameBits is not { } bits) return frameIndex == 0 && FrameCount == 1 ? [Value] : [];
        // Frames of single bits follow each other without padding: such a frame may begin inside the first byte given.
        var first = bits * frameIndex / 8;
        var end = (bits * (frameIndex + 1L) + 7) / 8;
        return end > Value.LengthBytes ? [] : [new DicomRange(Value.Offset + first, end - first)];
    }

    private DicomRange[] EncapsulatedFrame(int frameIndex)
    {
        var starts = (FrameStarts ??= new Lazy<int[]>(() => FrameIndex.Starts(this))).Value;
        if (frameIndex >= starts.Length) return [];
        var first = starts[frameIndex];
        var end = frameIndex + 1 < starts.Length ? starts[frameIndex + 1] : Fragments.Count;
        var ranges = new DicomRange[end - first];
        for (var at = first; at < end; at++)
            ranges[at - first] = new DicomRange(Fragments[at].Offset, Fragments[at].LengthBytes);
        return ranges;
    }
}
