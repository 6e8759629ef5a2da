using System.Runtime.InteropServices;
using Telemed.Dicom;
using Telemed.Dicom.Writing;

namespace Telemed.Samples;

/// <summary>Writes the phantoms as DICOM objects.</summary>
public static class DicomSamples
{
    private static readonly DicomTag PresentationIntentType = new(0x0008, 0x0068);
    private static readonly DicomTag AnatomicRegionSequence = new(0x0008, 0x2218);
    private static readonly DicomTag PatientPosition = new(0x0018, 0x5100);
    private static readonly DicomTag PositionerType = new(0x0018, 0x1508);
    private static readonly DicomTag DetectorType = new(0x0018, 0x7004);
    private static readonly DicomTag BurnedInAnnotation = new(0x0028, 0x0301);
    private static readonly DicomTag LossyImageCompression = new(0x0028, 0x2110);
    private static readonly DicomTag AcquisitionContextSequence = new(0x0040, 0x0555);
    private static readonly DicomTag XRayTubeCurrent = new(0x0018, 0x1151);
    private static readonly DicomTag ConvolutionKernel = new(0x0018, 0x1210);
    private static readonly DicomTag PixelIntensityRelationship = new(0x0028, 0x1040);
    private static readonly DicomTag PixelIntensityRelationshipSign = new(0x0028, 0x1041);
    private static readonly DicomTag PresentationLutShape = new(0x2050, 0x0020);

    private const string DigitalXRay = "1.2.840.10008.5.1.4.1.1.1.1";
    private const string ComputedTomography = "1.2.840.10008.5.1.4.1.1.2";

    /// <summary>
    /// A chest X-ray for presentation, 12 bits, 0.25 mm pixels so that the drawn ruler measures 100 mm.
    /// </summary>
    /// <param name="to">Receives the file.</param>
    /// <param name="patient">Whose header it carries.</param>
    /// <param name="acquired">When it was taken, in local time.</param>
    /// <param name="seed">Start value; also decides the UIDs.</param>
    /// <param name="consolidation">Adds an opacity.</param>
    public static void WriteChest(Stream to, SamplePatient patient, DateTime acquired, int seed, bool consolidation)
    {
        const int width = 1600, height = 1920;
        var pixels = Phantoms.Chest(width, height, seed, consolidation);
        var study = Uid(seed, 1, 0);
        var header = Header(patient, acquired, DigitalXRay, study, Uid(seed, 2, 0), Uid(seed, 3, 1), "DX", 1)
            .Text(DicomTags.StudyDescription, "Chest PA").Text(DicomTags.BodyPartExamined, "CHEST")
            .Text(DicomTags.ViewPosition, "PA").Text(DicomTags.ImageLaterality, "U")
            .Text(PresentationIntentType, "FOR PRESENTATION").Text(DicomTags.ImageType, "ORIGINAL", "PRIMARY")
            .Number(DicomTags.ImagerPixelSpacing, 0.25, 0.25).Number(DicomTags.PixelSpacing, 0.25, 0.25)
            .Text(PixelIntensityRelationship, "LOG").Integer(PixelIntensityRelationshipSign, DicomVr.SS, -1)
            .Number(DicomTags.RescaleIntercept, 0).Number(DicomTags.RescaleSlope, 1).Text(DicomTags.RescaleType, "US")
            .Text(PresentationLutShape, "IDENTITY").Text(DicomTags.PatientOrientation, "L", "F")
            .Code(AnatomicRegionSequence, "51185008", "SCT", "Chest").Text(LossyImageCompression, "00")
            .Text(BurnedInAnnotation, "NO").Text(DetectorType, "DIRECT").Text(PositionerType, "NONE")
            .Sequence(AcquisitionContextSequence)
            .Number(DicomTags.WindowCenter, 2000).Number(DicomTags.WindowWidth, 3600);
        Pixels(header, width, height, 12, signed: false, MemoryMarshal.AsBytes(pixels.AsSpan()));
        DicomWriter.WriteFile(to, header.Build(), TransferSyntax.ExplicitLittleEndian);
    }

