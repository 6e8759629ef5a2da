using System.Globalization;
using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Objects;

/// <summary>Writes a picture that no modality made, such as a photo or a snapshot of a screen (PS3.3 A.8.1).</summary>
public static class SecondaryCapture
{
    /// <summary>Secondary Capture Image Storage.</summary>
    public const string SopClassUid = "1.2.840.10008.5.1.4.1.1.7";

    private const int RgbBytes = 3, SideLimitPx = ushort.MaxValue;

    /// <summary>Makes the file from red, green and blue, a byte each, row by row.</summary>
    /// <param name="place">Where it belongs.</param>
    /// <param name="widthPx">1 to 65535.</param>
    /// <param name="heightPx">1 to 65535.</param>
    /// <param name="rgb">Three bytes a pixel.</param>
    /// <param name="showsPatient">True when names or numbers may be readable in the picture.</param>
    /// <exception cref="ArgumentException">A side is impossible or the bytes are not as many as the pixels
    /// need.</exception>
    public static byte[] WriteRgb(
        DicomObjectPlace place, int widthPx, int heightPx, ReadOnlyMemory<byte> rgb, bool showsPatient)
    {
        CheckSides(widthPx, heightPx);
        if (rgb.Length != (long)widthPx * heightPx * RgbBytes)
            throw new ArgumentException("The picture has another number of bytes than its sides need.", nameof(rgb));
        return DicomObjectPlace.File(Begin(place, widthPx, heightPx, "RGB", showsPatient)
            .Bytes(DicomTags.PixelData, DicomVr.OB, rgb));
    }

    /// <summary>Makes the file from a baseline JPEG picture in YCbCr, whose bytes are kept.</summary>
    /// <param name="place">Where it belongs.</param>
    /// <param name="widthPx">1 to 65535, as the picture has it.</param>
    /// <param name="heightPx">1 to 65535, as the picture has it.</param>
    /// <param name="jpeg">The picture, colour at half the columns or fewer.</param>
    /// <param name="showsPatient">True when names or numbers may be readable in the picture.</param>
    /// <exception cref="ArgumentException">A side is impossible or the bytes do not begin as a JPEG does.</exception>
    public static byte[] WriteJpeg(
        DicomObjectPlace place, int widthPx, int heightPx, ReadOnlyMemory<byte> jpeg, bool showsPatient)
    {
        CheckSides(widthPx, heightPx);
        if (!jpeg.Span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
            throw new ArgumentException("This is no JPEG picture.", nameof(jpeg));
        var ratio = Math.Round((double)widthPx * heightPx * RgbBytes / jpeg.Length, 2);
        var builder = Begin(place, widthPx, heightPx, "YBR_FULL_422", showsPatient)
            .Text(DicomTags.LossyImageCompression, "01")
            .Text(DicomTags.LossyImageCompressionRatio, ratio.ToString(CultureInfo.InvariantCulture))
            .Text(DicomTags.LossyImageCompressionMethod, "ISO_10918_1")
            .Frames([jpeg]);
        using var bytes = new MemoryStream();
        DicomWriter.WriteFile(bytes, builder.Build(), TransferSyntax.Of("1.2.840.10008.1.2.4.50"));
        return bytes.ToArray();
    }

    private static DicomDatasetBuilder Begin(
        DicomObjectPlace place, int widthPx, int heightPx, string photometric, bool showsPatient) =>
        place.Begin(SopClassUid, "OT")
            .Text(DicomTags.ConversionType, "WSD").Text(DicomTags.ImageType, "DERIVED", "SECONDARY")
            .Empty(DicomTags.PatientOrientation, DicomVr.CS).Empty(DicomTags.Laterality, DicomVr.CS)
            .Text(DicomTags.BurnedInAnnotation, showsPatient ? "YES" : "NO")
            .Integer(DicomTags.SamplesPerPixel, 3).Text(DicomTags.PhotometricInterpretation, photometric)
            .Integer(DicomTags.PlanarConfiguration, 0L)
            .Integer(DicomTags.Rows, heightPx).Integer(DicomTags.Columns, widthPx)
            .Integer(DicomTags.BitsAllocated, 8).Integer(DicomTags.BitsStored, 8).Integer(DicomTags.HighBit, 7)
            .Integer(DicomTags.PixelRepresentation, 0L);

    private static void CheckSides(int widthPx, int heightPx)
    {
        if (widthPx is < 1 or > SideLimitPx || heightPx is < 1 or > SideLimitPx)
            throw new ArgumentException("A side of the picture is impossible.");
    }
}
