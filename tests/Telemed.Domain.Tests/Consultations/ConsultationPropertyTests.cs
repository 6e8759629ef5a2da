using FsCheck;
using FsCheck.Fluent;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using static Telemed.Domain.Consultations.ConsultationState;

namespace Telemed.Domain.Tests.Consultations;

public sealed class ConsultationPropertyTests
{
    private const int WalkLength = 60;
    private const int WalkCount = 300;

    // The column "next" of practice 2.2 with its side rules, written down from the page, not from our table.
    private static readonly Dictionary<ConsultationState, ConsultationState[]> Next = new()
    {
        [Draft] = [QualityCheck, Cancelled, Expired],
        [QualityCheck] = [Submitted, Returned, Cancelled],
        [Submitted] = [Triaged, Returned, Rejected, Cancelled],
        [Triaged] = [Queued, Returned, Cancelled],
        [Queued] = [Claimed, Escalated, Returned, Cancelled],
        [Escalated] = [Claimed, Queued, Returned, Cancelled],
        [Claimed] = [Reading, Queued, Cancelled],
        [Reading] = [Drafted, InfoRequested, SecondOpinion, Rejected, Queued, Escalated, Claimed],
        [InfoRequested] = [Reading, Cancelled, Queued, Claimed],
        [Drafted] = [ReviewPending, Signed, Reading, Queued, Claimed],
        [ReviewPending] = [Reviewed, Reading],
        [Reviewed] = [Signed],
        [SecondOpinion] = [Reading, Reviewed, Signed, Delivered, Acknowledged, Acted, Closed],
        [Signed] = [Delivered, Amended, Addendum, SecondOpinion],
        [Delivered] = [Acknowledged, Amended, Addendum, SecondOpinion],
        [Acknowledged] = [Acted, Amended, Addendum, SecondOpinion],
        [Acted] = [Closed, Amended, Addendum, SecondOpinion],
        [Closed] = [Queued, Amended, Addendum, SecondOpinion],
        [Amended] = [Delivered],
        [Addendum] = [Delivered],
        [Rejected] = [],
        [Returned] = [],
        [Cancelled] = [],
        [Expired] = [],
    };

    [Fact]
    public void No_sequence_of_commands_reaches_an_illegal_state() => ForAllWalks((before, accepted, _) =>
    {
        var after = accepted.Consultation;
        Assert.True(after.State == before.State || Next[before.State].Contains(after.State),
            $"{before.State} to {after.State} by {accepted.Event.Kind}");
        Assert.Equal(before.Version + 1, after.Version);
        Assert.Equal((before.State, after.State, after.Version),
            (accepted.Event.From, accepted.Event.To, accepted.Event.Version));
        Assert.Equal(after.State == SecondOpinion, after.AskedFrom is not null);
        if (after.State.IsHeld()) Assert.NotNull(after.Holder);
        if (after.State.IsFinal() || after.State.IsClaimable()) Assert.Null(after.Holder);
        if (after.State == Reading) Assert.Equal(after.Clock.Pause is null, after.LeaseUntil is not null);
        else Assert.Null(after.LeaseUntil);
        if (after.State.IsAfterSigning()) Assert.True(after.SignedAt is not null && after.SignedBy is not null);
        if (after.State is not (Draft or Cancelled or Expired)) Assert.NotNull(after.SubmittedAt);
        Assert.True(after.Clock.PausedTotal >= TimeSpan.Zero);
    });

    [Fact]
    public void A_reason_to_review_stays_until_a_reviewer_agreed() => ForAllWalks((before, accepted, _) =>
    {
        var (kind, after) = (accepted.Event.Kind, accepted.Consultation);
        if (kind == CommandKind.Sign && before.State == Drafted) Assert.Null(before.ReviewNeeded);
        if (before.ReviewNeeded is ReviewReason.Sampled or ReviewReason.CriticalMismatch && kind != CommandKind.Sign)
            Assert.Equal(before.ReviewNeeded, after.ReviewNeeded);
        if (before.ReviewNeeded == ReviewReason.JuniorReporter && after.ReviewNeeded != before.ReviewNeeded)
            Assert.Contains(kind, new[] { CommandKind.Claim, CommandKind.Reassign, CommandKind.Sign });
    });

    [Fact]
    public void Every_open_case_has_a_timer_and_somebody_whose_turn_it_is() => ForAllWalks((_, accepted, _) =>
    {
        var its = accepted.Consultation;
        var timers = Timetable.Of(its, ServiceTimers.Ecg);
        Assert.Equal(its.State.IsFinal(), Responsible.For(its).Turn == Turn.Nobody);
        Assert.Equal(its.State.IsFinal(), timers.IsEmpty);
        Assert.Equal(timers.Length, timers.Select(timer => (timer.Kind, timer.Percent)).Distinct().Count());
    });

