using Telemed.Domain.Routing;

namespace Telemed.Domain.Tests.Routing;

public sealed class RoutingRulesTests
{
    private static readonly RoutedCase Case = new(
        ServiceKind.Ecg, null, new FacilityId(Guid.Empty), Id(99), Language.Kk, PreviousReader: Id(5));

    private static readonly Candidate Fit = new()
    {
        Person = Id(1), Services = [ServiceKind.Ecg], Languages = [Language.Kk, Language.Ru], HasLicence = true,
        HasPrivilegesAtSender = true, IsOnShift = true,
    };

    [Fact]
    public void Who_passes_every_hard_rule_comes_into_question() => Assert.Null(RoutingRules.Refuse(Case, Fit));

    [Fact]
    public void Each_hard_rule_keeps_a_reader_out()
    {
        Assert.Equal(RoutingRefusal.NoLicence, RoutingRules.Refuse(Case, Fit with { HasLicence = false }));
        Assert.Equal(RoutingRefusal.NotThisService, RoutingRules.Refuse(Case, Fit with { Services = [] }));
        Assert.Equal(RoutingRefusal.NoSkill, RoutingRules.Refuse(Case with { Skill = "paediatric" }, Fit));
        var stranger = Fit with { HasPrivilegesAtSender = false };
        Assert.Equal(RoutingRefusal.NoPrivileges, RoutingRules.Refuse(Case, stranger));
        Assert.Equal(RoutingRefusal.NotOnShift, RoutingRules.Refuse(Case, Fit with { IsOnShift = false }));
        Assert.Equal(RoutingRefusal.IsSender, RoutingRules.Refuse(Case, Fit with { Person = Id(99) }));
        Assert.Equal(RoutingRefusal.HasConflict, RoutingRules.Refuse(Case, Fit with { HasConflict = true }));
        Assert.Equal(RoutingRefusal.CapReached, RoutingRules.Refuse(Case, Fit with { InHand = 5 }));
        Assert.Equal(RoutingRefusal.OtherLanguage, RoutingRules.Refuse(Case, Fit with { Languages = [Language.En] }));
    }

    [Fact]
    public void The_order_is_that_of_the_practice()
    {
        Candidate[] readers =
        [
            Fit with { Person = Id(1), TierDistance = 1, MinutesInHand = 0, FairnessDeficit = 2 },
            Fit with { Person = Id(2), TierDistance = 1, MinutesInHand = 0, FairnessDeficit = 3 },
            Fit with { Person = Id(3), TierDistance = 0, MinutesInHand = 9 },
            Fit with { Person = Id(4), TierDistance = 2, IsPairedHospital = true },
            Fit with { Person = Id(5), TierDistance = 2 },
            Fit with { Person = Id(6), IsOnShift = false },
        ];
        Assert.Equal(
            [Id(5), Id(4), Id(3), Id(2), Id(1)], RoutingRules.Rank(Case, readers).Select(reader => reader.Person));
    }

    [Fact]
    public void A_queue_goes_by_colour_and_then_by_time_left()
    {
        var now = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
        QueuePlace[] places =
        [
            new(Colour.Green, now.AddMinutes(-5), now), new(Colour.Red, now.AddMinutes(9), now),
            new(Colour.Yellow, now, now), new(Colour.Red, now.AddMinutes(3), now),
        ];
        Assert.Equal([places[3], places[1], places[2], places[0]], places.Order());
    }

    private static PersonId Id(int number) => new(new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));
}
