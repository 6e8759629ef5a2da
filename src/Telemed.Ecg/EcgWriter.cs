using Telemed.Ecg.Writing;

namespace Telemed.Ecg;

/// <summary>The DICOM identifiers of an ECG that is written as an object.</summary>
/// <param name="StudyInstanceUid">UID of the study.</param>
/// <param name="SeriesInstanceUid">UID of the series.</param>
/// <param name="SopInstanceUid">UID of the object itself.</param>
public sealed record EcgDicomIdentity(string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid);

/// <summary>Writes a recording in the formats other systems take, sample for sample.</summary>
public static class EcgWriter
{
    /// <summary>
    /// Writes a DICOM object: 12-lead where it fits that class (PS3.3 A.34.3), general ECG where it does not, and
    /// 32-bit
    /// general ECG where counts need it. Median beats become a derived second group. Every count and scale is kept.
    /// </summary>
    /// <exception cref="NotSupportedException">The recording has no ECG voltage lead.</exception>
    public static byte[] ToDicom(EcgRecording recording, EcgDicomIdentity identity) =>
        DicomEcgWriter.Write(recording, identity);

    /// <summary>
    /// Writes an SCP-ECG record (EN 1064): raw 16-bit samples of the stored leads, reference beat in section 5. Exact
    /// where all leads count in whole multiples of one whole number of nanovolts and fit 16 bits; else rounded to the
    /// finest step that fits.
    /// </summary>
    /// <exception cref="NotSupportedException">Samples are missing, a lead is not in the standard, or the sampling
    /// interval is no whole number of microseconds.</exception>
    public static byte[] ToScp(EcgRecording recording) => ScpWriter.Write(recording);

    /// <summary>Writes an HL7 annotated ECG; every count, scale and offset is kept.</summary>
    /// <exception cref="NotSupportedException">Samples are missing inside a lead: the format has no way to say
    /// so.</exception>
    public static byte[] ToAecg(EcgRecording recording, Guid id) => AecgWriter.Write(recording, id);

    /// <summary>
    /// Writes the trace as UTF-8 CSV: time in milliseconds, then one column a lead in microvolts, empty where missing.
    /// </summary>
    /// <exception cref="NotSupportedException">The recording has no ECG voltage lead.</exception>
    public static byte[] ToCsv(EcgRecording recording) => CsvWriter.Write(recording);
}
