using Telemed.Pathology.Quality;

namespace Telemed.Pathology.Tests.Quality;

public sealed class FocusMeterTests
{
    private const int SidePx = 256;

    [Theory]
    [InlineData(1)]
    [InlineData(1.5)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public void The_width_of_a_known_blur_is_found(double sigmaPx)
    {
        var found = FocusMeter.BlurPx(Blurred.Edges(SidePx, sigmaPx), SidePx, SidePx);
        Assert.InRange(found!.Value, 0.85 * sigmaPx, 1.15 * sigmaPx);
    }

    [Fact]
    public void A_picture_without_edges_is_not_judged()
    {
        var grey = new byte[SidePx * SidePx * 3];
        var random = new Random(1);
        for (var at = 0; at < grey.Length; at++) grey[at] = (byte)(190 + random.Next(4));
        Assert.Null(FocusMeter.BlurPx(grey, SidePx, SidePx));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.4)]
    public void Contrast_does_not_change_what_is_found(double contrast)
    {
        var edges = Blurred.Edges(SidePx, 2);
        for (var at = 0; at < edges.Length; at++) edges[at] = (byte)Math.Round(128 + (edges[at] - 128) * contrast);
        Assert.InRange(FocusMeter.BlurPx(edges, SidePx, SidePx)!.Value, 1.7, 2.3);
    }

    /// <summary>0.499 µm a pixel: the limit of 1.02 µm lies at 2.05 pixels.</summary>
    [RealSlideTheory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(4, false)]
    [InlineData(6, false)]
    public void A_real_slide_is_in_focus_until_it_is_blurred_beyond_the_limit(double sigmaPx, bool isInFocus)
    {
        var tissue = NativeOracles.ReadRegion(SlideFiles.PathOf("svs/cmu-1-small-region.svs"), 0, 600, 1000, 320, 320);
        var seen = sigmaPx > 0 ? Blurred.Gaussian(tissue, 320, 320, sigmaPx) : tissue;
        var middle = new byte[SidePx * SidePx * 3];
        for (var row = 0; row < SidePx; row++)
            seen.AsSpan(((row + 32) * 320 + 32) * 3, SidePx * 3).CopyTo(middle.AsSpan(row * SidePx * 3));
        var found = FocusMeter.BlurPx(middle, SidePx, SidePx);
        Assert.NotNull(found);
        Assert.True(found < 2.05 == isInFocus, $"{sigmaPx} px was taken for {found:F2} px.");
    }
}

/// <summary>Needs the real slides and OpenSlide.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealSlideTheoryAttribute : TheoryAttribute
{
    public RealSlideTheoryAttribute() =>
        Skip = NativeOracles.Missing
            ?? (Telemed.TestKit.TestData.Root is null ? "The folder of real files is absent." : null);
}
