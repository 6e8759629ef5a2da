using System.Collections.Immutable;
using Telemed.Domain.Reports;

namespace Telemed.Domain.Tests.Reports;

public sealed class ReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    private static readonly PersonId Author = new(new Guid(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));
    private static readonly PersonId Other = new(new Guid(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));
    private static readonly ReportTemplate Ecg = ReportCatalogue.Templates["ecg"];
    private static readonly SignatureForm TwoQuestions = new(Ecg, 2, IsCritical: false);

    private static readonly ReportContent Normal = new()
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

    private static Report Draft(ReportContent content) => new()
    {
        Id = new ReportId(Guid.Empty), Consultation = new ConsultationId(Guid.Empty), Author = Author, Draft = content,
    };

    [Fact]
    public void A_complete_report_is_signed_and_then_only_amended_or_added_to()
    {
        var signed = Done(Draft(Normal).Sign(Author, false, TwoQuestions, Now));
        Assert.Equal((ReportVersionKind.Final, 1), (signed.Current!.Kind, signed.Current.Number));
        Assert.Equal(new SignOutcome.AlreadySigned(Now), signed.Sign(Author, false, TwoQuestions, Now.AddHours(1)));

        Assert.IsType<SignOutcome.NothingChanged>(signed.Amend(Author, false, TwoQuestions, "Typing error", Now));
        var changed = signed with { Draft = Normal with { Conclusion = "Normal variant." } };
        Assert.IsType<SignOutcome.ReasonMissing>(changed.Amend(Author, false, TwoQuestions, " ", Now));
        var amended = Done(changed.Amend(Author, false, TwoQuestions, "Second look", Now.AddHours(1)));
        Assert.Equal((ReportVersionKind.Amended, 2), (amended.Current!.Kind, amended.Current.Number));

        var added = Done(amended.Add(Author, "Prior arrived: unchanged.", Now.AddHours(2)));
        Assert.Equal(3, added.Versions.Length);
        Assert.Same(amended.Current, added.Current);
    }

    [Fact]
    public void An_unanswered_question_blocks_the_signature()
    {
        var content = Normal with { Answers = [new(1, "No.", null), new(2, "  ", null)] };
        var outcome = Assert.IsType<SignOutcome.Incomplete>(Draft(content).Sign(Author, false, TwoQuestions, Now));
        Assert.Equal([new Missing.Question(2)], outcome.Missing.AsEnumerable());
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

    [Fact]
    public void Somebody_else_signs_only_where_the_consultation_lets_him()
    {
        Assert.IsType<SignOutcome.NotTheAuthor>(Draft(Normal).Sign(Other, false, TwoQuestions, Now));
        Assert.Equal(Other, Done(Draft(Normal).Sign(Other, true, TwoQuestions, Now)).Current!.SignedBy);
    }

    [Fact]
    public void A_preliminary_version_gives_way_to_the_final_one()
    {
        var preliminary = Done(Draft(Normal).Publish(Author, Now));
        Assert.Equal(ReportVersionKind.Preliminary, preliminary.Current!.Kind);
        Assert.Equal(ReportVersionKind.Final, Done(preliminary.Sign(Author, false, TwoQuestions, Now)).Current!.Kind);
    }

    [Fact]
    public void Content_is_the_same_after_writing_and_reading()
    {
        var chest = new ReportContent
        {
            Template = "ct_chest",
            Values = ImmutableDictionary<string, FieldValue>.Empty
                .Add("lungs.lungs", new FieldValue.Choices(["nodule", "atelectasis"]))
                .Add("lungs.nodules", new FieldValue.Table(
                [
                    ImmutableDictionary<string, FieldValue>.Empty
                        .Add("size", new FieldValue.Number(6.5)).Add("lobe", new FieldValue.Choice("rul")),
                ]))
                .Add("chest.findings", new FieldValue.Text("右肺上叶结节")),
            Answers = [new(1, "Да.", Certainty.Likely)],
            Conclusion = "Түйін",
            Action = new ActionCard("1", "2", "3", "4", "5"),
        };
        var read = ReportJson.Read(ReportJson.Write(chest));
        Assert.True(ReportDiff.Between(chest, read).IsEmpty);
        Assert.Equal(chest.Action, read.Action);
        Assert.True(ReportDiff.Between(Normal, ReportJson.Read(ReportJson.Write(Normal))).IsEmpty);
    }

    [Theory]
    [InlineData("", "report, byte 0: This is not JSON.")]
    [InlineData("[]", "report, byte 0: Here stands Object in JSON, or nothing.")]
    [InlineData("{}", "template, byte 0: There is no such template.")]
    [InlineData("""{"template":"ecg","values":{"a.b":"1"}}""",
        "values, byte 0: The template has no field of this name.")]
    [InlineData("""{"template":"ecg","values":{"measurements.qt":"1"}}""",
        "measurements.qt, byte 0: Here stands Number in JSON, or nothing.")]
    [InlineData("""{"template":"ecg","answers":[{"text":"x"}]}""",
        "answers, byte 0: An answer names its question's number, from 1.")]
    [InlineData("""{"template":"ecg","certainty":"perhaps"}""",
        "certainty, byte 0: This is no word of the certainty scale.")]
    public void Content_of_another_form_is_refused(string json, string message) =>
        Assert.Equal(message, Assert.Throws<DomainFormatException>(() =>
            ReportJson.Read(System.Text.Encoding.UTF8.GetBytes(json))).Message);

    private static Report Done(SignOutcome outcome) => Assert.IsType<SignOutcome.Signed>(outcome).Report;
}
