using Telemed.Ecg.Measure;
using Telemed.TestKit;

namespace Telemed.Ecg.Tests.Measure;

/// <summary>Comparison statements 400 to 404 (Mason JW et al., 2007) and those that follow from flags.</summary>
public sealed class SerialComparisonTests
{
    [Fact]
    public void Nothing_new_is_no_change() => Assert.Equal([400], Codes(Analysis(), Analysis()));

    [Theory]
    [InlineData(75, 45, 401)]   // 30 slower, and now below 50
    [InlineData(75, 104, 401)]  // 29 faster, and now above 100
    [InlineData(60, 90, 400)]   // 30 faster, but between the limits
    [InlineData(95, 104, 400)]  // above 100, but only 9 faster
    public void A_rate_that_left_the_limits_by_more_than_twenty_is_a_change_of_rhythm(double before, double now,
        int code) =>
        Assert.Equal([code], Codes(Analysis(now), Analysis(before)));

    [Theory]
    [InlineData(470, 404)]  // 61 more than 409
    [InlineData(469, 400)]
    [InlineData(348, 404)]
    public void A_QTc_that_moved_by_more_than_sixty_is_a_change_of_repolarisation(double nowMs, int code) =>
        Assert.Equal([code], Codes(Analysis(qtcMs: nowMs), Analysis(qtcMs: 409)));

    [Theory]
    [InlineData("atrial_fibrillation", 401)]
    [InlineData("st_elevation", 402)]
    [InlineData("st_depression", 402)]
    [InlineData("wide_qrs", 403)]
    [InlineData("first_degree_av_block", 403)]
    [InlineData("lead_off", 400)]
    public void A_flag_that_is_new_is_told_by_its_kind_and_one_that_was_there_is_not(string flag, int code)
    {
        Assert.Equal([code], Codes(Analysis(flags: flag), Analysis()));
        Assert.Equal([400], Codes(Analysis(flags: flag), Analysis(flags: flag)));
    }

    [RealFilesFact]
    public void An_infarct_after_a_healthy_ECG_is_new_ischaemia_and_suggests_its_statements()
    {
        var now = EcgMeasurer.Measure(RealEcgs.Read("philips/129DYPRG_1-03.xml"))!;
        var before = EcgMeasurer.Measure(RealEcgs.Read("ludb/data/7.hea"))!;
        var compared = SerialComparison.Of(now, before);
        Assert.Contains(compared, statement => statement.Code == 402 && statement.Reason.Contains("ST at J is raised"));
        // 22 is sinus bradycardia, 145 ST deviation.
        Assert.Equal([22, 145],
            StatementSuggestions.Of(now).Select(statement => statement.Code).Where(code => code is 22 or 145));
    }

    private static int[] Codes(EcgAnalysis now, EcgAnalysis before) =>
        [.. SerialComparison.Of(now, before).Select(statement => statement.Code)];

    private static EcgAnalysis Analysis(double rateBpm = 72, double qtcMs = 409, params string[] flags) => new()
    {
        Beats = [],
        Intervals = new EcgIntervals { HeartRateBpm = rateBpm, QtcFridericiaMs = qtcMs },
        StLevelsUv = new Dictionary<string, double>(),
        Amplitudes = new Dictionary<string, LeadAmplitudes>(),
        Quality = new SignalQuality(100, [], null),
        Flags = [.. flags.Select(code => new EcgFlag(code, FlagLevel.Abnormal, "", null, []))],
    };
}
