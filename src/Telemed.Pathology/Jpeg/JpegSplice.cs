using System.Buffers.Binary;

namespace Telemed.Pathology.Jpeg;

/// <summary>
/// Makes stored tiles stand alone without decoding them: shared tables go in front (TIFF technical note 2), and
/// RGB tiles get an Adobe segment with transform 0, without which browsers take them for YCbCr.
/// </summary>
internal static class JpegSplice
{
    private const int TablesLimitBytes = 1 << 20;

    private static ReadOnlySpan<byte> StartOfImage => [0xFF, 0xD8];

    // Adobe technical note 5116: version 100, flags 0, transform 0 (no colour transform).
    private static ReadOnlySpan<byte> AdobeRgb =>
        [0xFF, 0xEE, 0, 14, (byte)'A', (byte)'d', (byte)'o', (byte)'b', (byte)'e', 0, 100, 0, 0, 0, 0, 0];

    /// <summary>The bytes that stand in for a tile's own SOI marker; empty when nothing is to be added.</summary>
    public static byte[] Prefix(ReadOnlySpan<byte> tables, bool isRgb, string section, long offset)
    {
        if (tables.Length > TablesLimitBytes) throw new SlideFormatException(section, offset,
            "The JPEG tables are too long.");
        if (tables.IsEmpty && !isRgb) return [];
        if (!tables.IsEmpty) _ = JpegHeader.Read(tables, section, offset, needScan: false);
        // SOI [Adobe] [tables without their SOI and EOI]
        var body = tables.IsEmpty ? tables : tables[2..];
        if (body.Length >= 2 && body[^2] == 0xFF && body[^1] == 0xD9) body = body[..^2];
        return [.. StartOfImage, .. isRgb ? AdobeRgb : [], .. body];
    }

    /// <summary>How many of a tile's first bytes its prefix replaces: its SOI, and a JFIF segment where that
    /// lies.</summary>
    public static int Replaced(ReadOnlySpan<byte> tileHead, bool dropJfif)
    {
        if (!dropJfif || tileHead.Length < 6 || tileHead[2] != 0xFF || tileHead[3] != 0xE0) return 2;
        return 4 + BinaryPrimitives.ReadUInt16BigEndian(tileHead[4..]);
    }
}
