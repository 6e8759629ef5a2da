namespace Telemed.Hub.Imaging;

/// <summary>The media type of a body that is stored, as DICOMweb clients write it.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Parts">The media type of the parts, in lower case; null when none is named.</param>
/// <param name="Boundary">What stands between the parts; null when none is named.</param>
internal sealed record BodyType(string Name, string? Parts, string? Boundary)
{
    private const int LimitChars = 1000;

    /// <summary>
    /// Read by hand: the field writes type=application/dicom without the quotes that a slash needs. Null when there is
    /// nothing to read.
    /// </summary>
    public static BodyType? Read(string? header)
    {
        if (header is not { Length: > 0 and <= LimitChars }) return null;
        var pieces = Pieces(header);
        return new BodyType(pieces[0].ToLowerInvariant(), Parameter(pieces, "type")?.ToLowerInvariant(),
            Parameter(pieces, "boundary"));
    }

    // A boundary in quotes may hold a semicolon (RFC 2046 section 5.1.1).
    private static List<string> Pieces(string header)
    {
        var (pieces, from, isQuoted) = (new List<string>(), 0, false);
        for (var at = 0; at < header.Length; at++)
        {
            if (header[at] == '"') isQuoted = !isQuoted;
            if (header[at] != ';' || isQuoted) continue;
            pieces.Add(header[from..at].Trim());
            from = at + 1;
        }
        pieces.Add(header[from..].Trim());
        return pieces;
    }

    private static string? Parameter(List<string> pieces, string name) => pieces.Skip(1)
        .Where(piece => piece.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))
        .Select(piece => piece[(name.Length + 1)..].Trim('"')).FirstOrDefault();
}
