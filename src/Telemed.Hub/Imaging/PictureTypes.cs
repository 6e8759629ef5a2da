namespace Telemed.Hub.Imaging;

/// <summary>
/// The media types of compressed frames and films, with the names that clients use for them (PS3.18 section 8.7.3).
/// </summary>
internal static class PictureTypes
{
    private static readonly Dictionary<string, string[]> SyntaxesOf = new()
    {
        ["image/jpeg"] = Last("50", "51", "53", "55", "57", "70"),
        ["image/dicom+jpeg"] = Last("50", "51", "53", "55", "57", "70"),
        ["image/jls"] = Last("80", "81"),
        ["image/x-jls"] = Last("80", "81"),
        ["image/jp2"] = Last("90", "91"),
        ["image/jpx"] = Last("92", "93"),
        ["image/jphc"] = Last("201", "202", "203"),
        ["image/jhc"] = Last("201", "202", "203"),
        ["video/mpeg"] = Last("100", "100.1", "101", "101.1"),
        ["video/mp4"] = Last("102", "102.1", "103", "103.1", "104", "104.1", "105", "105.1", "106", "106.1", "107",
            "108"),
        ["image/dicom-rle"] = ["1.2.840.10008.1.2.5"],
        ["image/x-dicom-rle"] = ["1.2.840.10008.1.2.5"],
    };

    /// <summary>True when a media type names that compression.</summary>
    public static bool Names(string type, string syntax) =>
        type.EndsWith("/*", StringComparison.Ordinal)
            ? Of(syntax)?.StartsWith(type[..^1], StringComparison.Ordinal) is true
            : (SyntaxesOf.TryGetValue(type, out var syntaxes) && syntaxes.Contains(syntax));

    /// <summary>The media type of frames in a syntax; null when none names it.</summary>
    public static string? Of(string syntax) =>
        SyntaxesOf.Where(pair => pair.Value.Contains(syntax)).Select(pair => pair.Key).FirstOrDefault();

    public static bool IsRle(string type) => type is "image/dicom-rle" or "image/x-dicom-rle";

    private static string[] Last(params string[] last) => [.. last.Select(each => $"1.2.840.10008.1.2.4.{each}")];
}
