namespace Telemed.Ecg.Formats.Xml;

/// <summary>
/// The check sum of a MUSE lead: the CRC-32 of ISO 3309 (polynomial 0x04C11DB7, reflected) over the decoded bytes, as
/// the files at hand carry it.
/// </summary>
internal static class MuseCrc
{
    private static readonly uint[] Table = MakeTable();

    internal static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var at in bytes) crc = Table[(crc ^ at) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        const uint polynomial = 0xEDB88320;
        var table = new uint[256];
        for (var value = 0u; value < table.Length; value++)
        {
            var crc = value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ polynomial : crc >> 1;
            table[value] = crc;
        }
        return table;
    }
}
