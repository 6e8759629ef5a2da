using System.IO.Compression;

namespace Telemed.Dicom.Writing;

/// <summary>Writes data sets and Part 10 files in little-endian order.</summary>
public static class DicomWriter
{
    /// <summary>Names this implementation in every file it writes (PS3.7 section D.3.3.2).</summary>
    public const string ImplementationClassUid = "2.25.187319028374650192837465019283746501928";

    /// <summary>The version name beside it.</summary>
    public const string ImplementationVersion = "TELEMED_1";

    private const int PreambleBytes = 128;

    /// <summary>Writes a whole file: preamble, meta, data set (PS3.10 section 7).</summary>
    /// <param name="to">Receives the file.</param>
    /// <param name="dataset">Must hold SOP Class UID and SOP Instance UID.</param>
    /// <param name="syntax">Little endian; encapsulated only when the pixel data is.</param>
    /// <param name="source">The stream that long values were read from; null when the data set holds all of its
    /// values.</param>
    /// <exception cref="ArgumentException">The syntax is big endian, or a long value has no source.</exception>
    public static void WriteFile(Stream to, DicomDataset dataset, TransferSyntax syntax, Stream? source = null)
    {
        to.Write(new byte[PreambleBytes]);
        to.Write("DICM"u8);
        WriteMeta(to, dataset.GetString(DicomTags.SOPClassUID) ?? "", dataset.GetString(DicomTags.SOPInstanceUID) ?? "",
            syntax);
        WriteDataset(to, dataset, syntax, source);
    }

    /// <summary>Writes a file that was read, in another syntax or the same; its own meta names what the data set does
    /// not.</summary>
    /// <param name="to">Receives the file.</param>
    /// <param name="file">As it was read.</param>
    /// <param name="syntax">Little endian; encapsulated only when the pixel data is.</param>
    /// <param name="source">The stream it was read from.</param>
    /// <exception cref="ArgumentException">The syntax is big endian, or a long value has no source.</exception>
    public static void WriteFile(Stream to, DicomFile file, TransferSyntax syntax, Stream? source)
    {
        WriteHead(to, Named(file, DicomTags.SOPClassUID, DicomTags.MediaStorageSOPClassUID),
            Named(file, DicomTags.SOPInstanceUID, DicomTags.MediaStorageSOPInstanceUID), syntax);
        WriteDataset(to, file.Dataset, syntax, source);
    }

    /// <summary>Writes the preamble and the file meta that must stand before a data set received from the
    /// network.</summary>
    public static void WriteHead(Stream to, string sopClassUid, string sopInstanceUid, TransferSyntax syntax)
    {
        to.Write(new byte[PreambleBytes]);
        to.Write("DICM"u8);
        WriteMeta(to, sopClassUid, sopInstanceUid, syntax);
    }

    /// <summary>Writes a bare data set.</summary>
    /// <exception cref="ArgumentException">The syntax is big endian, or a long value has no source.</exception>
    public static void WriteDataset(Stream to, DicomDataset dataset, TransferSyntax syntax, Stream? source = null)
    {
        if (syntax.IsBigEndian) throw new ArgumentException("Nothing is written in big-endian order.", nameof(syntax));
        if (!syntax.IsDeflated)
        {
            new DatasetWriter(to, syntax.IsExplicit, source).Write(dataset);
            return;
        }
        using var deflate = new DeflateStream(to, CompressionLevel.Optimal, leaveOpen: true);
        new DatasetWriter(deflate, isExplicit: true, source).Write(dataset);
    }

    private static string Named(DicomFile file, DicomTag inDataset, DicomTag inMeta) =>
        file.Dataset.GetString(inDataset) ?? file.Meta.GetString(inMeta) ?? "";

    private static void WriteMeta(Stream to, string sopClassUid, string sopInstanceUid, TransferSyntax syntax)
    {
        var meta = new DicomDatasetBuilder()
            .Bytes(DicomTags.FileMetaInformationVersion, DicomVr.OB, new byte[] { 0, 1 })
            .TextOrNothing(DicomTags.MediaStorageSOPClassUID, sopClassUid)
            .TextOrNothing(DicomTags.MediaStorageSOPInstanceUID, sopInstanceUid)
            .Text(DicomTags.TransferSyntaxUID, syntax.Uid)
            .Text(DicomTags.ImplementationClassUID, ImplementationClassUid)
            .Text(DicomTags.ImplementationVersionName, ImplementationVersion).Build();
        using var body = new MemoryStream();
        new DatasetWriter(body, isExplicit: true, null).Write(meta);
        var length = new DicomDatasetBuilder().Integer(DicomTags.FileMetaInformationGroupLength, body.Length).Build();
        new DatasetWriter(to, isExplicit: true, null).Write(length);
        body.WriteTo(to);
    }
}
