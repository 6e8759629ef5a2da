namespace Telemed.Dicom.Review;

/// <summary>Whether an image can be shown and measured (PS3.3 C.7.6).</summary>
internal static class ImageReview
{
    private const ushort FirstOverlayGroup = 0x6000;
    private const ushort LastOverlayGroup = 0x601E;
    private static readonly string[] Measured = ["CT", "MR", "CR", "DX", "MG"];
    private static readonly DicomTag UltrasoundRegions = new(0x00186011), PixelDataProvider = new(0x00287FE0);
    private static readonly string[] ImageClasses =
    [
        "1.2.840.10008.5.1.4.1.1.1", "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.3.1",
        "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.6.1", "1.2.840.10008.5.1.4.1.1.7",
        "1.2.840.10008.5.1.4.1.1.12.1", "1.2.840.10008.5.1.4.1.1.20",
    ];

    // Computed radiography, CT and MR before the enhanced classes: one frame an object (PS3.3 A.2, A.3, A.4).
    private static readonly string[] SingleFrameClasses =
        ["1.2.840.10008.5.1.4.1.1.1", "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4"];

    public static void Check(DicomFile file, List<DicomWarning> found)
    {
        var dataset = file.Dataset;
        if (file.PixelData is null)
        {
            var isImage = ImageClasses.Contains(dataset.GetString(DicomTags.SOPClassUID)) ||
                          (dataset.Has(DicomTags.Rows) && dataset.Has(DicomTags.Columns)
                              && dataset.Has(DicomTags.BitsAllocated));
            if (isImage && !dataset.Has(PixelDataProvider))
                Warn(DicomTags.SOPClassUID, "The object is an image, but has no pixel data.", DicomRemark.NoPixels);
            return;
        }
        if (dataset.GetInteger(DicomTags.NumberOfFrames) > 1 &&
            SingleFrameClasses.Contains(dataset.GetString(DicomTags.SOPClassUID)))
            Warn(DicomTags.NumberOfFrames, "The object has several frames, and its class allows one.");
        var modality = dataset.GetString(DicomTags.Modality);
        if (Measured.Contains(modality) && dataset[DicomTags.SharedFunctionalGroupsSequence] is null) CheckSpacing();
        else if (modality == "US" && dataset.GetItems(UltrasoundRegions).Count == 0) CheckSpacing();
        if (dataset.ValueCount(DicomTags.WindowCenter) != dataset.ValueCount(DicomTags.WindowWidth))
            Warn(DicomTags.WindowCenter, "Window Center and Window Width have different numbers of values.");
        if (dataset.GetString(DicomTags.PhotometricInterpretation) is { } photometric
            && !Photometric.IsKnown(photometric))
            Warn(DicomTags.PhotometricInterpretation, "The photometric interpretation is not known.");
        if (dataset.GetInt(DicomTags.BitsStored) > dataset.GetInt(DicomTags.BitsAllocated))
            Warn(DicomTags.BitsStored, "More bits are stored than allocated.");
        if (dataset.GetInt(DicomTags.PlanarConfiguration) is not (null or 0 or 1))
            Warn(DicomTags.PlanarConfiguration, "Planar Configuration is neither 0 nor 1.");
        CheckPalette();
        CheckOverlays();

        void CheckSpacing()
        {
            var tag = dataset.Has(DicomTags.PixelSpacing) ? DicomTags.PixelSpacing : DicomTags.ImagerPixelSpacing;
            var spacing = dataset.GetDoubles(tag);
            if (spacing.Count != 2 || spacing.Any(millimetres => millimetres <= 0))
                Warn(tag, "There is no usable pixel spacing; lengths cannot be measured.", DicomRemark.NoSpacing);
        }

        void CheckPalette()
        {
            if (dataset.GetString(DicomTags.PhotometricInterpretation) != "PALETTE COLOR") return;
            var entries = dataset.GetInt(DicomTags.RedPaletteColorLookupTableDescriptor) is 0 ? 65536
                : dataset.GetInt(DicomTags.RedPaletteColorLookupTableDescriptor) ?? 0;
            var bits = dataset.GetInt(DicomTags.RedPaletteColorLookupTableDescriptor, 2);
            if (bits is not (8 or 16))
                Warn(DicomTags.RedPaletteColorLookupTableDescriptor, "The palette's entries are not 8 or 16 bits.");
            else if (dataset[DicomTags.RedPaletteColorLookupTableData] is { } table && table.Bulk is null
                && table.Bytes.Length < entries)
                Warn(DicomTags.RedPaletteColorLookupTableData, "The palette is shorter than its descriptor says.");
        }

        void CheckOverlays()
        {
            for (var group = FirstOverlayGroup; group <= LastOverlayGroup; group += 2)
            {
                var rows = dataset.GetInt(new DicomTag(group, 0x0010)) ?? 0;
                var columns = dataset.GetInt(new DicomTag(group, 0x0011)) ?? 0;
                if (dataset[new DicomTag(group, 0x3000)] is not { } overlay) continue;
                var lengthBytes = overlay.Bulk?.LengthBytes ?? overlay.Bytes.Length;
                if (lengthBytes * 8 < (long)rows * columns)
                    Warn(overlay.Tag, "The overlay is shorter than its rows and columns.");
                if (dataset.GetInt(new DicomTag(group, 0x0050)) is { } top
                    && (top < 1 || top > dataset.GetInt(DicomTags.Rows)))
                    Warn(overlay.Tag, "The overlay lies outside the image.");
            }
        }

        void Warn(DicomTag tag, string problem, DicomRemark remark = DicomRemark.Departs) =>
            found.Add(new DicomWarning(DicomReader.DataSection, dataset[tag]?.Offset ?? dataset.Offset, problem)
            {
                Remark = remark,
            });
    }
}

/// <summary>The photometric interpretations of PS3.3 C.7.6.3.1.2, retired ones included.</summary>
internal static class Photometric
{
    private static readonly string[] Known =
    [
        "MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_422",
        "YBR_PARTIAL_420", "YBR_ICT", "YBR_RCT", "HSV", "ARGB", "CMYK", "XYB",
    ];

    public static bool IsKnown(string photometric) => Known.Contains(photometric);
}
