namespace Telemed.Hub.Imaging;

/// <summary>The media types of compressed frames, with the names that clients use for them (PS3.18 table 8.7.3-5).
/// </summary>
internal static class PictureTypes
{
    private static readonly Dictionary<string, string[]> SyntaxesOf = new()
    {
        ["image/jpeg"] = Of("50", "51", "57", "70"),
        ["image/dicom+jpeg"] = Of("50", "51", "57", "70"),
        ["image/jls"] = Of("80", "81"),
        ["image/x-jls"] = Of("80", "81"),
        ["image/jp2"] = Of("90", "91"),
        ["image/jpx"] = Of("92", "93"),
        ["image/jphc"] = Of("201", "202", "203"),
        ["image/jhc"] = Of("201", "202", "203"),
        ["image/dicom-rle"] = ["1.2.840.10008.1.2.5"],
        ["image/x-dicom-rle"] = ["1.2.840.10008.1.2.5"],
    };

    /// <summary>True when a media type names that compression.</summary>
    public static bool Names(string type, string syntax) =>
        type == "image/*" || (SyntaxesOf.TryGetValue(type, out var syntaxes) && syntaxes.Contains(syntax));

    public static bool IsRle(string type) => type is "image/dicom-rle" or "image/x-dicom-rle";

    private static string[] Of(params string[] last) => [.. last.Select(each => $"1.2.840.10008.1.2.4.{each}")];
}
