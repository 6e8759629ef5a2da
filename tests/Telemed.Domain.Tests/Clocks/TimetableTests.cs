using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Domain.Tests.Consultations;

namespace Telemed.Domain.Tests.Clocks;

public sealed class TimetableTests
{
    [Fact]
    public void A_queued_red_ecg_is_due_to_be_claimed_in_two_minutes_with_marks_around_it()
    {
        var marks = Timetable.Of(Walk.Queued(Colour.Red), ServiceTimers.Ecg)
            .Where(timer => timer.Kind == TimerKind.Claim);
        Assert.Equal([(50, 1.0), (100, 2.0), (150, 3.0), (200, 4.0)], marks.Select(Minutes));
    }

    [Fact]
    public void Another_colour_moves_every_clock()
    {
        var raised = Walk.Queued(Colour.Green).Do(
            new Command.ChangeColour(Colour.Red, ColourReason.RedFlag, null), Walk.Sender, atMinute: 30);
        Assert.Equal(Walk.Start.AddMinutes(10), Timetable.ReportDueAt(raised, ServiceTimers.Ecg, Walk.Start));
        Assert.Equal(Walk.Start.AddMinutes(2), Timetable.ClaimDueAt(raised, ServiceTimers.Ecg));
    }

    [Fact]
    public void Waiting_for_the_sender_stops_the_report_clock()
    {
        var asked = Walk.Reading()
            .Do(new Command.RequestInfo(InfoReason.NewView, "Lateral?"), Walk.Reader, atMinute: 5);
        Assert.DoesNotContain(Timetable.Of(asked, ServiceTimers.Ecg), timer => timer.Kind == TimerKind.Report);
        var answered = asked.Do(new Command.AnswerInfo(), Walk.Sender, atMinute: 45);
        // Thirty minutes to report, forty of them waited: due seventy minutes after sending.
        Assert.Equal(Walk.Start.AddMinutes(70), Timetable.ReportDueAt(answered, ServiceTimers.Ecg, Walk.Start));
        Assert.Contains(new CaseTimer(TimerKind.Report, 70, Walk.Start.AddMinutes(61)),
            Timetable.Of(answered, ServiceTimers.Ecg));
    }

    [Fact]
    public void An_important_amendment_is_to_be_acknowledged_in_thirty_minutes()
    {
        var amended = Walk.Delivered(Colour.Green)
            .Do(new Command.Amend(AmendSeverity.ClinicallyImportant, "Wrong side."), Walk.Reader)
            .Do(new Command.Deliver(), Actor.System);
        Assert.Contains(new CaseTimer(TimerKind.Acknowledge, 100, Walk.Start.AddMinutes(30)),
            Timetable.Of(amended, ServiceTimers.Ecg));
    }

    [Theory]
    [InlineData("ecg", 2, 10, 60, 10, 30, 120)]
    [InlineData("xray", 5, 30, 60, 30, 120, 240)]
    [InlineData("ct_mr", 10, 60, 120, 60, 240, 1440)]
    [InlineData("text_consult", 5, 30, 240, 15, 240, 1440)]
    public void The_defaults_are_those_of_the_practice(
        string code, int claimRed, int claimYellow, int claimGreen, int red, int yellow, int green)
    {
        var timers = ServiceTimers.Defaults[code];
        Assert.Equal(Of(claimRed, claimYellow, claimGreen), timers.Claim);
        Assert.Equal(Of(red, yellow, green), timers.Report);
    }

    [Fact]
    public void The_one_colour_defaults_are_those_of_the_practice()
    {
        Assert.Equal(TimeSpan.FromMinutes(15), ServiceTimers.CtHead.VerbalRed);
        Assert.Equal(TimeSpan.FromMinutes(30), ServiceTimers.CtHead.Report.Red);
        Assert.Equal(TimeSpan.FromMinutes(60), ServiceTimers.TraumaCt.Report.Red);
        Assert.Equal(TimeSpan.FromHours(24), ServiceTimers.TraumaCt.FinalRed);
        Assert.Equal(TimeSpan.FromMinutes(30), ServiceTimers.Frozen.Report.Red);
        Assert.Equal(TimeSpan.FromHours(48), ServiceTimers.Slide.Report.Green);
    }

    private static ByColour<TimeSpan> Of(int red, int yellow, int green) =>
        new(TimeSpan.FromMinutes(red), TimeSpan.FromMinutes(yellow), TimeSpan.FromMinutes(green));

    private static (int, double) Minutes(CaseTimer timer) => (timer.Percent, (timer.DueAt - Walk.Start).TotalMinutes);
}
