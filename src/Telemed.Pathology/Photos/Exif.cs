using System.Buffers.Binary;

namespace Telemed.Pathology.Photos;

/// <summary>The little that is read from EXIF (CIPA DC-008): which way up, and where the place of taking
/// lies.</summary>
internal static class Exif
{
    private const int EntriesLimit = 512;
    private const int OrientationTag = 274;
    private const int GpsTag = 34853;

    /// <summary>Orientation 1 to 8; 1 when it is absent or damaged, since a photo is shown anyway.</summary>
    public static int Orientation(ReadOnlySpan<byte> tiff) =>
        Find(tiff, OrientationTag, out var big) is { } at && At16(tiff[(at + 8)..], big) is >= 1 and <= 8 and var turn
            ? turn : 1;

    public static bool HasPlace(ReadOnlySpan<byte> tiff) => Find(tiff, GpsTag, out _) is not null;

    /// <summary>Offset of an entry of the first directory, or null.</summary>
    private static int? Find(ReadOnlySpan<byte> tiff, int tag, out bool bigEndian)
    {
        bigEndian = tiff.Length > 0 && tiff[0] == 'M';
        if (tiff.Length < 8) return null;
        var first = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(tiff[4..])
            : BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]);
        if (first < 8 || first + 2 > tiff.Length) return null;
        var count = At16(tiff[(int)first..], bigEndian);
        for (var i = 0; i < Math.Min(count, EntriesLimit); i++)
        {
            var at = (int)first + 2 + 12 * i;
            if (at + 12 > tiff.Length) return null;
            if (At16(tiff[at..], bigEndian) == tag) return at;
        }
        return null;
    }

    private static int At16(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
