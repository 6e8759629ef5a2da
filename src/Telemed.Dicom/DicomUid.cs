using System.Buffers.Binary;
using System.Globalization;

namespace Telemed.Dicom;

/// <summary>Unique identifiers: digits and dots, at most 64 characters (PS3.5 section 9.1).</summary>
public static class DicomUid
{
    /// <summary>The longest UID.</summary>
    public const int LimitChars = 64;

    private const string UuidArc = "2.25.";

    /// <summary>True when the UID is exactly as the standard says.</summary>
    public static bool IsValid(ReadOnlySpan<char> uid) => IsTolerable(uid) && !HasLeadingZero(uid);

    /// <summary>True for a valid UID and for one whose only fault is a component with a leading zero.</summary>
    public static bool IsTolerable(ReadOnlySpan<char> uid)
    {
        if (uid.Length is 0 or > LimitChars || uid[0] == '.' || uid[^1] == '.') return false;
        var previous = '.';
        foreach (var letter in uid)
        {
            if (letter is not ((>= '0' and <= '9') or '.') || (letter == '.' && previous == '.' )) return false;
            previous = letter;
        }
        return true;
    }

    /// <summary>A new UID under the arc 2.25, made from a random 128-bit number (PS3.5 section B.2).</summary>
    public static string FromGuid(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return $"{UuidArc}{new System.Numerics.BigInteger(bytes, isUnsigned: true, isBigEndian: true)}";
    }

    /// <summary>The number behind a UID under the arc 2.25 (PS3.5 section B.2).</summary>
    /// <returns>False for any other UID.</returns>
    public static bool TryToGuid(string uid, out Guid guid)
    {
        guid = Guid.Empty;
        if (uid.Length > LimitChars || !uid.StartsWith(UuidArc, StringComparison.Ordinal)) return false;
        var digits = uid.AsSpan(UuidArc.Length);
        if (!UInt128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        guid = new Guid(bytes, bigEndian: true);
        return true;
    }

    /// <summary>The same UID for the same hash: for objects that are made again from the same things.</summary>
    /// <param name="hash">16 bytes or more of a cryptographic hash; the first 16 are used.</param>
    public static string FromHash(ReadOnlySpan<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[16];
        hash[..16].CopyTo(bytes);
        // RFC 9562 version 8: a UUID whose other bits mean what its maker says.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return FromGuid(new Guid(bytes, bigEndian: true));
    }

    private static bool HasLeadingZero(ReadOnlySpan<char> uid)
    {
        for (var at = 0; at + 1 < uid.Length; at++)
            if (uid[at] == '0' && uid[at + 1] != '.' && (at == 0 || uid[at - 1] == '.')) return true;
        return false;
    }
}
