using System.Buffers.Binary;
using Telemed.Samples;

namespace Telemed.Bench.Main;

/// <summary>
/// Gives an SCP-ECG file whose last samples differ every time, with its checksums made right again. The sums are
/// linear: what a bit changes in them is learned once, so that a load generator does not spend its time on them.
/// </summary>
internal sealed class FreshEcg
{
    private const int RecordHeadBytes = 6;
    private const int SumBytes = 2;
    private const int WaveformSection = 6;
    private const int NumberBytes = 8;
    private static readonly ushort[] Table = MakeTable();
    private readonly byte[] template = EcgSamples.AsScp(EcgSamples.Record(
        SamplePatient.All[2], HeartStory.Normal, new DateTime(2026, 11, 20, 9, 30, 0), 77));
    private readonly int sectionAt;
    private readonly int numberAt;
    private readonly ushort[] numberInSection;
    private readonly ushort[] numberInRecord;
    private readonly ushort[] sumInRecord;
    private int count;

    internal FreshEcg()
    {
        (sectionAt, var sectionBytes) = Section(WaveformSection);
        numberAt = sectionAt + sectionBytes - NumberBytes;
        template.AsSpan(numberAt, NumberBytes).Clear();
        var section = new Range(sectionAt, sectionAt + sectionBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(template.AsSpan(sectionAt), Sum(template.AsSpan(section)));
        BinaryPrimitives.WriteUInt16LittleEndian(template, Sum(template));
        numberInSection = Effects(section, numberAt, NumberBytes);
        numberInRecord = Effects(Range.All, numberAt, NumberBytes);
        sumInRecord = Effects(Range.All, sectionAt, SumBytes);
    }

    internal int Bytes => template.Length;

    internal byte[] Next()
    {
        var bytes = template.ToArray();
        Renew(bytes);
        return bytes;
    }

    /// <summary>Makes what <see cref="Next"/> gave another ECG again.</summary>
    internal void Renew(Span<byte> bytes)
    {
        // One byte of the count in each of the last four samples keeps them small, as samples are.
        var counted = unchecked((uint)Interlocked.Increment(ref count));
        var number = 0UL;
        for (var sample = 0; sample < 4; sample++) number |= (ulong)((counted >> (8 * sample)) & 0xFF) << (16 * sample);
        var before = BinaryPrimitives.ReadUInt16LittleEndian(template.AsSpan(sectionAt));
        var sum = Changed(before, number, numberInSection);
        var whole = Changed(BinaryPrimitives.ReadUInt16LittleEndian(template), number, numberInRecord);
        whole = Changed(whole, (ulong)(before ^ sum), sumInRecord);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[numberAt..], number);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[sectionAt..], sum);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, whole);
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

    /// <summary>What each bit of some bytes changes in the sum of a part.</summary>
    private ushort[] Effects(Range part, int at, int bytes)
    {
        var sum = Sum(template.AsSpan(part));
        var effects = new ushort[8 * bytes];
        for (var bit = 0; bit < effects.Length; bit++)
        {
            template[at + bit / 8] ^= (byte)(1 << (bit % 8));
            effects[bit] = (ushort)(sum ^ Sum(template.AsSpan(part)));
            template[at + bit / 8] ^= (byte)(1 << (bit % 8));
        }
        return effects;
    }

    private static ushort Changed(ushort sum, ulong bits, ushort[] effects)
    {
        for (var bit = 0; bit < effects.Length; bit++)
            if (((bits >> bit) & 1) != 0) sum ^= effects[bit];
        return sum;
    }

    private static ushort Sum(ReadOnlySpan<byte> part)
    {
        ushort crc = 0xFFFF;
        foreach (var value in part[SumBytes..]) crc = (ushort)(((crc << 8) & 0xFFFF) ^ Table[(crc >> 8) ^ value]);
        return crc;
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
