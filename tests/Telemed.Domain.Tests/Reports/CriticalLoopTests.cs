using Telemed.Domain.Reports;

namespace Telemed.Domain.Tests.Reports;

public sealed class CriticalLoopTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    private static readonly PersonId Nurse = new(Guid.Empty);

    private static readonly CriticalLoop Found = new()
    {
        Consultation = new ConsultationId(Guid.Empty), Finding = "Torsades de pointes", FoundAt = Start, FoundBy = null,
        ReadBackCode = "47",
    };

    [Fact]
    public void The_relay_climbs_a_hop_every_five_minutes_and_stays_with_the_chief()
    {
        var loop = Found;
        var hops = new List<(CriticalHop, double)>();
        for (var hop = 0; hop < 6; hop++)
        {
            var at = loop.NextHopAt!.Value;
            hops.Add((loop.NextHop, (at - Start).TotalMinutes));
            loop = Done(loop.Notify(loop.NextHop, CriticalChannel.Voice, at));
        }
        Assert.Equal(
            [
                (CriticalHop.Sender, 0), (CriticalHop.SendersBackup, 5), (CriticalHop.TownshipDuty, 10),
                (CriticalHop.CountyEmergencyDesk, 15), (CriticalHop.OnCallChief, 20), (CriticalHop.OnCallChief, 25),
            ],
            hops);
    }

    [Fact]
    public void It_ends_with_the_patient_and_not_with_a_message_that_was_read()
    {
        var told = Done(Done(Found.Notify(CriticalHop.Sender, CriticalChannel.Sms, Start))
            .ReadBack(Nurse, "47", Start.AddMinutes(2)));
        Assert.NotNull(told.NextHopAt);
        Assert.IsType<CriticalOutcome.PatientNotReached>(told.Close());
        var reached = Done(told.ContactPatient(Start.AddMinutes(6)));
        Assert.Null(reached.NextHopAt);
        Assert.Equal(CriticalState.Closed, Done(Done(reached.LogAction()).Close()).State);
    }

    [Fact]
    public void Wrong_digits_are_no_read_back()
    {
        var notified = Done(Found.Notify(CriticalHop.Sender, CriticalChannel.Voice, Start));
        Assert.IsType<CriticalOutcome.WrongReadBack>(notified.ReadBack(Nurse, "74", Start));
    }

    [Fact]
    public void The_chief_may_sign_that_nobody_could_reach_the_patient()
    {
        var notified = Done(Found.Notify(CriticalHop.OnCallChief, CriticalChannel.Voice, Start));
        Assert.True(Done(notified.SignUnreachable(Nurse)).IsSettled);
    }

    private static CriticalLoop Done(CriticalOutcome outcome) =>
        Assert.IsType<CriticalOutcome.Accepted>(outcome).Loop;
}
