namespace Telemed.Pathology;

/// <summary>The bytes of a slide or photo break their format, or are of a kind that is not read here.</summary>
/// <param name="section">Where the reader was, in the format's own words (for example "TIFF directory 2").</param>
/// <param name="offset">Byte offset in the file, zero or greater.</param>
/// <param name="problem">What is wrong, as a sentence a laboratory can act on.</param>
public sealed class SlideFormatException(string section, long offset, string problem)
    : Exception($"{section}, byte {offset}: {problem}")
{
    /// <summary>Where the reader was, in the format's own words.</summary>
    public string Section { get; } = section;

    /// <summary>Byte offset in the file.</summary>
    public long Offset { get; } = offset;

    /// <summary>What is wrong.</summary>
    public string Problem { get; } = problem;
}
