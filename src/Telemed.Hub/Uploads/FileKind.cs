using Telemed.Dicom;
using Telemed.Ecg;
using Telemed.Pathology;

namespace Telemed.Hub.Uploads;

/// <summary>What a file is, by its content.</summary>
internal enum FileKind { Unknown, Dicom, Ecg, Slide, Image, Pdf, Zip }

/// <summary>Finds the kind of a file from its first bytes, never from its name.</summary>
internal static class FileKinds
{
    /// <summary>Bytes of the beginning that <see cref="Find"/> wants to see.</summary>
    public const int HeadBytes = EcgReader.HeadBytes;

    public static FileKind Find(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("%PDF-"u8)) return FileKind.Pdf;
        var family = SlideReader.Detect(head);
        if (head.StartsWith("PK\u0003\u0004"u8) && family != SlideFamily.Tron) return FileKind.Zip;
        switch (family)
        {
            case SlideFamily.Tiff: return FileKind.Slide;
            case var _ when SlideReader.WhyClosed(head) is not null: return FileKind.Slide;
            case SlideFamily.Jpeg or SlideFamily.Png: return FileKind.Image;
            case SlideFamily.Dicom: return FileKind.Dicom;
            default: break;
        }
        if (EcgReader.Detect(head) is { } format) return format == EcgFormat.Dicom ? FileKind.Dicom : FileKind.Ecg;
        return DicomFile.MayBe(head) ? FileKind.Dicom : FileKind.Unknown;
    }

    public static long LimitBytes(FileKind kind, UploadOptions options) => kind switch
    {
        FileKind.Ecg => options.EcgBytes,
        FileKind.Image or FileKind.Pdf => options.DocumentBytes,
        FileKind.Dicom => options.DicomBytes,
        FileKind.Zip => options.ZipBytes,
        FileKind.Slide => options.SlideBytes,
        _ => options.AnyFileBytes,
    };

    public static string Code(FileKind kind) => kind switch
    {
        FileKind.Dicom => "dicom",
        FileKind.Ecg => "ecg",
        FileKind.Slide => "slide",
        FileKind.Image => "image",
        FileKind.Pdf => "pdf",
        FileKind.Zip => "zip",
        _ => "unknown",
    };
}