    [Fact]
    public void The_changes_of_each_step_keep_the_timer_rows_equal_to_the_timetable()
    {
        var rows = new Dictionary<(TimerKind, int), CaseTimer>();
        ForAllWalks((before, accepted, _) =>
        {
            if (before.Version == 1)
                rows = Timetable.Of(before, ServiceTimers.Ecg).ToDictionary(timer => (timer.Kind, timer.Percent));
            foreach (var timer in accepted.Timers.Clear) Assert.True(rows.Remove((timer.Kind, timer.Percent)));
            foreach (var timer in accepted.Timers.Set) rows[(timer.Kind, timer.Percent)] = timer;
            Assert.Equivalent(Timetable.Of(accepted.Consultation, ServiceTimers.Ecg), rows.Values);
        });
    }

    [Fact]
    public void The_promise_leaves_exactly_the_limit_of_time_that_counts()
    {
        var hours = new DutyHours(TimeSpan.FromHours(5), new TimeOnly(8, 30), new TimeOnly(17, 0),
            [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Thursday, DayOfWeek.Sunday]);
        var timers = ServiceTimers.Ecg with { GreenHours = hours };
        ForAllWalks((_, accepted, now) =>
        {
            var its = accepted.Consultation;
            if (Timetable.ReportDueAt(its, timers, now) is not { } due) return;
            var from = its.Clock.ReportFrom!.Value;
            Assert.Equal(timers.Report[its.Colour], its.Colour == Colour.Green
                ? hours.Between(from, due) - its.Clock.PausedOnDutyUntil(now, hours)
                : due - from - its.Clock.PausedUntil(now));
        }, timers);
    }

    [Fact]
    public void Whatever_a_timer_orders_is_accepted_from_the_hub() => ForAllWalks((_, accepted, now) =>
    {
        var its = accepted.Consultation;
        foreach (var timer in Timetable.Of(its, ServiceTimers.Ecg))
        {
            var rings = timer.DueAt > now ? timer.DueAt : now;
            var result = Timeouts.OnTimeout(its, timer, rings, ServiceTimers.Ecg, Tier.County);
            Assert.True(result.Commands.Length + result.Notices.Length > 0, $"{timer.Kind} causes nothing");
            foreach (var command in result.Commands)
                Assert.IsType<CommandOutcome.Accepted>(
                    its.Apply(command, Actor.System, its.Version, rings, ServiceTimers.Ecg));
        }
    });

    [Fact]
    public void Every_state_can_be_reached()
    {
        var reached = new Dictionary<ConsultationState, Consultation> { [Draft] = Walk.Draft() };
        var waiting = new Queue<Consultation>(reached.Values);
        var now = Walk.Start.AddDays(1);
        while (waiting.TryDequeue(out var its))
        {
            foreach (var way in TransitionTable.All.Where(way => way.From == its.State))
            {
                var outcomes = Walk.Everyone.Select(actor =>
                    its.Apply(Walk.Sample(way.By, 1), actor, its.Version, now, ServiceTimers.Ecg));
                var next = outcomes.OfType<CommandOutcome.Accepted>().FirstOrDefault()?.Consultation;
                if (next is not null && reached.TryAdd(next.State, next)) waiting.Enqueue(next);
            }
        }
        Assert.Equal(Enum.GetValues<ConsultationState>().ToHashSet(), reached.Keys.ToHashSet());
    }

    private static void ForAllWalks(
        Action<Consultation, CommandOutcome.Accepted, DateTimeOffset> check, ServiceTimers? timers = null)
    {
        var walks = Gen.Choose(0, 1_000_000).ListOf(WalkLength).ToArbitrary();
        Prop.ForAll(walks, steps =>
        {
            var its = Walk.Draft((Colour)(steps[0] % 3));
            var now = Walk.Start;
            foreach (var step in steps)
            {
                now = now.AddMinutes(step % 41);
                var (command, actor) = Choose(its, step);
                var outcome = its.Apply(command, actor, its.Version, now, timers ?? ServiceTimers.Ecg);
                if (outcome is not CommandOutcome.Accepted done) continue;
                check(its, done, now);
                its = done.Consultation;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(WalkCount));
    }

    /// <summary>Mostly a command with a way from here, so that walks get far; each tenth step anything.</summary>
    private static (Command Command, Actor Actor) Choose(Consultation its, int step)
    {
        var ways = TransitionTable.All.Where(way => way.From == its.State).OrderBy(way => way.By).ToArray();
        var kinds = step % 10 == 0 || ways.Length == 0
            ? Enum.GetValues<CommandKind>()
            : [.. ways.Select(way => way.By)];
        var actor = Walk.Everyone[step / 13 % Walk.Everyone.Length];
        return (Walk.Sample(kinds[step / 10 % kinds.Length], step / 7), actor);
    }
}
