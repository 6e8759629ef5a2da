namespace Telemed.Domain;

/// <summary>Text from outside breaks the form this library expects; its one exception for that.</summary>
/// <param name="section">Which part of the text.</param>
/// <param name="offset">Byte offset from its start; 0 when the whole part is meant.</param>
/// <param name="problem">What is wrong, as a sentence without the content itself.</param>
public sealed class DomainFormatException(string section, long offset, string problem)
    : Exception($"{section}, byte {offset}: {problem}")
{
    /// <summary>Which part of the text.</summary>
    public string Section { get; } = section;

    /// <summary>Byte offset from its start.</summary>
    public long Offset { get; } = offset;

    /// <summary>What is wrong.</summary>
    public string Problem { get; } = problem;
}