    /// <summary>One slice of a head CT in Hounsfield units, 256 x 256, 0.9 mm pixels, 4 mm apart.</summary>
    /// <param name="to">Receives the file.</param>
    /// <param name="patient">Whose header it carries.</param>
    /// <param name="acquired">When it was taken, in local time.</param>
    /// <param name="seed">Start value; also decides the UIDs.</param>
    /// <param name="slice">0 to <paramref name="slices"/> - 1.</param>
    /// <param name="slices">Slices of the series.</param>
    /// <param name="bleed">Adds a haemorrhage.</param>
    public static void WriteHeadSlice(
        Stream to, SamplePatient patient, DateTime acquired, int seed, int slice, int slices, bool bleed)
    {
        const int size = 256;
        var pixels = Phantoms.Head(size, slice, slices, seed, bleed);
        for (var at = 0; at < pixels.Length; at++) pixels[at] = (short)(pixels[at] + 1024);
        var header =
            Header(patient, acquired, ComputedTomography, Uid(seed, 1, 0), Uid(seed, 2, 0), Uid(seed, 3, slice + 1),
                "CT", slice + 1)
            .Text(DicomTags.StudyDescription, "CT head").Text(DicomTags.SeriesDescription, "Head 4 mm")
            .Text(DicomTags.BodyPartExamined, "HEAD").Text(DicomTags.ImageType, "ORIGINAL", "PRIMARY", "AXIAL")
            .Text(PatientPosition, "HFS").Number(DicomTags.PixelSpacing, 0.9, 0.9).Number(DicomTags.SliceThickness, 4)
            .Number(DicomTags.ImagePositionPatient, -115.2, -115.2, slice * 4.0)
            .Number(DicomTags.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)
                .Text(DicomTags.FrameOfReferenceUID, Uid(seed, 4, 0))
            .TextOrEmpty(DicomTags.PositionReferenceIndicator, null).Number(DicomTags.SliceLocation, slice * 4.0)
            .Number(DicomTags.KVP, 120).Integer(XRayTubeCurrent, 240).Text(ConvolutionKernel, "H30")
            .Number(DicomTags.RescaleIntercept, -1024).Number(DicomTags.RescaleSlope, 1)
                .Text(DicomTags.RescaleType, "HU")
            .Number(DicomTags.WindowCenter, 40).Number(DicomTags.WindowWidth, 90)
                .TextOrEmpty(DicomTags.AcquisitionNumber, "1");
        Pixels(header, size, size, 16, signed: true, MemoryMarshal.AsBytes(pixels.AsSpan()));
        DicomWriter.WriteFile(to, header.Build(), TransferSyntax.ExplicitLittleEndian);
    }

    private static DicomDatasetBuilder Header(SamplePatient patient, DateTime acquired, string sopClass, string study,
        string series, string instance, string modality, int number)
    {
        var date = $"{acquired:yyyyMMdd}";
        var time = $"{acquired:HHmmss}";
        return new DicomDatasetBuilder()
            .Text(DicomTags.SOPClassUID, sopClass).Text(DicomTags.SOPInstanceUID, instance)
            .Text(DicomTags.StudyInstanceUID, study).Text(DicomTags.SeriesInstanceUID, series)
            .Text(DicomTags.StudyDate, date).Text(DicomTags.StudyTime, time)
            .Text(DicomTags.SeriesDate, date).Text(DicomTags.SeriesTime, time)
            .Text(DicomTags.AcquisitionDate, date).Text(DicomTags.AcquisitionTime, time)
            .Text(DicomTags.ContentDate, date).Text(DicomTags.ContentTime, time)
            .Text(DicomTags.Modality, modality).Text(DicomTags.Manufacturer, "Telemed Samples")
            .Text(DicomTags.ManufacturerModelName, "Phantom").TextOrEmpty(DicomTags.ReferringPhysicianName, null)
            .Text(DicomTags.PatientName, patient.DicomName).Text(DicomTags.PatientID, patient.Id)
            .Text(DicomTags.PatientBirthDate, $"{patient.BirthDate:yyyyMMdd}").Text(DicomTags.PatientSex, patient.Sex)
            .TextOrEmpty(DicomTags.StudyID, "1").TextOrEmpty(DicomTags.AccessionNumber, null)
            .Integer(DicomTags.SeriesNumber, 1).Integer(DicomTags.InstanceNumber, number);
    }

    private static void Pixels(
        DicomDatasetBuilder header, int columns, int rows, int bitsStored, bool signed, ReadOnlySpan<byte> bytes) =>
            header
        .Integer(DicomTags.SamplesPerPixel, 1).Text(DicomTags.PhotometricInterpretation, "MONOCHROME2")
        .Integer(DicomTags.Rows, rows).Integer(DicomTags.Columns, columns)
        .Integer(DicomTags.BitsAllocated, 16).Integer(DicomTags.BitsStored, bitsStored)
        .Integer(DicomTags.HighBit, bitsStored - 1).Integer(DicomTags.PixelRepresentation, signed ? 1 : 0)
        .Bytes(DicomTags.PixelData, DicomVr.OW, bytes.ToArray());

    /// <summary>UIDs that depend only on the seed, so that a sample made twice is the same object.</summary>
    private static string Uid(int seed, int level, int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        "Telemed."u8.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes[8..], seed);
        BitConverter.TryWriteBytes(bytes[12..], (short)number);
        bytes[15] = (byte)level;
        return DicomUid.FromGuid(new Guid(bytes, bigEndian: true));
    }
}
