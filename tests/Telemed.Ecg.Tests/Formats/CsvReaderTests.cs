using System.Text;

namespace Telemed.Ecg.Tests.Formats;

public sealed class CsvReaderTests
{
    [Fact]
    public void A_table_with_a_Chinese_heading_in_GBK_and_decimal_commas_reads_as_it_was_described()
    {
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!;
        var file = gbk.GetBytes("序号;导联一;导联二\r\n0;0,125;-1,5\r\n1;;2\r\n");
        var layout = new CsvLayout(250, 1000, [null, "I", "II"], ';', DecimalComma: true, HeaderRows: 1);
        var rhythm = EcgReader.Read(file, new EcgReadOptions { Csv = layout }).Rhythm!;
        Assert.Equal([125, double.NaN], rhythm.Lead("I")!.ToUnits());
        Assert.Equal([-1500.0, 2000.0], rhythm.Lead("II")!.ToUnits());
    }

    [Theory]
    [InlineData("time (ms),I (mV),II (mV)\n0,0.5,1\n4,0.25,-1\n")]
    [InlineData("\uFEFFtime (ms);I (mV);II (mV)\r\n0;0,5;1\r\n4;0,25;-1\r\n")]
    public void A_heading_that_says_everything_needs_no_dialogue(string table)
    {
        var recording = EcgReader.Read(Encoding.UTF8.GetBytes(table), new EcgReadOptions());
        Assert.Equal(250, recording.Rhythm!.SamplingRateHz);
        Assert.Equal([500.0, 250.0], recording.Rhythm.Lead("I")!.ToUnits());
        Assert.Equal("csv_guessed", Assert.Single(recording.Warnings).Code);
    }
}
