using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Telemed.Hub.People;

/// <summary>
/// Time-based one-time codes (RFC 6238): SHA-1, six digits, thirty seconds, as authenticator apps expect.
/// </summary>
internal static class Totp
{
    internal const int StepSeconds = 30;
    internal const int SecretBytes = 20;
    private const int Digits = 6;
    private const string Base32Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The number of whole steps since 1970.</summary>
    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of one step (RFC 4226 section 5.3 over the step number).</summary>
    [SuppressMessage("Security", "CA5350",
        Justification = "RFC 6238 codes of common apps are HMAC-SHA-1, which is not broken as a MAC.")]
    public static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, mac);
        var offset = mac[^1] & 0x0F;
        var number = BinaryPrimitives.ReadInt32BigEndian(mac.Slice(offset, 4)) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0');
    }

    /// <summary>Finds the step whose code was given, among the current one and its neighbours.</summary>
    /// <returns>The step, or null when the code is wrong.</returns>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        var given = Encoding.ASCII.GetBytes(code.Replace(" ", "", StringComparison.Ordinal));
        if (given.Length != Digits) return null;
        var current = StepAt(now);
        long? found = null;
        // All three are always worked out, so that the time taken tells nothing.
        for (var step = current - 1; step <= current + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(secret, step)), given))
                found = step;
        }
        return found;
    }

    /// <summary>The secret as authenticator apps take it typed (RFC 4648 base 32 without padding).</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var each in bytes)
        {
            bits = ((bits & 0xFF) << 8) | each;
            count += 8;
            while (count >= 5)
            {
                text.Append(Base32Letters[(bits >> (count - 5)) & 31]);
                count -= 5;
            }
        }
        if (count > 0) text.Append(Base32Letters[(bits << (5 - count)) & 31]);
        return text.ToString();
    }

    /// <summary>The address that an authenticator app reads from a QR picture.</summary>
    public static string Address(ReadOnlySpan<byte> secret, string login) =>
        $"otpauth://totp/Telemed:{Uri.EscapeDataString(login)}?secret={Base32(secret)}&issuer=Telemed" +
        $"&digits={Digits}&period={StepSeconds}";
}
