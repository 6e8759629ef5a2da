using Telemed.Pathology.Quality;

namespace Telemed.Pathology.Tests.Quality;

public sealed class OverviewMapTests
{
    private const int Width = 600, Height = 400, SlidePx = 40_000;

    private static readonly (byte, byte, byte) Glass = (242, 241, 243), Tissue = (196, 138, 182);

    [Fact]
    public void Bare_glass_is_blank()
    {
        var map = OverviewMap.Of(Picture((_, _) => Glass), Width, Height, SlidePx);
        Assert.Equal((0d, 0d, 1d), (map.TissueShare, map.PenShare, map.BlankShare));
        Assert.Equal((24, 16), (map.Columns, map.Rows));
        var quality = new QualitySurvey(map, 0.5).Finish();
        Assert.Equal((QualityVerdict.Poor, QualityReason.NoTissue), (quality.Verdict, quality.Reasons.Single()));
        Assert.All(quality.Focus, value => Assert.Equal(SlideQuality.NotJudged, value));
    }

    [Fact]
    public void The_share_of_a_disc_of_tissue_is_its_area()
    {
        // A radius of 100 pixels: pi * 100² / (600 * 400) = 0.1309.
        var map = OverviewMap.Of(Picture((x, y) => IsInDisc(x, y, 100) ? Tissue : Glass), Width, Height, SlidePx);
        Assert.InRange(map.TissueShare, 0.129, 0.133);
        Assert.Equal(0, map.PenShare);
        var (share, atX, atY) = map.Tissue(8 * 24 + 12);
        Assert.Equal(1, share);
        Assert.InRange(atX, 0.5, 0.55);
        Assert.InRange(atY, 0.5, 0.57);
    }

    [Theory]
    [InlineData(20, 140, 60)]    // green
    [InlineData(30, 60, 170)]    // blue
    [InlineData(220, 30, 40)]    // red
    [InlineData(25, 25, 28)]     // black
    public void Strokes_of_a_pen_are_no_tissue(byte red, byte green, byte blue)
    {
        // Two strokes of 8 x 200 pixels beside the tissue: 3200 of 240,000 are 1.3 %.
        var picture = Picture((x, y) => IsInDisc(x, y, 100) ? Tissue
            : y is >= 100 and < 300 && x is (>= 40 and < 48) or (>= 550 and < 558) ? (red, green, blue)
            : Glass);
        var map = OverviewMap.Of(picture, Width, Height, SlidePx);
        Assert.InRange(map.PenShare, 0.0125, 0.0140);
        Assert.InRange(map.TissueShare, 0.129, 0.133);
        Assert.Contains(QualityReason.PenMarks, new QualitySurvey(map, 0.5).Finish().Reasons);
    }

    [Fact]
    public void A_blue_stain_of_half_the_slide_is_no_pen()
    {
        var picture = Picture((x, _) => x < 300 ? ((byte)60, (byte)90, (byte)190) : Glass);
        var map = OverviewMap.Of(picture, Width, Height, SlidePx);
        Assert.Equal((0.5, 0d), (map.TissueShare, map.PenShare));
    }

    [Fact]
    public void Grey_dirt_is_no_tissue()
    {
        var picture = Picture((x, y) => IsInDisc(x, y, 60) ? ((byte)150, (byte)150, (byte)151) : Glass);
        Assert.Equal(0, OverviewMap.Of(picture, Width, Height, SlidePx).TissueShare);
    }

    [Fact]
    public void A_small_slide_has_no_more_cells_than_windows_to_judge()
    {
        var map = OverviewMap.Of(Picture((_, _) => Tissue), Width, Height, 1500);
        Assert.Equal((5, 3), (map.Columns, map.Rows));
    }

    [Theory]
    [InlineData(1, QualityVerdict.Good)]
    [InlineData(0.7, QualityVerdict.Fair)]
    [InlineData(0.3, QualityVerdict.Poor)]
    public void The_verdict_follows_the_share_in_focus(double share, QualityVerdict verdict)
    {
        var survey = new QualitySurvey(OverviewMap.Of(Picture((_, _) => Tissue), Width, Height, SlidePx), 0.5);
        Assert.Equal(24 * 16, survey.Places.Count);
        for (var at = 0; at < survey.Places.Count; at++)
            survey.Add(survey.Places[at], at < share * survey.Places.Count ? 0.8 : 5);
        var quality = survey.Finish();
        Assert.Equal(verdict, quality.Verdict);
        Assert.Equal(share, quality.InFocusShare, tolerance: 0.01);
    }

    [Fact]
    public void Tissue_in_which_nothing_can_be_told_is_said_to_be_so()
    {
        var survey = new QualitySurvey(OverviewMap.Of(Picture((_, _) => Tissue), Width, Height, SlidePx), 0.5);
        foreach (var place in survey.Places) survey.Add(place, null);
        Assert.Equal([QualityReason.NoDetail], survey.Finish().Reasons);
    }

    private static bool IsInDisc(int x, int y, int radius) =>
        (x - Width / 2) * (x - Width / 2) + (y - Height / 2) * (y - Height / 2) < radius * radius;

    private static byte[] Picture(Func<int, int, (byte Red, byte Green, byte Blue)> paint)
    {
        var rgb = new byte[Width * Height * 3];
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
                (rgb[(y * Width + x) * 3], rgb[(y * Width + x) * 3 + 1], rgb[(y * Width + x) * 3 + 2]) = paint(x, y);
        return rgb;
    }
}
