using System.Collections.Immutable;
using Telemed.Domain.Reports;

namespace Telemed.Domain.Tests.Reports;

public sealed class ReportJsonTests
{
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
        var normal = CompletenessTests.Normal;
        Assert.True(ReportDiff.Between(normal, ReportJson.Read(ReportJson.Write(normal))).IsEmpty);
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
}
