using System.Globalization;

namespace Telemed.Hub.Imaging;

/// <summary>One media type that a client takes, as DICOMweb clients write it.</summary>
/// <param name="IsMultipart">True when the parts shall come as multipart/related.</param>
/// <param name="Type">The media type, of each part when multipart; "*/*" for any.</param>
/// <param name="TransferSyntax">The transfer syntax asked for, "*" for the stored one; null when none is named.</param>
/// <param name="Quality">How much the client wants it, above 0 up to 1.</param>
internal sealed record WantedMedia(bool IsMultipart, string Type, string? TransferSyntax, double Quality);

/// <summary>
/// Reads Accept as DICOMweb clients send it: quoted or not, in a header or as a parameter of the address.
/// </summary>
internal static class WebAccept
{
    private const int EntriesLimit = 32;

    /// <summary>
    /// The media types, the most wanted first (RFC 9110 section 12.4.2); one that takes anything when the client names
    /// none, and none when it refuses all.
    /// </summary>
    public static IReadOnlyList<WantedMedia> Of(HttpRequest request)
    {
        var texts = request.Query.TryGetValue("accept", out var asked) ? asked.ToArray()
            : request.Headers.Accept.ToArray();
        var named = new List<WantedMedia>();
        foreach (var text in texts)
            foreach (var entry in (text ?? "").Split(',').Take(EntriesLimit))
                if (Read(entry) is { } media) named.Add(media);
        return named.Count == 0 ? [new WantedMedia(false, "*/*", null, 1)]
            : [.. named.Where(media => media.Quality > 0).OrderByDescending(media => media.Quality)];
    }

    /// <summary>True unless the client takes XML only.</summary>
    public static bool AllowsJson(HttpRequest request) =>
        Of(request).Any(media =>
            media.Type is "*/*" or "application/*" or "application/json" or "application/dicom+json");

    // Read by hand: the field writes type=application/octet-stream without the quotes that a slash needs.
    private static WantedMedia? Read(string entry)
    {
        var parts = entry.Split(';', StringSplitOptions.TrimEntries);
        if (parts[0].Length == 0) return null;
        var isMultipart = parts[0].Equals("multipart/related", StringComparison.OrdinalIgnoreCase);
        var type = isMultipart ? Parameter(parts, "type") ?? "*/*" : parts[0];
        var quality = double.TryParse(Parameter(parts, "q"), NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var stated) ? Math.Min(stated, 1) : 1;
        return new WantedMedia(isMultipart, type.ToLowerInvariant(), Parameter(parts, "transfer-syntax"), quality);
    }

    private static string? Parameter(string[] parts, string name) => parts.Skip(1)
        .Where(part => part.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))
        .Select(part => part[(name.Length + 1)..].Trim('"', ' ')).FirstOrDefault();
}

internal static class FacilityOfRequest
{
    extension(HttpContext context)
    {
        /// <summary>
        /// The facility that the address names, as in /dicom-web/at/{facility}; null on the short paths.
        /// </summary>
        public Guid? FacilityOfPath =>
            Guid.TryParse(context.GetRouteValue("facility") as string, out var facility) ? facility : null;
    }
}
