using System.Buffers.Binary;
using System.Text;

namespace Telemed.Ecg.Tests.Formats;

/// <summary>
/// What no stored record shows: gaps, leads that come and go, defaults, and headers that promise too much.
/// </summary>
public sealed class WfdbReaderTests
{
    [Fact]
    public void A_variable_layout_leaves_gaps_and_absent_leads_missing_and_brings_scales_together()
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            ["v_layout.hea"] = Text("v_layout 2 500 0\n~ 0 200/mV 16 0 0 0 0 I\n~ 0 200/mV 16 0 0 0 0 II\n"),
            ["v_1.hea"] =
                Text("v_1 2 500 2\nv_1.dat 16 200/mV 16 0 100 300 0 I\nv_1.dat 16 200/mV 16 0 -50 -150 0 II\n"),
            ["v_1.dat"] = Samples(100, -50, 200, -100),
            // The same lead with another gain: 50 / 100 mV.
            ["v_2.hea"] = Text("v_2 1 500 2\nv_2.dat 16 100/mV 16 0 50 75 0 I\n"),
            ["v_2.dat"] = Samples(50, 25),
        };
        var recording = Read("v/4 2 500 7\nv_layout 0\nv_1 2\n~ 3\nv_2 2\n", files);
        Assert.Empty(recording.Warnings);
        var group = Assert.Single(recording.Groups);
        Assert.Equal([500, 1000, double.NaN, double.NaN, double.NaN, 500, 250], Values(group, "I"));
        Assert.Equal([-250, -500, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN], Values(group, "II"));
    }

    [Fact]
    public void A_gap_of_days_declared_in_one_line_is_refused_before_memory_is_taken()
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            ["s.hea"] = Text("s 1 500 2\ns.dat 16 200/mV 16 0 1 3 0 I\n"), ["s.dat"] = Samples(1, 2),
        };
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<EcgFormatException>(() => Read("g/2 1 500 49000002\ns 2\n~ 49000000\n", files));
        Assert.Equal("The record is nearly all gap.", refused.Problem);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Theory]
    [InlineData("0/mV", 5000)]        // a gain of zero means 200
    [InlineData("200", 5000)]         // and without a unit millivolts are meant
    [InlineData("200(400)/mv", 3000)] // the unit may be written small; a baseline shifts
    [InlineData("0.001/uV", 1_000_000)]
    public void Gain_baseline_and_unit_are_read_as_the_format_says(string gain, double expectedUv)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>> { ["r.dat"] = Samples(1000) };
        var lead = Read($"r 1 500 1\nr.dat 16 {gain} 16 0 1000 1000 0 II\n", files).Groups[0].Leads[0];
        Assert.Equal(expectedUv, lead.ValueAt(0), 1e-9);
    }

    [Fact]
    public void The_lowest_number_of_a_format_is_no_sample()
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>> { ["r.dat"] = Samples(1, short.MinValue, 3) };
        var lead = Read("r 1 500 3\nr.dat 16 200/mV 16 0 1 -32764 0 II\n", files).Groups[0].Leads[0];
        Assert.Equal([1, EcgLead.Missing, 3], lead.Samples.ToArray());
    }

    [Fact]
    public void Codes_in_a_header_are_said_in_words()
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>> { ["r.dat"] = Samples(1) };
        var statements =
            Read("r 1 500 1\nr.dat 16 200/mV 16 0 1 1 0 II\n# Dx: 164889003,59118001,42\n", files).Statements;
        Assert.Equal([("Atrial fibrillation", "164889003"), ("Right bundle branch block", "59118001"), ("42", "42")],
            statements.Select(statement => (statement.Text, statement.Code!)));
    }

    private static EcgRecording Read(string header, Dictionary<string, ReadOnlyMemory<byte>> files) =>
        EcgReader.Read(Text(header), new EcgReadOptions
        {
            Sibling = name => files.TryGetValue(name, out var found) ? found : null,
        });

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Samples(params short[] samples)
    {
        var bytes = new byte[samples.Length * 2];
        for (var at = 0; at < samples.Length; at++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(at * 2), samples[at]);
        return bytes;
    }

    private static IEnumerable<double> Values(EcgGroup group, string lead) =>
        group.Lead(lead)!.ToUnits().Select(value => Math.Round(value, 6));
}
