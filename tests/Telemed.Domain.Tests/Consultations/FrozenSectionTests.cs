using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;

namespace Telemed.Domain.Tests.Consultations;

public sealed class FrozenSectionTests
{
    [Theory]
    [InlineData("119")]
    [InlineData("+86 537 123-4567")]
    [InlineData("(0537) 2345678#12")]
    [InlineData("8 701 123 45 67,5")]
    public void A_number_can_be_dialled_with_its_usual_signs(string number) =>
        Assert.True(FrozenSection.CanBeDialled(number));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("12")]                       // one digit less than the shortest extension
    [InlineData("operating room")]
    [InlineData("53+7123")]                  // a plus stands in front or nowhere
    [InlineData("123456789012345678901")]    // 21 digits
    [InlineData("８０１３")]                  // full-width digits are not dialled by a telephone link
    public void Everything_else_cannot(string? number) => Assert.False(FrozenSection.CanBeDialled(number));

    [Fact]
    public void The_person_is_asked_for_before_the_number()
    {
        Assert.Equal(PhoneBackGap.Person, FrozenSection.Gap(" ", null));
        Assert.Equal(PhoneBackGap.Number, FrozenSection.Gap("Dr Wang", "none"));
        Assert.Null(FrozenSection.Gap("Dr Wang", "8013"));
    }

    [Fact]
    public void It_is_red_whatever_was_chosen_and_stays_so_whoever_asks()
    {
        Assert.Equal(Colour.Red, FrozenSection.ColourOf("frozen_section", Colour.Green));
        Assert.Equal(Colour.Green, FrozenSection.ColourOf("pathology_wsi", Colour.Green));
        var frozen = Walk.Draft(Colour.Red, "frozen_section");
        var lower = new Command.ChangeColour(Colour.Yellow, ColourReason.PatientStable, null);
        Assert.IsType<CommandOutcome.AlwaysRed>(frozen.Try(lower, Walk.Sender, timers: ServiceTimers.Frozen));
        Assert.IsType<CommandOutcome.AlwaysRed>(frozen.Try(lower, Walk.Desk, timers: ServiceTimers.Frozen));
    }

    [Fact]
    public void The_answer_is_due_thirty_minutes_after_sending() =>
        Assert.Equal(TimeSpan.FromMinutes(30), ServiceTimers.Defaults["frozen_section"].Report[Colour.Red]);

    [Fact]
    public void Nothing_is_signed_before_the_call_was_made_or_tried()
    {
        Assert.False(FrozenSection.MaySign([]));
        Assert.True(FrozenSection.MaySign([PhoneBackOutcome.NoAnswer]));
        Assert.False(FrozenSection.IsTold([PhoneBackOutcome.NoAnswer, PhoneBackOutcome.WrongNumber]));
        Assert.True(FrozenSection.IsTold([PhoneBackOutcome.NoAnswer, PhoneBackOutcome.Told]));
    }
}
