using FsCheck;
using FsCheck.Fluent;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Domain.Routing;
using Telemed.Domain.Tests.Consultations;

namespace Telemed.Domain.Tests.Routing;

public sealed class GivingRulesTests
{
    private static readonly RoutedCase Case = new(Sender: Id(99), Holder: null, PreviousReader: null);

    private static readonly Receiver Fit = new(
        new Candidate { Person = Id(1), MayReadService = true, ReadsForSender = true, IsOnShift = true, Cap = 5 },
        IsInPool: true, HasPassed: false, LastGotAt: null);

    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Push_gives_to_the_best_of_the_ranking()
    {
        var busy = Reader(1) with { MinutesInHand = 30 };
        var free = Reader(2) with { MinutesInHand = 10 };
        Assert.Equal(free, Choose(RoutingMode.Push, Fit with { Reader = busy }, Fit with { Reader = free }));
    }

    [Fact]
    public void Round_robin_gives_to_who_got_his_last_case_longest_ago_and_first_to_who_never_got_one()
    {
        var best = Fit with { Reader = Reader(1) with { IsPairedHospital = true }, LastGotAt = Noon };
        var earlier = Fit with { Reader = Reader(2), LastGotAt = Noon.AddHours(-1) };
        var never = Fit with { Reader = Reader(3) with { MinutesInHand = 60 } };
        Assert.Equal(earlier.Reader, Choose(RoutingMode.RoundRobin, best, earlier));
        Assert.Equal(never.Reader, Choose(RoutingMode.RoundRobin, best, earlier, never));
    }

    [Fact]
    public void Of_two_who_never_got_one_the_better_of_the_ranking_begins()
    {
        var busy = Fit with { Reader = Reader(1) with { MinutesInHand = 30 } };
        var free = Fit with { Reader = Reader(2) with { MinutesInHand = 10 } };
        Assert.Equal(free.Reader, Choose(RoutingMode.RoundRobin, busy, free));
    }

    [Fact]
    public void Where_readers_take_the_next_case_themselves_nobody_is_given_one() =>
        Assert.Null(Choose(RoutingMode.Pull, Fit));

    [Fact]
    public void After_three_rounds_the_case_waits_to_be_taken()
    {
        Assert.NotNull(GivingRules.Choose(RoutingMode.Push, Case, 2, [Fit]));
        Assert.Null(GivingRules.Choose(RoutingMode.Push, Case, 3, [Fit]));
    }

    [Fact]
    public void The_sender_is_never_given_his_own_case() =>
        Assert.Null(Choose(RoutingMode.Push, Fit with { Reader = Reader(99) }));

