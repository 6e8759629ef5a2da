using System.Globalization;
using System.Xml.Linq;
using Telemed.Ecg.Paper;
using Telemed.TestKit;

namespace Telemed.Ecg.Tests.Paper;

public sealed class EcgPaperSvgTests
{
    private static readonly PaperTexts Texts = new(["ҚАЗАҚ <b> 张伟", "2026"], [("HR", "60")], "id", (["V1"], "off"));

    [Theory]
    [InlineData(10_000, 25, 250)]
    [InlineData(10_000, 12.5, 125)]
    [InlineData(1_000, 50, 50)]
    public void Time_becomes_millimetres_by_the_paper_speed(double ms, double speedMmPerS, double expectedMm) =>
        Assert.Equal(expectedMm, PaperGeometry.OfTime(ms, speedMmPerS).Value, 1e-9);

    [Theory]
    [InlineData(1000, 10, 10)]
    [InlineData(500, 20, 10)]
    [InlineData(-2000, 5, -10)]
    public void Voltage_becomes_millimetres_by_the_gain(double uv, double gainMmPerMv, double expectedMm) =>
        Assert.Equal(expectedMm, PaperGeometry.OfVoltage(uv, gainMmPerMv).Value, 1e-9);

    [Theory]
    [InlineData(PaperLayout.ThreeByFourPlusOne, 13)]
    [InlineData(PaperLayout.ThreeByFourPlusThree, 15)]
    [InlineData(PaperLayout.SixByTwo, 12)]
    [InlineData(PaperLayout.TwelveByOne, 12)]
    [InlineData(PaperLayout.Cabrera, 12)]
    public void Every_layout_shows_its_strips_inside_the_field(PaperLayout layout, int expected)
    {
        var (_, _, width, height) = EcgPaperSvg.Field;
        var strips = PaperGeometry.Strips(new PaperOptions(layout), 10_000,
            (new Millimetres(width), new Millimetres(height)));
        Assert.Equal(expected, strips.Count);
        Assert.All(strips, strip =>
        {
            Assert.InRange(strip.Left.Value + strip.Width.Value, 0, width + 1e-9);
            Assert.InRange(strip.Baseline.Value, 0, height);
        });
    }

    [Fact]
    public void A_recording_of_a_minute_fills_six_pages_of_ten_seconds_each_beginning_where_the_last_ended()
    {
        var pages = PaperGeometry.Pages(new PaperOptions(PaperLayout.TwelveByOne), 60_000, new Millimetres(265), 30);
        Assert.Equal([0, 10_000, 20_000, 30_000, 40_000, 50_000], pages.Select(page => page.StartMs));
        var strips = PaperGeometry.Strips(pages[5], 60_000, (new Millimetres(265), new Millimetres(150)));
        Assert.All(strips, strip => Assert.Equal((50_000.0, 250.0), (strip.StartMs, strip.Width.Value)));
        Assert.Equal(4, PaperGeometry.Pages(new PaperOptions(), 1_000_000, new Millimetres(265), pagesLimit: 4).Count);
        Assert.Single(PaperGeometry.Pages(new PaperOptions(), 10_500, new Millimetres(265), 30));
    }

    [Fact]
    public void Columns_of_a_3x4_page_show_successive_quarters_of_the_time()
    {
        var strips = PaperGeometry.Strips(new PaperOptions(), 10_000, (new Millimetres(265), new Millimetres(150)));
        Assert.Equal([0, 2500, 5000, 7500], strips.Take(12).Select(strip => strip.StartMs).Distinct());
        Assert.Equal(["aVR", "aVL", "aVF"], strips.Where(strip => strip.StartMs.Equals(2500))
            .Select(strip => strip.Label));
    }

    [Fact]
    public void Ten_seconds_are_250_millimetres_and_a_millivolt_is_ten()
    {
        // A ramp of 1 mV over ten seconds: its path must span 250 mm by 10 mm.
        var samples = Enumerable.Range(0, 5001).Select(at => at / 5).ToArray();
        var (width, height) = Extent(Svg(samples, PaperLayout.TwelveByOne));
        Assert.Equal(250, width, 0.05);
        Assert.Equal(10, height, 0.05);
    }

    [Fact]
    public void The_page_is_A4_landscape_well_formed_and_escapes_foreign_text()
    {
        var page = XDocument.Parse(Svg([0, 100, 0], PaperLayout.SixByTwo)).Root!;
        Assert.Equal(("297mm", "210mm"), (page.Attribute("width")!.Value, page.Attribute("height")!.Value));
        Assert.Contains(page.Descendants().Where(at => at.Name.LocalName == "text"), text =>
            text.Value == "ҚАЗАҚ <b> 张伟");
    }

    [Fact]
    public void A_gap_in_the_trace_lifts_the_pen()
    {
        var path = TracePaths(Svg([0, 10, EcgLead.Missing, 20, 30], PaperLayout.TwelveByOne)).First();
        Assert.Equal(2, path.Count(at => at == 'M'));
    }

    [RealFilesFact]
    public void A_median_beat_page_needs_a_median_beat()
    {
        var options = new PaperOptions(PaperLayout.MedianBeat);
        Assert.Contains("calibration", EcgPaperSvg.Page(RealEcgs.Read("dicom/waveform_ecg.dcm"), options, Texts));
        Assert.Throws<ArgumentException>(() => EcgPaperSvg.Page(RealEcgs.Read("contec/0000050.ECG"), options, Texts));
    }

    private static string Svg(int[] samples, PaperLayout layout) => EcgPaperSvg.Page(new EcgRecording
    {
        Format = EcgFormat.Csv,
        Groups =
        [
            new EcgGroup
            {
                Label = "RHYTHM", Kind = EcgGroupKind.Rhythm, SamplingRateHz = 500,
                Leads = [new EcgLead { Label = "I", SourceLabel = "I", Samples = samples, UnitsPerCount = 1 }],
            },
        ],
    }, new PaperOptions(layout), Texts);

    private static IEnumerable<string> TracePaths(string svg) => XDocument.Parse(svg).Root!.Elements().Last().Elements()
        .Where(at => at.Name.LocalName == "path" && at.Attribute("class") is null)
            .Select(at => at.Attribute("d")!.Value);

    private static (double Width, double Height) Extent(string svg)
    {
        var numbers = TracePaths(svg).First().Split(['M', 'L', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var (x, y) = (numbers.Where((_, at) => at % 2 == 0).ToArray(), numbers.Where((_, at) => at % 2 == 1).ToArray());
        return (x.Max() - x.Min(), y.Max() - y.Min());
    }
}
