using Telemed.Domain.Consultations;

namespace Telemed.Domain.Tests.Consultations;

public sealed class ReviewRulesTests
{
    private static readonly ReviewFacts Usual = new()
    {
        SignsAfterReview = false,
        IsMeasuredCritical = false,
        IsCritical = false,
        Colour = Colour.Yellow,
        SharePercent = 0,
        Draw = 0,
    };

    [Fact]
    public void A_report_of_a_senior_reader_is_signed_at_once() => Assert.Null(ReviewRules.Of(Usual));

    [Theory]
    [InlineData(Colour.Red)]
    [InlineData(Colour.Yellow)]
    [InlineData(Colour.Green)]
    public void Who_signs_only_after_review_is_reviewed_in_every_colour(Colour colour) =>
        Assert.Equal(
            ReviewReason.JuniorReporter, ReviewRules.Of(Usual with { SignsAfterReview = true, Colour = colour }));

    [Theory]
    [InlineData(0, 0.0, false)]
    [InlineData(5, 0.0499, true)]
    [InlineData(5, 0.05, false)]
    [InlineData(100, 0.999999, true)]
    public void Of_a_hundred_reports_as_many_are_drawn_as_the_share_says(int share, double draw, bool isDrawn) =>
        Assert.Equal(
            isDrawn ? ReviewReason.Sampled : null, ReviewRules.Of(Usual with { SharePercent = share, Draw = draw }));

    [Fact]
    public void Red_is_never_drawn() =>
        Assert.Null(ReviewRules.Of(Usual with { Colour = Colour.Red, SharePercent = 100 }));

    [Fact]
    public void A_case_from_before_drawing_is_not_drawn() =>
        Assert.Null(ReviewRules.Of(Usual with { SharePercent = 100, Draw = null }));

    [Theory]
    [InlineData(true, false, ReviewReason.CriticalMismatch)]
    [InlineData(true, true, null)]
    [InlineData(false, true, null)]
    public void A_critical_measurement_under_a_report_without_one_is_a_mismatch(
        bool isMeasured, bool isMarked, ReviewReason? reason) =>
        Assert.Equal(reason, ReviewRules.Of(
            Usual with { IsMeasuredCritical = isMeasured, IsCritical = isMarked, Colour = Colour.Red }));

    [Fact]
    public void Of_several_reasons_the_reviewer_is_told_where_to_look() =>
        Assert.Equal(ReviewReason.CriticalMismatch, ReviewRules.Of(
            Usual with { SignsAfterReview = true, IsMeasuredCritical = true, SharePercent = 100 }));
}
