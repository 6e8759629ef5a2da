namespace Telemed.Dicom;

/// <summary>Bytes that break the DICOM format, or that pass one of the reader's limits.</summary>
/// <param name="section">The part of the file or message, such as "file meta" or "data set".</param>
/// <param name="offset">Bytes from the start of the stream (of the inflated stream in a deflated data set).</param>
/// <param name="problem">What is wrong there, as a sentence.</param>
public sealed class DicomFormatException(string section, long offset, string problem)
    : Exception($"{section}, byte {offset}: {problem}")
{
    /// <summary>The part of the file or message that is broken.</summary>
    public string Section { get; } = section;

    /// <summary>Bytes from the start of the stream.</summary>
    public long Offset { get; } = offset;

    /// <summary>What is wrong there.</summary>
    public string Problem { get; } = problem;
}
