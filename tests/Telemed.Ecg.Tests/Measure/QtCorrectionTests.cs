using Telemed.Ecg.Measure;

namespace Telemed.Ecg.Tests.Measure;

public sealed class QtCorrectionTests
{
    [Theory]
    [InlineData(400, 1000, 400)]   // at 60 beats/min the correction is one
    [InlineData(360, 512, 450)]    // worked by hand: cbrt(0.512) = 0.8
    public void Fridericia_divides_by_the_cube_root_of_RR_in_seconds(double qtMs, double rrMs, double expectedMs) =>
        Assert.Equal(expectedMs, QtCorrection.Fridericia(qtMs, rrMs), tolerance: 0.001);

    [Theory]
    [InlineData(400, 1000, 400)]
    [InlineData(360, 640, 450)]    // worked by hand: sqrt(0.64) = 0.8
    public void Bazett_divides_by_the_square_root_of_RR_in_seconds(double qtMs, double rrMs, double expectedMs) =>
        Assert.Equal(expectedMs, QtCorrection.Bazett(qtMs, rrMs), tolerance: 0.001);

    [Fact]
    public void The_corrections_agree_with_those_a_MUSE_cart_stored()
    {
        // muse-sinus.xml: rate 90, QT 402, QTc (Bazett) 491, QTc (Fridericia) 460.
        Assert.Equal(491, QtCorrection.Bazett(402, 60_000 / 89.6), tolerance: 2);
        Assert.Equal(460, QtCorrection.Fridericia(402, 60_000 / 89.6), tolerance: 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void An_impossible_interval_is_refused(double rrMs) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => QtCorrection.Bazett(400, rrMs));
}
