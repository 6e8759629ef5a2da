using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Telemed.Hub.Platform;

/// <summary>Random tokens and keys: shown once as text, kept as a hash.</summary>
internal static class SecretText
{
    internal const int LengthLimit = 128;
    private const int RandomBytes = 32;

    /// <summary>256 random bits as URL-safe text, behind a prefix that tells people what it is.</summary>
    public static string New(string prefix = "") =>
        prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>SHA-256 is enough here: what is hashed is random, so it cannot be guessed from a list.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Compares in a time that does not tell how much was right.</summary>
    public static bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        CryptographicOperations.FixedTimeEquals(left, right);
}
