namespace Telemed.Dicom;

/// <summary>Something a tolerant reader passed over, to be shown to whoever sent the file.</summary>
/// <param name="Section">The part of the file.</param>
/// <param name="Offset">Bytes from the start of the stream.</param>
/// <param name="Problem">What was odd, as a sentence.</param>
public sealed record DicomWarning(string Section, long Offset, string Problem)
{
    /// <summary>The warning as one line.</summary>
    public override string ToString() => $"{Section}, byte {Offset}: {Problem}";
}