    // A bit for each thing that may stand against a reader: what the desk only is warned of is a wall for the hub.
    [Fact]
    public void Nobody_is_given_a_case_against_whom_anything_stands_and_somebody_is_when_nothing_does()
    {
        var modes = new[] { RoutingMode.Push, RoutingMode.RoundRobin };
        Prop.ForAll(Gen.Choose(0, 127).ListOf(6).ToArbitrary(), faults =>
        {
            var receivers = faults.Select((fault, number) => WithFaults(number + 1, fault)).ToArray();
            foreach (var mode in modes)
            {
                var chosen = Choose(mode, receivers);
                Assert.Equal(faults.Contains(0), chosen is not null);
                if (chosen is not null) Assert.Equal(0, faults[Place(chosen)]);
            }
        }).Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void In_turn_everybody_gets_one_before_anybody_gets_a_second()
    {
        Prop.ForAll(Gen.Choose(0, 1000).ListOf(30).ToArbitrary(), load =>
        {
            var count = 2 + (load[0] % 5);
            var lastGotAt = new DateTimeOffset?[count];
            List<int> given = [];
            foreach (var (step, minutes) in load.Index())
            {
                var receivers = Enumerable.Range(0, count).Select(place => Fit with
                {
                    Reader = Reader(place + 1) with { MinutesInHand = minutes * (place + 3) % 61 },
                    LastGotAt = lastGotAt[place],
                }).ToArray();
                var chosen = Place(Choose(RoutingMode.RoundRobin, receivers)!);
                lastGotAt[chosen] = Noon.AddMinutes(step);
                given.Add(chosen);
            }
            for (var from = 0; from + count <= given.Count; from++)
                Assert.Equal(count, given.Skip(from).Take(count).Distinct().Count());
        }).Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void A_case_is_given_when_it_comes_into_a_queue_or_what_decides_has_changed()
    {
        var queued = Walk.Queued();
        Assert.True(GivingRules.IsDue(queued, [CommandKind.PassQuality, CommandKind.Triage, CommandKind.Route]));
        Assert.True(GivingRules.IsDue(queued, [CommandKind.Release]));
        Assert.True(GivingRules.IsDue(queued, [CommandKind.ChangeColour]));
        Assert.False(GivingRules.IsDue(queued, [CommandKind.MarkCritical]));
        var wider = queued.Do(new Command.Escalate(EscalateReason.NobodyClaimed), Actor.System, 15);
        Assert.True(GivingRules.IsDue(wider, [CommandKind.Escalate]));
        Assert.False(GivingRules.IsDue(Walk.Reading(), [CommandKind.Route, CommandKind.Claim, CommandKind.Open]));
    }

    [Fact]
    public void A_case_whose_clock_stands_still_is_not_given_until_it_runs_on()
    {
        var paused = Walk.Queued().Do(new Command.Pause(PauseReason.PatientNotAvailable), Walk.Desk, 1);
        Assert.False(GivingRules.IsDue(paused, [CommandKind.Route]));
        var runs = paused.Do(new Command.Resume(), Walk.Desk, 2);
        Assert.True(GivingRules.IsDue(runs, [CommandKind.Resume]));
    }

    [Fact]
    public void The_hub_gives_what_waits_and_takes_from_nobody()
    {
        var give = new Command.Reassign(Walk.Reader.Person!.Value, null);
        var given = Walk.Queued().Do(give, Actor.System, 1);
        Assert.Equal((ConsultationState.Claimed, Walk.Reader.Person), (given.State, given.Holder));
        Assert.Equal(0, given.ReturnedClaims);
        Assert.Contains(Timetable.Of(given, ServiceTimers.Ecg), timer => timer.Kind == TimerKind.Open);
        var other = new Command.Reassign(Walk.OtherReader.Person!.Value, null);
        Assert.IsType<CommandOutcome.NotYourPart>(given.Try(other, Actor.System, 2));
        Assert.IsType<CommandOutcome.NotYourPart>(Walk.Reading().Try(other, Actor.System, 2));
        Assert.IsType<CommandOutcome.OwnWork>(
            Walk.Queued().Try(new Command.Reassign(Walk.Sender.Person!.Value, null), Actor.System, 1));
    }

    private static Receiver WithFaults(int number, int faults)
    {
        bool Has(int bit) => (faults & (1 << bit)) != 0;
        var reader = new Candidate
        {
            Person = Id(number), MayReadService = !Has(0), ReadsForSender = !Has(1), IsOnShift = !Has(2),
            HasConflict = Has(3), InHand = Has(4) ? 5 : 4, Cap = 5, TierDistance = number,
        };
        return new Receiver(reader, IsInPool: !Has(5), HasPassed: Has(6), LastGotAt: null);
    }

    private static Candidate? Choose(RoutingMode mode, params Receiver[] receivers) =>
        GivingRules.Choose(mode, Case, 0, receivers);

    private static Candidate Reader(int number) => Fit.Reader with { Person = Id(number) };

    // The readers of the properties are numbered from one, in the order in which they stand.
    private static int Place(Candidate reader) =>
        Enumerable.Range(0, 98).First(place => Id(place + 1) == reader.Person);

    private static PersonId Id(int number) => new(new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));
}
