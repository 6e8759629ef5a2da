using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Domain.Tests.Consultations;

namespace Telemed.Domain.Tests.Clocks;

public sealed class TimeoutsTests
{
    [Fact]
    public void A_red_case_passes_the_quality_gate_with_a_warning_and_a_yellow_one_asks_the_sender()
    {
        Assert.Equal(new Command.PassQuality(WithWarning: true),
            Ring(Walk.Draft(Colour.Red).Do(new Command.Send(), Walk.Sender), TimerKind.QualityCheck).Commands.Single());
        Assert.Equal(new Notice(NoticeKind.QualityQuestion, Audience.Sender),
            Ring(Walk.Draft().Do(new Command.Send(), Walk.Sender), TimerKind.QualityCheck).Notices.Single());
    }

    [Theory]
    [InlineData(50, Audience.Pool, false)]
    [InlineData(100, Audience.OnCall, false)]
    [InlineData(150, Audience.Coordinator, false)]
    [InlineData(200, Audience.OnCallChief, true)]
    public void An_unclaimed_case_climbs_from_the_pool_to_the_chief(int percent, Audience told, bool byPhone)
    {
        var result = Ring(Walk.Queued(Colour.Red), TimerKind.Claim, percent);
        Assert.Equal((told, byPhone), (result.Notices.Single().To, result.Notices.Single().ByPhone));
        Assert.Equal(percent == 150, result.Commands.Contains(new Command.Escalate(EscalateReason.NobodyClaimed)));
    }

    [Fact]
    public void A_claim_nobody_opens_goes_back_and_counts_as_returned()
    {
        var claimed = Walk.Queued().Do(new Command.Claim(), Walk.Reader);
        var command = Ring(claimed, TimerKind.Open).Commands.Single();
        var released = claimed.Do(command, Actor.System, atMinute: 15);
        Assert.Equal((ConsultationState.Queued, 1), (released.State, released.ReturnedClaims));
    }

    [Fact]
    public void A_red_report_that_is_late_also_rings_the_coordinator()
    {
        Assert.Contains(new Notice(NoticeKind.ReportOverdue, Audience.Coordinator, ByPhone: true),
            Ring(Walk.Reading(Colour.Red), TimerKind.Report).Notices);
        Assert.Contains(new Notice(NoticeKind.ReportOverdue, Audience.Coordinator),
            Ring(Walk.Reading(), TimerKind.Report).Notices);
    }

    [Fact]
    public void A_sender_who_does_not_answer_is_called_and_then_the_report_goes_on_as_limited()
    {
        var asked = Walk.Reading().Do(new Command.RequestInfo(InfoReason.NewSlide, "Deeper sections?"), Walk.Reader);
        Assert.Equal(new Notice(NoticeKind.InfoUnanswered, Audience.Sender, ByPhone: true),
            Ring(asked, TimerKind.Info).Notices.Single());
        var goesOn = asked.Do(Ring(asked, TimerKind.Info, 150).Commands.Single(), Actor.System, atMinute: 180);
        Assert.Equal((ConsultationState.Reading, true), (goesOn.State, goesOn.IsLimited));
    }

    [Fact]
    public void Without_a_reviewer_the_preliminary_report_stands_unreviewed_and_is_visible()
    {
        var pending = Walk.Drafted().Do(new Command.AskReview(ReviewReason.Sampled), Walk.Reader);
        Assert.False(pending.PreliminaryIsVisible);
        var stands = pending.Do(Ring(pending, TimerKind.Review).Commands.Single(), Actor.System, atMinute: 120);
        Assert.Equal((true, true), (stands.IsUnreviewed, stands.PreliminaryIsVisible));
    }

    [Fact]
    public void A_timer_of_a_state_that_passed_or_one_that_is_not_due_causes_nothing()
    {
        var queued = Walk.Queued();
        var mark = Timetable.Of(queued, ServiceTimers.Ecg).First(timer => timer.Kind == TimerKind.Claim);
        var claimed = queued.Do(new Command.Claim(), Walk.Reader);
        Assert.Same(TimeoutResult.Nothing,
            Timeouts.OnTimeout(claimed, mark, mark.DueAt, ServiceTimers.Ecg, Tier.County));
        Assert.Same(TimeoutResult.Nothing,
            Timeouts.OnTimeout(queued, mark, mark.DueAt.AddSeconds(-1), ServiceTimers.Ecg, Tier.County));
    }

    private static TimeoutResult Ring(Consultation its, TimerKind kind, int percent = 100)
    {
        var timer = Timetable.Of(its, ServiceTimers.Ecg).Single(set => set.Kind == kind && set.Percent == percent);
        return Timeouts.OnTimeout(its, timer, timer.DueAt, ServiceTimers.Ecg, Tier.County);
    }
}
