using System.Text;

namespace Telemed.Pathology.Tests;

public sealed class ClosedFormatTests
{
    [Theory]
    [InlineData("\u00f1\u0001\u00ee\u00eeKFB\0", SlideFamily.Kfb, "KFBio")]
    [InlineData("\u00f1\u0001\u00ee\u00eeKFBF", SlideFamily.Kfb, "KFBio")]
    [InlineData("SQ1.02\0\0\0\0\0\0\0\0\0\0\0\0", SlideFamily.Sdpc, "Sqray")]
    [InlineData(
        "PK\u0003\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u0005\0\0\0.tron", SlideFamily.Tron, "TRON")]
    [InlineData("SIS\0", SlideFamily.Ets, "Olympus")]
    [InlineData("[GENERAL]\r\nSLIDE_VERSION = 01.02\r\n", SlideFamily.Mrxs, "3DHISTECH")]
    [InlineData("ZISRAWFILE\0", SlideFamily.Czi, "Zeiss")]
    public void A_closed_format_is_known_by_its_content_and_refused_with_what_helps(
        string begins, SlideFamily family, string advice)
    {
        var bytes = Encoding.Latin1.GetBytes(begins.PadRight(400, '\0'));
        Assert.Equal(family, SlideReader.Detect(bytes));
        Assert.Contains(advice, SlideReader.WhyClosed(bytes)!.Problem, StringComparison.Ordinal);
        var refused = Assert.Throws<SlideFormatException>(
            () => SlideReader.Open(new MemoryStream(bytes), CancellationToken.None));
        Assert.Equal(("First bytes", 0L), (refused.Section, refused.Offset));
        Assert.Contains(advice, refused.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SQLite format 3\0")]
    [InlineData("PK\u0003\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u0005\0\0\0a.dcm")]
    [InlineData("II*\0")]
    [InlineData("")]
    public void Others_are_not_taken_for_one(string begins) =>
        Assert.Null(SlideReader.WhyClosed(Encoding.Latin1.GetBytes(begins.PadRight(200, '\u0001'))));
}
