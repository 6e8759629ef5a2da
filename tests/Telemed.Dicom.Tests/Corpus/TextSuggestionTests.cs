using Telemed.Dicom.Review;
using Telemed.Dicom.Writing;
using Telemed.TestKit;

namespace Telemed.Dicom.Tests.Corpus;

/// <summary>Names whose bytes are not in the character set that the file states, as small clinics send them.</summary>
public sealed class TextSuggestionTests
{
    [RealFilesFact]
    public void A_name_under_a_wrong_label_is_suggested_as_its_writer_meant_it_and_its_bytes_stay()
    {
        var compared = 0;
        foreach (var file in CorpusFiles.In("charset")
            .Where(file => file.Contains("/mislabelled/", StringComparison.Ordinal)))
        {
            using var expected = CorpusFiles.Expected(file);
            if (!expected.RootElement.TryGetProperty("intended", out var told)
                || told.GetString() is not { } text) continue;
            // The note behind the name says how its bytes were made.
            var intended = text.Split(" (", 2)[0];
            using var stream = CorpusFiles.Open(file);
            var read = DicomReader.Read(stream);
            var suggested =
                CharacterSetReview.Suggest(read.Dataset).FirstOrDefault(one => one.Tag == DicomTags.PatientName);
            var meant = suggested?.Suggested ?? read.Dataset.GetString(DicomTags.PatientName);
            Assert.True(meant == intended, $"{file}: {meant} instead of {intended}");
            Assert.Contains(DicomReview.Of(read), warning => warning.Remark == DicomRemark.TextLabel);
            using var written = new MemoryStream();
            DicomWriter.WriteFile(written, read, read.TransferSyntax, stream);
            Assert.True(written.ToArray().AsSpan().IndexOf(read.Dataset.GetBytes(DicomTags.PatientName).Span) > 0,
                file);
            compared++;
        }
        Assert.InRange(compared, 9, 100);
    }

    // Bytes of Windows-1251 and of GBK as Python 3.11 encodes the names; each is well formed in the other one too.
    [Theory]
    [InlineData("C8E2E0EDEEE25EC8E2E0ED", "Иванов^Иван")]
    [InlineData("CFC5D2D0CEC2C05EC0CDCDC0", "ПЕТРОВА^АННА")]
    [InlineData("D1E0F0F1E5EDEEE2E05EC0E9E3F3EBFC", "Сарсенова^Айгуль")]
    [InlineData("CDF55EC7ED", "王^琼")]
    [InlineData("CDF55EF6CEEDB5", "王^鑫淼")]
    [InlineData("C0EE5EC4C8", "李^娜")]
    [InlineData("C5B7D1F45ECFFEB6AB", "欧阳^晓东")]
    public void Names_of_two_scripts_are_told_apart_by_their_look(string bytes, string intended)
    {
        var dataset =
            new DicomDatasetBuilder().Bytes(DicomTags.PatientName, DicomVr.PN, Convert.FromHexString(bytes)).Build();
        Assert.Equal(intended, Assert.Single(CharacterSetReview.Suggest(dataset)).Suggested);
    }

    [Fact]
    public void A_suggestion_goes_to_people_and_not_into_the_line_for_the_log()
    {
        var warning = new DicomWarning("data set", 132, "(0010,0010) looks like GBK, which the label does not say.")
        {
            Remark = DicomRemark.TextLabel,
            Suggestion = new TextSuggestion(DicomTags.PatientName, "GBK", "ÍõÐ¡¶«", "王|小东"),
        };
        Assert.Equal("dicom:text_meant|GBK|王/小东", warning.Coded);
        Assert.DoesNotContain("王", warning.ToString(), StringComparison.Ordinal);
    }
}
