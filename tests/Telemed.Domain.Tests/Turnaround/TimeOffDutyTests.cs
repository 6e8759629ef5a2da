using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Domain.Tests.Consultations;
using Telemed.Domain.Turnaround;

namespace Telemed.Domain.Tests.Turnaround;

/// <summary>Duty from eight to five in Jining; the walks begin at four in the afternoon there.</summary>
public sealed class TimeOffDutyTests
{
    private static readonly ServiceTimers OnDuty = ServiceTimers.Ecg with
    {
        GreenHours = new DutyHours(
            TimeSpan.FromHours(8), new TimeOnly(8, 0), new TimeOnly(17, 0), [.. Enum.GetValues<DayOfWeek>()]),
    };

    [Fact]
    public void The_night_between_sending_and_signing_does_not_count()
    {
        // Sent and queued at four, claimed at half past eight, signed at nine: fifteen hours off duty before the claim.
        var parts = Split(Walk.Drafted(Colour.Green).Do(new Command.Sign(), Walk.Reader, atMinute: 1020, OnDuty));
        Assert.Equal(new TimeOffDuty(TimeSpan.Zero, TimeSpan.FromHours(15), TimeSpan.FromHours(15)), parts);
    }

    [Fact]
    public void A_night_in_which_the_clock_stood_still_is_a_pause_and_not_counted_twice()
    {
        // Asked at half past four, answered at half past eight: of the sixteen hours of pause fifteen were off duty.
        var signed = Walk.Reading(Colour.Green)
            .Do(new Command.RequestInfo(InfoReason.NewView, "Lateral?"), Walk.Reader, atMinute: 30, OnDuty)
            .Do(new Command.AnswerInfo(), Walk.Sender, atMinute: 990, OnDuty)
            .Do(new Command.FinishDraft(null), Walk.Reader, atMinute: 1000, OnDuty)
            .Do(new Command.Sign(), Walk.Reader, atMinute: 1020, OnDuty);
        Assert.Equal(TimeSpan.FromHours(16), signed.Clock.PausedTotal);
        Assert.Equal(TimeSpan.FromHours(1), signed.Clock.PausedOnDuty);
        Assert.Equal(TimeSpan.Zero, Split(signed).ToReport);
    }

    [Fact]
    public void What_runs_day_and_night_has_no_time_off_duty() =>
        Assert.Equal(default, Split(Walk.Drafted().Do(new Command.Sign(), Walk.Reader, atMinute: 1020, OnDuty)));

    private static TimeOffDuty Split(Consultation signed) => TimeOffDuty.Of(
        signed, OnDuty, Walk.Start, Walk.Start.AddMinutes(990), Walk.Start.AddMinutes(1020));
}
