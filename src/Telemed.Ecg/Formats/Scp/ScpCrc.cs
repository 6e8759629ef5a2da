namespace Telemed.Ecg.Formats.Scp;

/// <summary>The check sum of SCP-ECG: CRC-CCITT, polynomial 0x1021, start 0xFFFF, not reflected (EN 1064, 5.2.8).</summary>
internal static class ScpCrc
{
    private static readonly ushort[] Table = MakeTable();

    internal static ushort Of(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFF;
        foreach (var at in bytes) crc = ((crc << 8) & 0xFFFF) ^ Table[(crc >> 8) ^ at];
        return (ushort)crc;
    }

    private static ushort[] MakeTable()
    {
        var table = new ushort[256];
        for (var index = 0; index < 256; index++)
        {
            var crc = index << 8;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 0x8000) != 0 ? ((crc << 1) & 0xFFFF) ^ 0x1021 : (crc << 1) & 0xFFFF;
            table[index] = (ushort)crc;
        }
        return table;
    }
}
