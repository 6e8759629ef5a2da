using System.Collections.Immutable;
using Telemed.Domain.Reports;

namespace Telemed.Domain.Tests.Reports;

public sealed class CompletenessTests
{
    private static readonly ReportTemplate Ecg = ReportCatalogue.Templates["ecg"];

    internal static readonly ReportContent Normal = new()
    {
        Template = "ecg",
        Values = ImmutableDictionary<string, FieldValue>.Empty
            .Add("quality.recording", new FieldValue.Choice("good"))
            .Add("measurements.qtc", new FieldValue.Number(410))
            .Add("statements.overall", new FieldValue.Statements([new("1", [])]))
            .Add("comparison.prior", new FieldValue.Choice("none_available")),
        Answers = [new(1, "No.", Certainty.Unlikely), new(2, "Continue.", null)],
        Conclusion = "Normal ECG.",
        Certainty = Certainty.Certain,
    };

    [Fact]
    public void A_report_with_everything_lacks_nothing() =>
        Assert.Empty(Completeness.Of(Ecg, Normal, 2, isCritical: false));

    [Fact]
    public void An_unanswered_question_is_missing()
    {
        var content = Normal with { Answers = [new(1, "No.", null), new(2, "  ", null)] };
        Assert.Equal([new Missing.Question(2)], Completeness.Of(Ecg, content, 2, isCritical: false).AsEnumerable());
    }

    [Fact]
    public void What_is_missing_comes_in_the_order_of_the_form()
    {
        var empty = new ReportContent { Template = "ecg" };
        Assert.Equal(
            new Missing[]
            {
                new Missing.Field("quality.recording"), new Missing.Field("statements.overall"),
                new Missing.Field("comparison.prior"), new Missing.Question(1), new Missing.Conclusion(),
                new Missing.CertaintyOfConclusion(),
            },
            Completeness.Of(Ecg, empty, 1, isCritical: false).AsEnumerable());
    }

    [Theory]
    [InlineData("measurements.qtc", 1200.0)]
    [InlineData("measurements.pr", 20.0)]
    public void A_number_outside_its_range_is_a_wrong_value(string path, double number)
    {
        var content = Normal with { Values = Normal.Values.SetItem(path, new FieldValue.Number(number)) };
        Assert.Contains(new Missing.WrongValue(path), Completeness.Of(Ecg, content, 2, false));
    }

    [Fact]
    public void A_limited_specimen_says_why()
    {
        var biopsy = ReportCatalogue.Templates["biopsy"];
        var content = new ReportContent
        {
            Template = "biopsy",
            Values = ImmutableDictionary<string, FieldValue>.Empty
                .Add("material.adequacy", new FieldValue.Choice("inadequate")),
        };
        Assert.Contains(new Missing.Field("material.adequacy_why"), Completeness.Of(biopsy, content, 0, false));
    }

    [Fact]
    public void A_critical_report_tells_the_clinic_what_to_do_now()
    {
        var content = Normal with
        {
            Values = Normal.Values.SetItem(
                "statements.infarction", new FieldValue.Statements([new("161", ["330"])])),
        };
        Assert.Equal(Actionability.Minutes, CriticalFindings.Of(Ecg, content));
        Assert.Contains(new Missing.DoNow(), Completeness.Of(Ecg, content, 2, false));
    }

    [Fact]
    public void An_old_infarction_is_not_critical() =>
        Assert.False(CriticalFindings.IsCritical(new CodedStatement("161", ["332"])));
}
