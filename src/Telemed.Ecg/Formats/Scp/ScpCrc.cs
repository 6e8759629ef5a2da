namespace Telemed.Ecg.Formats.Scp;

/// <summary>
/// The check sum of SCP-ECG: CRC-CCITT, polynomial 0x1021, start 0xFFFF, not reflected (EN 1064, 5.2.8).
/// </summary>
internal static class ScpCrc
{
    /// <summary>
    /// What a byte adds to the sum when no, one, two or three bytes follow it: four bytes go in one step.
    /// </summary>
    private static readonly ushort[][] Tables = MakeTables();

    internal static ushort Of(ReadOnlySpan<byte> bytes)
    {
        var (last, third, second, first) = (Tables[0], Tables[1], Tables[2], Tables[3]);
        var crc = 0xFFFF;
        for (; bytes.Length >= 4; bytes = bytes[4..])
            crc = first[(crc >> 8) ^ bytes[0]] ^ second[(crc & 0xFF) ^ bytes[1]] ^ third[bytes[2]] ^ last[bytes[3]];
        foreach (var at in bytes) crc = ((crc << 8) & 0xFFFF) ^ last[(crc >> 8) ^ at];
        return (ushort)crc;
    }

    private static ushort[][] MakeTables()
    {
        ushort[][] tables = [new ushort[256], new ushort[256], new ushort[256], new ushort[256]];
        for (var value = 0; value < 256; value++)
        {
            var crc = value << 8;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000) != 0 ? ((crc << 1) & 0xFFFF) ^ 0x1021 : (crc << 1) & 0xFFFF;
            tables[0][value] = (ushort)crc;
        }
        for (var table = 1; table < tables.Length; table++)
            for (var value = 0; value < 256; value++)
            {
                var before = tables[table - 1][value];
                tables[table][value] = (ushort)(((before << 8) & 0xFFFF) ^ tables[0][before >> 8]);
            }
        return tables;
    }
}
