using System.Buffers.Binary;
using Telemed.Samples;

namespace Telemed.Bench.Main;

/// <summary>Gives an SCP-ECG file whose last samples differ every time, with its checksums made right again.</summary>
internal sealed class FreshEcg
{
    private const int RecordHeadBytes = 6;
    private const int WaveformSection = 6;
    private static readonly ushort[] Table = MakeTable();
    private readonly byte[] template = EcgSamples.AsScp(EcgSamples.Record(
        SamplePatient.All[2], HeartStory.Normal, new DateTime(2026, 11, 20, 9, 30, 0), 77));
    private readonly int sectionAt;
    private readonly int sectionBytes;
    private int count;

    internal FreshEcg() => (sectionAt, sectionBytes) = Section(WaveformSection);

    internal int Bytes => template.Length;

    internal byte[] Next()
    {
        var bytes = template.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(sectionAt + sectionBytes - 4),
            Interlocked.Increment(ref count) & 0x00FF_00FF);
        Check(bytes.AsSpan(sectionAt, sectionBytes));
        Check(bytes);
        return bytes;
    }

    /// <summary>
    /// A section's place by the pointers of section 0 (EN 1064 section 5.3): id, length, index from one.
    /// </summary>
    private (int At, int Bytes) Section(int wanted)
    {
        for (var at = RecordHeadBytes + 16; ; at += 10)
        {
            var pointer = template.AsSpan(at, 10);
            if (BinaryPrimitives.ReadUInt16LittleEndian(pointer) != wanted) continue;
            return (BinaryPrimitives.ReadInt32LittleEndian(pointer[6..]) - 1,
                BinaryPrimitives.ReadInt32LittleEndian(pointer[2..]));
        }
    }

    private static void Check(Span<byte> part)
    {
        ushort crc = 0xFFFF;
        foreach (var value in part[2..]) crc = (ushort)(((crc << 8) & 0xFFFF) ^ Table[(crc >> 8) ^ value]);
        BinaryPrimitives.WriteUInt16LittleEndian(part, crc);
    }

    private static ushort[] MakeTable()
    {
        var table = new ushort[256];
        for (var value = 0; value < 256; value++)
        {
            var crc = value << 8;
            for (var bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ ((crc & 0x8000) != 0 ? 0x1021 : 0)) & 0xFFFF;
            table[value] = (ushort)crc;
        }
        return table;
    }
}
