using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Telemed.Dicom.Deidentify;

/// <summary>
/// The secret behind everything that must come out the same again: UIDs, the patient's new name and the days by which
/// dates move. Whoever has the key can link a copy to its original; nobody else can.
/// </summary>
public sealed class DeidentifyKey
{
    private const int LeastBytes = 16, LeastDays = 30, MostDays = 3650;
    private readonly byte[] key;

    /// <summary>Takes the key.</summary>
    /// <param name="key">16 random bytes or more, kept from everybody.</param>
    /// <exception cref="ArgumentException">The key is shorter.</exception>
    public DeidentifyKey(ReadOnlySpan<byte> key)
    {
        if (key.Length < LeastBytes) throw new ArgumentException("The key has 16 bytes at least.", nameof(key));
        this.key = key.ToArray();
    }

    /// <summary>The UID that stands for another one.</summary>
    public string UidFor(string uid) => DicomUid.FromHash(Hash("uid", uid));

    /// <summary>A code of eight letters that stands for a patient.</summary>
    /// <param name="patient">What tells patients apart, such as facility and Patient ID.</param>
    public string CodeFor(string patient) => Convert.ToHexString(Hash("patient", patient).AsSpan(0, 4));

    /// <summary>By how many days the dates of a patient move back, 30 to 3650; intervals stay as they are.</summary>
    /// <param name="patient">As for <see cref="CodeFor"/>.</param>
    public int DaysFor(string patient) =>
        LeastDays + (int)(BinaryPrimitives.ReadUInt32LittleEndian(Hash("days", patient)) % (MostDays - LeastDays + 1));

    private byte[] Hash(string use, string text) => HMACSHA256.HashData(
        key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{use}:{text}")));
}

/// <summary>One patient's objects on their way to becoming nobody's.</summary>
/// <param name="Key">Maps what must stay linked.</param>
/// <param name="Patient">What tells patients apart: facility and Patient ID, for example. Never written
/// anywhere.</param>
public sealed record DeidentifyOptions(DeidentifyKey Key, string Patient);
