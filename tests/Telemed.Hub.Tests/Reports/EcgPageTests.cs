using Telemed.Domain;
using Telemed.Ecg;
using Telemed.Ecg.Measure;
using Telemed.Ecg.Paper;
using Telemed.Hub.Reports;
using Telemed.TestKit;

namespace Telemed.Hub.Tests.Reports;

public sealed class EcgPageTests
{
    private const int RateHz = 500;
    private const int Dark = 110; // the trace is near black, the grid is light

    [PrintFact]
    public async Task Ten_seconds_at_25_mm_per_s_measure_250_mm_and_one_millivolt_10_mm()
    {
        await using var worker = PrintTools.Worker();
        var html = EcgPage.Html(Spikes(), null, new PaperOptions(), "id", Language.En);
        var page = await PrintTools.Raster(await worker.Print(html, CancellationToken.None));
        Assert.InRange(page.WidthPx, 2969, 2971); // A4 landscape at ten pixels a millimetre
        Assert.InRange(page.HeightPx, 2099, 2101);

        // The rhythm strip is the last row: spikes of 1 mV stand at 0 s and at 10 s.
        var (left, top, _, height) = EcgPaperSvg.Field;
        var baselinePx = (int)((top + height * 3.5 / 4) * 10);
        var columns = DarkColumns(page, baselinePx - 90, (int)(left * 10) - 5).ToList();
        Assert.InRange((columns[^1] - columns[0]) / 10.0, 249.8, 250.2);

        var spike = DarkRows(page, columns[0], baselinePx - 150, baselinePx + 50).ToList();
        Assert.InRange((spike[^1] - spike[0] + 1) / 10.0, 9.9, 10.25); // its line begins bluntly at the top
        // The calibration pulse: from the middle of its foot to the middle of its top, 5 mm long.
        double MiddleAt(double xMm) =>
            DarkRows(page, (int)((left + xMm) * 10), baselinePx - 150, baselinePx + 50).Average() / 10;
        Assert.Equal(10.0, MiddleAt(-10.5) - MiddleAt(-7.5), 0.06);
        var edges = DarkColumns(page, baselinePx - 50, (int)((left - 12) * 10))
            .TakeWhile(x => x < left * 10 - 10).ToList();
        // Less the width of the pen, two pixels at this darkness.
        Assert.Equal(5.0, (edges[^1] - edges[0] + 1 - 2) / 10.0, 0.11);
    }

    [RealFilesFact]
    public void Everything_a_page_must_carry_is_on_it()
    {
        var recording = Muse();
        var options = new PaperOptions(PaperLayout.Cabrera, 50, 20);
        var html = EcgPage.Html(recording, EcgMeasurer.Measure(recording), options, "abc123", Language.Kk);
        string[] texts =
        [
            "DOE JOHN", "081486213", "1979-07-08", "2023-04-29", "50 mm/s", "20 mm/mV", "0.56–150 Hz, 60 Hz", "abc123",
            "QTcB / QTcF", "-aVR", "V6", "Компьютер өлшеген",
        ];
        foreach (var text in texts)
            Assert.Contains(text, System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [PrintFact]
    public async Task Names_of_every_script_print_as_text()
    {
        await using var worker = PrintTools.Worker();
        (Language, string)[] families =
        [
            (Language.ZhCn, "张伟"), (Language.Ru, "Щёголев"), (Language.Kk, "Әбдіқұлұлы"), (Language.En, "O'Neil <x>"),
        ];
        foreach (var (language, family) in families)
        {
            var recording = Spikes() with { Patient = new EcgPatient { FamilyName = family, Id = "7" } };
            var html = EcgPage.Html(recording, null, new PaperOptions(), "id", language);
            var pdf = await worker.Print(html, CancellationToken.None);
            Assert.Contains(family, await PrintTools.Text(pdf), StringComparison.Ordinal);
        }
    }

    /// <summary>A flat trace with 1 mV spikes of one sample at 0 s and at 10 s.</summary>
    private static EcgRecording Spikes()
    {
        var samples = new int[RateHz * 10 + 1];
        for (var index = 0; index < samples.Length; index++) samples[index] = index is 0 or RateHz * 10 ? 1000 : 0;
        return new EcgRecording
        {
            Format = EcgFormat.Csv,
            Groups =
            [
                new EcgGroup
                {
                    Label = "RHYTHM", Kind = EcgGroupKind.Rhythm, SamplingRateHz = RateHz,
                    Leads =
                    [
                        .. Leads.Twelve.Select(label => new EcgLead
                        {
                            Label = label, SourceLabel = label, Samples = samples, UnitsPerCount = 1,
                        }),
                    ],
                },
            ],
        };
    }

    private static EcgRecording Muse() => EcgReader.Read(
        File.ReadAllBytes(Path.Combine(TestData.Folder("ecg")!, "muse", "muse-sinus.xml")), new EcgReadOptions());

    private static IEnumerable<int> DarkColumns(GreyPage page, int y, int fromX) =>
        Enumerable.Range(fromX, page.WidthPx - fromX).Where(x => page[x, y] < Dark);

    private static IEnumerable<int> DarkRows(GreyPage page, int x, int fromY, int toY) =>
        Enumerable.Range(fromY, toY - fromY).Where(y => page[x, y] < Dark);
}
