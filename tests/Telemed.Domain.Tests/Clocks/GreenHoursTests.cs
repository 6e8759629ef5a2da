using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Domain.Tests.Consultations;

namespace Telemed.Domain.Tests.Clocks;

/// <summary>
/// Duty from eight to five, every day, in Jining. The walks begin on 21 November 2026 at 08:00 UTC, which is four in
/// the afternoon there: one hour of duty is left.
/// </summary>
public sealed class GreenHoursTests
{
    private static readonly ServiceTimers OnDuty = ServiceTimers.Ecg with
    {
        GreenHours = new DutyHours(
            TimeSpan.FromHours(8), new TimeOnly(8, 0), new TimeOnly(17, 0), [.. Enum.GetValues<DayOfWeek>()]),
    };

    private static readonly DateTimeOffset NextMorning = new(2026, 11, 22, 8, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void A_green_report_is_due_after_two_hours_of_duty_and_a_yellow_one_after_half_an_hour()
    {
        Assert.Equal(NextMorning.AddHours(1), Due(Walk.Queued(Colour.Green)));
        Assert.Equal(Walk.Start.AddMinutes(30), Due(Walk.Queued(Colour.Yellow)));
        // 70 % of 120 minutes are 84: an hour today and 24 minutes tomorrow.
        Assert.Contains(new CaseTimer(TimerKind.Report, 70, NextMorning.AddMinutes(24)),
            Timetable.Of(Walk.Queued(Colour.Green), OnDuty));
    }

    [Fact]
    public void The_promise_stays_the_same_whatever_state_the_case_is_in()
    {
        Consultation[] lives = [Walk.Reading(Colour.Green), Walk.Drafted(Colour.Green), Walk.Delivered(Colour.Green)];
        Assert.All(lives, its => Assert.Equal(NextMorning.AddHours(1), Due(its)));
        var sent = Walk.Draft(Colour.Green).Do(new Command.Send(), Walk.Sender);
        Assert.Equal(ConsultationState.QualityCheck, sent.State);
        Assert.Contains(new CaseTimer(TimerKind.Report, 100, NextMorning.AddHours(1)), Timetable.Of(sent, OnDuty));
    }

    [Fact]
    public void A_pause_over_night_moves_the_promise_by_its_duty_time_alone()
    {
        // Half an hour is used when the question goes out at half past four; the answer comes at half past nine. The
        // hour and a half that are left end at eleven.
        var asked = Walk.Reading(Colour.Green)
            .Do(new Command.RequestInfo(InfoReason.NewView, "Lateral?"), Walk.Reader, atMinute: 30, OnDuty);
        Assert.Equal(NextMorning.AddHours(3),
            Timetable.ReportDueAt(asked, OnDuty, NextMorning.AddMinutes(90)));
        var answered = asked.Do(new Command.AnswerInfo(), Walk.Sender, atMinute: 1050, OnDuty);
        Assert.Equal(NextMorning.AddHours(3), Due(answered));
        // Raised to yellow, the whole pause of seventeen hours counts as one.
        var raised = answered.Do(
            new Command.ChangeColour(Colour.Yellow, ColourReason.PatientWorse, null), Walk.Sender, 1050, OnDuty);
        Assert.Equal(Walk.Start.AddMinutes(30).AddHours(17), Due(raised));
    }

    [Fact]
    public void A_case_that_stood_still_in_the_queue_over_night_has_waited_as_long_as_before()
    {
        // Ten of its sixty minutes are used at ten past four; at nine the next morning it goes on.
        var running = Walk.Queued(Colour.Green)
            .Do(new Command.Pause(PauseReason.Equipment), Walk.Desk, atMinute: 10, OnDuty)
            .Do(new Command.Resume(), Walk.Desk, atMinute: 1020, OnDuty);
        Assert.Equal(NextMorning.AddHours(1).AddMinutes(50), Timetable.ClaimDueAt(running, OnDuty));
    }

    [Fact]
    public void The_hub_triages_and_routes_at_night_too_so_that_the_case_is_in_the_queue_when_duty_begins()
    {
        var submitted = Walk.Draft(Colour.Green)
            .Do(new Command.Send(), Walk.Sender, atMinute: 50, OnDuty)
            .Do(new Command.PassQuality(WithWarning: false), Actor.System, atMinute: 50, OnDuty);
        Assert.Contains(new CaseTimer(TimerKind.Triage, 100, Walk.Start.AddMinutes(110)),
            Timetable.Of(submitted, OnDuty));
        var triaged = submitted.Do(new Command.Triage(Tier.County, null), Walk.Desk, atMinute: 110, OnDuty);
        Assert.Contains(new CaseTimer(TimerKind.Route, 100, Walk.Start.AddMinutes(170)),
            Timetable.Of(triaged, OnDuty));
        var queued = triaged.Do(new Command.Route(null), Actor.System, atMinute: 170, OnDuty);
        Assert.Equal(NextMorning.AddHours(1), Timetable.ClaimDueAt(queued, OnDuty));
    }

    [Fact]
    public void The_senders_clocks_do_not_wait_for_duty() =>
        Assert.Contains(new CaseTimer(TimerKind.Acknowledge, 100, Walk.Start.AddHours(24)),
            Timetable.Of(Walk.Delivered(Colour.Green), OnDuty));

    private static DateTimeOffset? Due(Consultation its) => Timetable.ReportDueAt(its, OnDuty, Walk.Start);
}
