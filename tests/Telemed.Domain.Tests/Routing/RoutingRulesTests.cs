using Telemed.Domain.Routing;

namespace Telemed.Domain.Tests.Routing;

public sealed class RoutingRulesTests
{
    private static readonly RoutedCase Case = new(Sender: Id(99), Holder: Id(98), PreviousReader: Id(5));

    private static readonly Candidate Fit = new()
    {
        Person = Id(1), MayReadService = true, ReadsForSender = true, IsOnShift = true, Cap = 5,
    };

    [Fact]
    public void Who_passes_every_hard_rule_comes_into_question() => Assert.Empty(RoutingRules.Refuse(Case, Fit));

    [Fact]
    public void Each_hard_rule_keeps_a_reader_out()
    {
        Assert.Equal([RoutingRefusal.NotThisService], RoutingRules.Refuse(Case, Fit with { MayReadService = false }));
        Assert.Equal([RoutingRefusal.IsSender], RoutingRules.Refuse(Case, Fit with { Person = Id(99) }));
        Assert.Equal([RoutingRefusal.HasItAlready], RoutingRules.Refuse(Case, Fit with { Person = Id(98) }));
        Assert.Equal([RoutingRefusal.OtherHospital], RoutingRules.Refuse(Case, Fit with { ReadsForSender = false }));
        Assert.Equal([RoutingRefusal.HasConflict], RoutingRules.Refuse(Case, Fit with { HasConflict = true }));
        Assert.Equal([RoutingRefusal.NotOnShift], RoutingRules.Refuse(Case, Fit with { IsOnShift = false }));
        Assert.Equal([RoutingRefusal.CapReached], RoutingRules.Refuse(Case, Fit with { InHand = 5 }));
    }

    [Fact]
    public void Everything_that_speaks_against_a_reader_is_said_the_gravest_first()
    {
        var tired = Fit with { Person = Id(99), IsOnShift = false, InHand = 9 };
        Assert.Equal([RoutingRefusal.IsSender, RoutingRefusal.NotOnShift, RoutingRefusal.CapReached],
            RoutingRules.Refuse(Case, tired));
    }

    [Theory]
    [InlineData(RoutingRefusal.NotThisService, true)]
    [InlineData(RoutingRefusal.IsSender, true)]
    [InlineData(RoutingRefusal.HasItAlready, true)]
    [InlineData(RoutingRefusal.OtherHospital, false)]
    [InlineData(RoutingRefusal.HasConflict, false)]
    [InlineData(RoutingRefusal.NotOnShift, false)]
    [InlineData(RoutingRefusal.CapReached, false)]
    public void Only_safety_is_a_wall_and_the_rest_a_warning(RoutingRefusal refusal, bool isWall) =>
        Assert.Equal(isWall, RoutingRules.IsWall(refusal));

    // Each stands before the next by one thing of the practice's order, and has the worse of all that comes later.
    private static readonly Candidate[] InOrder =
    [
        Fit with { Person = Id(5), TierDistance = 2, MinutesInHand = 60 },
        Fit with { Person = Id(4), TierDistance = 2, MinutesInHand = 50, IsPairedHospital = true },
        Fit with { Person = Id(3), TierDistance = 0, MinutesInHand = 40 },
        Fit with { Person = Id(9), TierDistance = 1, MinutesInHand = 30, SharedPlaces = 2 },
        Fit with { Person = Id(2), TierDistance = 1, MinutesInHand = 9, FairnessDeficit = -4 },
        Fit with { Person = Id(8), TierDistance = 1, MinutesInHand = 10, FairnessDeficit = 3 },
        Fit with { Person = Id(6), TierDistance = 1, MinutesInHand = 10, FairnessDeficit = 2 },
        Fit with { Person = Id(7), TierDistance = 1, MinutesInHand = 10, FairnessDeficit = 2 },
    ];

    [Fact]
    public void The_order_is_that_of_the_practice()
    {
        var mixed = InOrder.Reverse().Append(Fit with { Person = Id(10), IsOnShift = false });
        Assert.Equal(InOrder, RoutingRules.Rank(Case, mixed));
    }

    [Fact]
    public void What_decided_between_two_neighbours_is_said()
    {
        RoutingMerit?[] expected =
        [
            RoutingMerit.PreviousReader, RoutingMerit.PairedHospital, RoutingMerit.FewerTiersAway,
            RoutingMerit.NearerHospital, RoutingMerit.FewerMinutes, RoutingMerit.FairShare, null,
        ];
        Assert.Equal(expected, InOrder.Zip(InOrder.Skip(1), (one, next) => RoutingRules.Decides(Case, one, next)));
    }

    private static PersonId Id(int number) => new(new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));
}
