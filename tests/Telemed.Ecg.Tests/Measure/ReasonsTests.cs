using Telemed.Ecg.Measure;

namespace Telemed.Ecg.Tests.Measure;

public sealed class ReasonsTests
{
    [Fact]
    public void Every_reason_is_worded_in_all_four_languages_of_the_page()
    {
        var words = File.ReadAllText(Path.Combine(Repository(), "src/Telemed.Web/src/ecg/reasonWords.ts"));
        Assert.All(Reasons.Codes, code => Assert.Equal(4, words.Split($"    {code}:").Length - 1));
    }

    [Fact]
    public void Every_warning_of_a_reader_is_worded_in_all_four_languages_of_the_page()
    {
        var words = File.ReadAllText(Path.Combine(Repository(), "src/Telemed.Web/src/ecg/warningWords.ts"));
        Assert.All(EcgWarning.Codes, code => Assert.Equal(4, words.Split($"    {code}:").Length - 1));
    }

    [Fact]
    public void A_warning_is_a_code_for_the_page_and_a_sentence_for_everybody_else()
    {
        var warning = EcgWarning.Of("lead_samples", "a|b", 37855, 32767);
        Assert.Equal("Lead a|b declares 37855 samples and holds 32767; the rest is missing.", warning.ToString());
        Assert.Equal("ecg:lead_samples|a/b|37855|32767", warning.Coded);
        Assert.Throws<ArgumentException>(() => EcgWarning.Of("no_such_warning"));
    }

    [Fact]
    public void A_reason_says_its_numbers_in_their_places() =>
        Assert.Equal("PR 212 ms is longer than 200. Pacing spikes: 9.", Reasons.English(
            [new ReasonPart("pr_above", ["212", "200"]), new ReasonPart("pacing", ["9"])]));

    private static string Repository()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Telemed.sln"))) at = at.Parent!;
        return at.FullName;
    }
}
