namespace Telemed.Dicom.Reading;

/// <summary>The two choices that decide how an element header is laid out.</summary>
internal readonly record struct Layout(bool IsExplicit, bool IsBigEndian)
{
    public static readonly Layout Implicit = new(false, false);
    public static readonly Layout Explicit = new(true, false);
    public static readonly Layout ExplicitBig = new(true, true);

    /// <summary>
    /// Judges from the first element which layout a data set really has: labels lie, and some files have none.
    /// Returns null when the bytes look like no data set at all.
    /// </summary>
    public static Layout? Guess(ReadOnlySpan<byte> head, long? remaining)
    {
        if (head.Length < 8) return null;
        if (IsExplicitAt(head, isBigEndian: false)) return Explicit;
        if (IsExplicitAt(head, isBigEndian: true)) return ExplicitBig;
        var tag = ElementHeader.ReadTag(head, false);
        var length = ElementHeader.ReadLong(head[4..], false);
        var isKnown = Dictionary.DicomRegistry.Find(tag) is not null || tag.IsGroupLength;
        return IsFirstGroup(tag) && isKnown && length <= Math.Min(remaining ?? long.MaxValue, 1024 * 1024)
            ? Implicit : null;
    }

    public static bool IsExplicitAt(ReadOnlySpan<byte> head, bool isBigEndian) =>
        IsFirstGroup(ElementHeader.ReadTag(head, isBigEndian)) && ElementHeader.ReadVr(head[4..]).IsKnown;

    private static bool IsFirstGroup(DicomTag tag) =>
        tag.Group is 0x0002 or 0x0004 or 0x0008 or 0x0010 or 0x0018 or 0x0020;
}
