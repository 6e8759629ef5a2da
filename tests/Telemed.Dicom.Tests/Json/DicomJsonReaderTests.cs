using System.Text;
using Telemed.Dicom.Json;

namespace Telemed.Dicom.Tests.Json;

public sealed class DicomJsonReaderTests
{
    [Fact]
    public void Numbers_at_the_ends_of_their_representations_are_read()
    {
        // PS3.18 section F.2.2 and table F.2.3-1; the bytes after PS3.5 section 7.3 and IEEE 754.
        var read = DicomJsonReader.Read(Encoding.UTF8.GetBytes("""
            {"00091020":{"vr":"UV","Value":[0,18446744073709551615]},
             "00091017":{"vr":"SV","Value":[-9223372036854775808]},
             "00091008":{"vr":"FD","Value":["-inf","inf"]},
             "00091007":{"vr":"FL","Value":["NaN"]}}
            """));
        Assert.Equal("0000000000000000FFFFFFFFFFFFFFFF", Hex(0x00091020));
        Assert.Equal("0000000000000080", Hex(0x00091017));
        Assert.Equal("000000000000F0FF000000000000F07F", Hex(0x00091008));
        Assert.True(float.IsNaN(BitConverter.ToSingle(read.GetBytes(new DicomTag(0x00091007)).Span)));

        string Hex(uint tag) => Convert.ToHexString(read.GetBytes(new DicomTag(tag)).Span);
    }
}
