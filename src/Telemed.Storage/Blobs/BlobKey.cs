using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Telemed.Storage.Blobs;

/// <summary>Makes and checks object keys.</summary>
public static partial class BlobKey
{
    private const int RandomBytes = 16;
    private const int LengthLimit = 200;

    /// <summary>A new random key, such as <c>7f/7f3c…</c>; the first two digits spread objects over folders.</summary>
    public static string New()
    {
        var random = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));
        return $"{random[..2]}/{random}";
    }

    /// <summary>
    /// New random keys that lie in one folder, so that objects put together are made durable together.
    /// </summary>
    public static string[] NewTogether(int count)
    {
        var folder = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(1));
        var keys = new string[count];
        for (var at = 0; at < count; at++)
            keys[at] = $"{folder}/{folder}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes - 1))}";
        return keys;
    }

    /// <summary>Passes a key on when every store can hold it.</summary>
    /// <exception cref="ArgumentException">
    /// It is not lower-case letters, digits, dashes and dots between slashes.
    /// </exception>
    public static string Checked(string key) => key.Length <= LengthLimit && Shape().IsMatch(key)
        ? key
        : throw new ArgumentException($"'{key}' is not an object key.", nameof(key));

    // Each part begins with a letter or digit, so no part is "..", and none is hidden or empty.
    [GeneratedRegex(@"^[a-z0-9][a-z0-9.\-]*(/[a-z0-9][a-z0-9.\-]*){0,5}\z",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
