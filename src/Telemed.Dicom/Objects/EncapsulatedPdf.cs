using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Objects;

/// <summary>Writes a PDF document as an object of a study (PS3.3 A.45.1).</summary>
public static class EncapsulatedPdf
{
    /// <summary>Encapsulated PDF Storage.</summary>
    public const string SopClassUid = "1.2.840.10008.5.1.4.1.1.104.1";

    /// <summary>Makes the file.</summary>
    /// <param name="place">Where it belongs.</param>
    /// <param name="title">What the document is called.</param>
    /// <param name="concept">The kind of document; null when no code fits.</param>
    /// <param name="pdf">The document, at most 2 GiB.</param>
    /// <param name="isVerified">True when a person with the right to it has signed the content.</param>
    /// <exception cref="ArgumentException">The bytes do not begin as a PDF does.</exception>
    public static byte[] Write(
        DicomObjectPlace place, string title, DicomCode? concept, ReadOnlyMemory<byte> pdf, bool isVerified)
    {
        if (!pdf.Span.StartsWith("%PDF-"u8)) throw new ArgumentException("This is no PDF document.", nameof(pdf));
        var builder = place.Begin(SopClassUid, "DOC")
            .Text(DicomTags.ConversionType, "WSD")
            .Empty(DicomTags.AcquisitionDateTime, DicomVr.DT)
            .Text(DicomTags.BurnedInAnnotation, "YES")
            .Text(DicomTags.DocumentTitle, title)
            .Text(DicomTags.VerificationFlag, isVerified ? "VERIFIED" : "UNVERIFIED")
            .Text(DicomTags.MIMETypeOfEncapsulatedDocument, "application/pdf")
            .Integer(DicomTags.EncapsulatedDocumentLength, pdf.Length)
            .Bytes(DicomTags.EncapsulatedDocument, DicomVr.OB, pdf);
        builder.Sequence(DicomTags.ConceptNameCodeSequence, concept is null ? [] : [concept.Item()]);
        return DicomObjectPlace.File(builder);
    }
}
