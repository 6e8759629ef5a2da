namespace Telemed.Dicom;

/// <summary>Finds which fragment begins each frame, from the best evidence an object offers.</summary>
internal static class FrameIndex
{
    private const int ItemHeaderBytes = 8;

    /// <summary>The index of the first fragment of each frame; shorter than the frame count when frames are
    /// missing.</summary>
    public static int[] Starts(DicomPixelData pixels)
    {
        var fragments = pixels.Fragments;
        if (fragments.Count == 0) return [];
        if (pixels.FrameCount == 1) return [0];
        if (FromOffsets(pixels, pixels.ExtendedOffsets.Select(offset => offset)) is { } extended) return extended;
        if (FromOffsets(pixels, pixels.BasicOffsets.Select(offset => (ulong)offset)) is { } basic) return basic;
        if (fragments.Count <= pixels.FrameCount) return [.. Enumerable.Range(0, fragments.Count)];
        var images = Enumerable.Range(0, fragments.Count).Where(at => fragments[at].StartsImage).ToArray();
        return images.Length == pixels.FrameCount && images[0] == 0 ? images : [];
    }

    // A table is believed only when every entry falls on the item header of a fragment, in rising order.
    private static int[]? FromOffsets(DicomPixelData pixels, IEnumerable<ulong> offsets)
    {
        var starts = new List<int>();
        var first = pixels.Fragments[0].Offset;
        var at = 0;
        foreach (var offset in offsets)
        {
            if (starts.Count == pixels.FrameCount) return null;
            while (at < pixels.Fragments.Count && (ulong)(pixels.Fragments[at].Offset - first) < offset) at++;
            if (at >= pixels.Fragments.Count || (ulong)(pixels.Fragments[at].Offset - first) != offset) return null;
            if (starts.Count > 0 && starts[^1] >= at) return null;
            starts.Add(at);
        }
        return starts.Count == pixels.FrameCount && starts[0] == 0 ? [.. starts] : null;
    }

    /// <summary>The place of a fragment's item header, from which offset tables count.</summary>
    public static long HeaderOffset(DicomFragment fragment) => fragment.Offset - ItemHeaderBytes;
}
