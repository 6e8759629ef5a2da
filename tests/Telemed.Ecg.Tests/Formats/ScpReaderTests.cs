using System.Buffers.Binary;
using System.Text;

namespace Telemed.Ecg.Tests.Formats;

/// <summary>Encodings that no stored SCP-ECG file has, each built bit by bit after EN 1064.</summary>
public sealed class ScpReaderTests
{
    [Fact]
    public void Own_Huffman_tables_that_switch_and_first_differences_decode()
    {
        // Table 1: 0 is "no change", 10 is +1, 11 switches to table 2. Table 2: 0 and eight bits are a number, 1
        // switches back. Codes are stored with their first bit lowest.
        byte[] tables =
        [
            .. Word(2),
            .. Word(3), .. Code(1, 1, 1, 0, 0b0), .. Code(2, 2, 1, 1, 0b01), .. Code(2, 2, 0, 2, 0b11),
            .. Word(2), .. Code(1, 9, 1, 0, 0b0), .. Code(1, 1, 0, 1, 0b1),
        ];
        // 11 | 0 01100100 | 1 | 10 | 0 | 10: to table 2, one hundred, back, +1, 0, +1.
        var record = Record((2, tables), (3, LeadOne(4)), (6, [.. Signals(2500, 2000, differences: 1, bimodal: 0, 3),
            0b11001100, 0b10011001, 0b00000000]));
        var lead = Read(record).Groups[0].Lead("I")!;
        Assert.Equal([250.0, 252.5, 252.5, 255.0], lead.ToUnits());
    }

    [Fact]
    public void Bimodal_compression_keeps_protected_zones_and_runs_straight_between_the_means_of_the_rest()
    {
        // Samples 9 to 12 are protected; of the others every fourth is stored, as the mean of its block.
        byte[] zones = [.. Word(0), .. Word(1), .. Word(1), .. Word(1), .. Long(9), .. Long(10), .. Long(12),
            .. Long(9), .. Long(12)];
        var record = Record((3, LeadOne(16)), (4, zones),
            (6, [.. Signals(1000, 8000, differences: 0, bimodal: 1, 14), .. Samples(10, 50, 1, 2, 3, 4, 80)]));
        var recording = Read(record);
        Assert.Equal(500, recording.Groups[0].SamplingRateHz);
        // By hand: the means stand at 1.5 and 5.5, and a line of 10 a sample runs from 10 to 50 between them.
        Assert.Equal([10, 10, 15, 25, 35, 45, 50, 50, 1, 2, 3, 4, 80, 80, 80, 80],
            recording.Groups[0].Lead("I")!.Samples.ToArray());
        Assert.Contains(recording.Warnings, warning => warning.Code == "interpolated");
    }

    [Theory]
    [InlineData(new byte[] { 0xD5, 0xC5, 0xCE, 0xB0 }, "张伟")]                         // GBK, as Chinese carts send it
    [InlineData(new byte[] { 0xE5, 0xBC, 0xA0, 0xE4, 0xBC, 0x9F }, "张伟")]             // UTF-8, as edition 3 does
    [InlineData(new byte[] { (byte)'M', 0xFC, (byte)'l', (byte)'l', (byte)'e', (byte)'r' }, "Müller")] // Latin-1
    public void A_name_is_read_in_the_writing_its_cart_used(byte[] name, string expected)
    {
        byte[] header = [0, .. Word(name.Length + 1), .. name, 0, 8, .. Word(1), 2, 255, .. Word(0)];
        var patient = Read(Record((1, header), (3, LeadOne(2)),
            (6, [.. Signals(1000, 2000, differences: 0, bimodal: 0, 4), .. Samples(1, 2)]))).Patient;
        Assert.Equal((expected, EcgSex.Female), (patient.FamilyName, patient.Sex));
    }

    private static EcgRecording Read(byte[] record)
    {
        var recording = EcgReader.Read(record, new EcgReadOptions());
        Assert.DoesNotContain(recording.Warnings, warning =>
            warning.Code.EndsWith("check_sum", StringComparison.Ordinal));
        return recording;
    }

    private static byte[] LeadOne(int samples) => [1, 0, .. Long(1), .. Long(samples), 1];

    private static byte[] Signals(int nanovolt, int intervalUs, byte differences, byte bimodal, int leadBytes) =>
        [.. Word(nanovolt), .. Word(intervalUs), differences, bimodal, .. Word(leadBytes)];

    private static byte[] Code(byte prefixBits, byte totalBits, byte mode, int value, int reversed) =>
        [prefixBits, totalBits, mode, .. Word(value), .. Long(reversed)];

    private static byte[] Samples(params int[] values) => [.. values.SelectMany(Word)];

    private static byte[] Word(int value) => [(byte)(value & 0xFF), (byte)(value >> 8 & 0xFF)];

    private static byte[] Long(int value) => [.. Word(value), .. Word(value >> 16)];

    /// <summary>Section 0 with its twelve pointers, then the given ones; every check sum right.</summary>
    private static byte[] Record(params (int Id, byte[] Body)[] sections)
    {
        const int pointers = 12;
        var zeroBytes = 16 + pointers * 10;
        var at = 6 + zeroBytes;
        var zero = new List<byte>();
        var rest = new List<byte>();
        for (var id = 0; id < pointers; id++)
        {
            var body = sections.FirstOrDefault(section => section.Id == id).Body;
            var length = id == 0 ? zeroBytes : body is null ? 0 : 16 + body.Length;
            zero.AddRange([.. Word(id), .. Long(length), .. Long(id == 0 ? 7 : body is null ? 0 : at + 1)]);
            if (body is null) continue;
            rest.AddRange(Section(id, body, "\0\0\0\0\0\0"));
            at += length;
        }
        byte[] content = [.. Long(at), .. Section(0, [.. zero], "SCPECG"), .. rest];
        return [.. Word(Crc(content)), .. content];
    }

    private static byte[] Section(int id, byte[] body, string reserved)
    {
        byte[] content =
            [.. Word(id), .. Long(16 + body.Length), 20, 20, .. Encoding.ASCII.GetBytes(reserved), .. body];
        return [.. Word(Crc(content)), .. content];
    }

    /// <summary>CRC-CCITT bit by bit; the word "123456789" gives 0x29B1, as its catalogues say.</summary>
    private static int Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFF;
        foreach (var value in bytes)
        {
            crc ^= value << 8;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x1021) & 0xFFFF : crc << 1;
        }
        return crc;
    }

    [Fact]
    public void The_check_sum_these_records_carry_is_the_catalogued_one() =>
        Assert.Equal(0x29B1, Crc("123456789"u8));
}
