using System.Buffers.Binary;
using Telemed.Ecg.Formats.Wfdb;

namespace Telemed.Ecg.Tests.Formats;

/// <summary>
/// The three example files of RFC 9639, appendix D: verbatim with wasted bits; fixed prediction, Rice coding and a side
/// channel over two frames; linear prediction. Their samples are those the appendix prints, interleaved.
/// </summary>
public sealed class FlacDecoderTests
{
    private const string Verbatim = """
        664c6143 80000022 10001000 00000f00 000f0ac4 42f00000 00013e84 b41807dc 69030758
        6a3dad1a 2e0ffff8 69180000 bf0358fd 03128baa 9a
        """;

    private const string SideChannel = """
        664c6143 00000022 00100010 00001700 00440ac4 42f00000 0013d5b0 564975e9 8b8d8b93
        0422757b 81030300 00120000 00000000 00000000 00000000 00000010 0400003a 20000000
        72656665 72656e63 65206c69 62464c41 4320312e 332e3320 32303139 30383034 01000000
        0e000000 5449544c 453dd7a9 d79cd795 d79d8100 00060000 00000000 fff86998 000f9912
        08670162 3d144299 8f5df70d 6fe00c17 caeb2100 0ee7a77a 24a1590c 1217b603 097b784f
        aa9a33d2 85e070ad 5b1b4851 b4010d99 d2cd1a68 f1e6b810 fff86918 0102a402 c382c40b
        c14a03ee 48dd03b6 7c1330
        """;

    private const string LinearPrediction = """
        664c6143 80000022 10001000 00001f00 001f07d0 00700000 0018f8f9 e396f5cb cfc6dc80
        7f997790 6b32fff8 68020017 e944004f 6f313d10 47d227cb 6d090831 452bdc28 22228057 a3
        """;

    private const string SideChannelSamples = """
        8428 B617 7946 3129 5E3A 2722 D445 D128 0B3D B723 EB45 DF28
        723F 1E25 9D46 4929 B841 7026 5747 B829 8F43 8127 AEC7 14DF
        9FC4 41DD 54C7 E4DE A5C4 40DD 1EC6 33DE 82C3 90DC 0BC4 02DD 4AC1 3EDB
        """;

    [Theory]
    [InlineData(Verbatim, 2, 1, 2, "F463 B028")]
    [InlineData(SideChannel, 2, 19, 2, SideChannelSamples)]
    [InlineData(LinearPrediction, 1, 24, 1, "004F 6F4E 08C3 A6BC F32A 4335 0DE5 D2DA F40E 1813 06FC FB00")]
    public void The_examples_of_the_standard_decode_to_the_samples_it_prints(
        string hex, int channels, int samples, int bytesEach, string expected)
    {
        var decoded = new FlacDecoder(Bytes(hex)).Decode(samples);
        Assert.Equal((channels, samples), (decoded.Length, decoded[0].Length));
        var raw = new byte[channels * samples * bytesEach];
        for (var at = 0; at < samples; at++)
            for (var channel = 0; channel < channels; channel++)
            {
                var place = raw.AsSpan((at * channels + channel) * bytesEach);
                if (bytesEach == 2) BinaryPrimitives.WriteInt16LittleEndian(place, (short)decoded[channel][at]);
                else place[0] = unchecked((byte)decoded[channel][at]);
            }
        Assert.Equal(Convert.ToHexString(Bytes(expected)), Convert.ToHexString(raw));
    }

    [Fact]
    public void A_WFDB_record_in_FLAC_has_its_two_signals_in_microvolts()
    {
        const string header = "f 2 44100 1\nf.dat 516 1000/mV 16 0 25588 25588 0 I\n"
            + "f.dat 516 200(16)/mV 16 0 10416 10416 0 II\n";
        var recording = EcgReader.Read(System.Text.Encoding.ASCII.GetBytes(header), new EcgReadOptions
        {
            Sibling = name => name == "f.dat" ? Bytes(Verbatim) : (ReadOnlyMemory<byte>?)null,
        });
        // By hand: 25588 / 1000 mV, and (10416 - 16) / 200 mV.
        Assert.Equal([25_588.0, 52_000.0], recording.Groups[0].Leads.Select(lead => Math.Round(lead.ValueAt(0), 6)));
        Assert.Empty(recording.Warnings);
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(string.Concat(hex.Where(char.IsAsciiHexDigit)));
}
