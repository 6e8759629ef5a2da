namespace Telemed.Dicom.Reading;

/// <summary>What the walk over a value that may be pixel data has found.</summary>
internal sealed record PixelDataPlace(
    DicomTag Tag, DicomVr Vr, DicomRange Value, bool IsEncapsulated,
    IReadOnlyList<DicomFragment> Fragments, IReadOnlyList<uint> BasicOffsets)
{
    public static bool IsPixelTag(DicomTag tag) => tag.Value is 0x7FE00008 or 0x7FE00009 or 0x7FE00010;
}
