namespace Telemed.Ecg;

/// <summary>
/// A foreign file breaks the rules of its own format, or passes one of the limits in <see cref="EcgLimits"/>.
/// </summary>
/// <param name="section">The part of the format that was being read, for example "SCP-ECG section 3".</param>
/// <param name="offset">Zero-based byte offset into the file where the problem was noticed; for XML the line
/// number.</param>
/// <param name="problem">What is wrong, as a sentence without patient data.</param>
public sealed class EcgFormatException(string section, long offset, string problem)
    : Exception($"{section} at {offset}: {problem}")
{
    /// <summary>The part of the format that was being read.</summary>
    public string Section { get; } = section;

    /// <summary>Zero-based byte offset into the file, or the line number in XML.</summary>
    public long Offset { get; } = offset;

    /// <summary>What is wrong.</summary>
    public string Problem { get; } = problem;
}
