using Telemed.Domain.Rooms;

namespace Telemed.Domain.Tests.Rooms;

public sealed class RoomTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
    private static readonly PersonId Specialist = new(Guid.NewGuid());
    private static readonly PersonId Clinician = new(Guid.NewGuid());

    private static RoomTimer[] Timers(Room room) => [.. RoomTimetable.Of(room, RoomTimes.OfPractice)];

    private static Room Of(
        Colour colour, RoomState state, DateTimeOffset? since = null, DateTimeOffset? planned = null) => new()
    {
        Id = RoomId.New(Start), Kind = RoomKind.Consult, Colour = colour, State = state, StateSince = since ?? Start,
        CreatedAt = Start, PlannedAt = planned, Specialist = Specialist, LiveAt = Start, EndedAt = Start,
        Consent = new RoomConsent(Start, Clinician, ConsentHow.Spoken, false),
    };

    // Practice 2.6: waiting red 3 min, else 10; note 30 min / 2 h / 24 h; rejoin 10 min.
    [Theory]
    [InlineData(Colour.Red, RoomState.Waiting, RoomTimerKind.Waiting, 3)]
    [InlineData(Colour.Yellow, RoomState.Waiting, RoomTimerKind.Waiting, 10)]
    [InlineData(Colour.Green, RoomState.Waiting, RoomTimerKind.Waiting, 10)]
    [InlineData(Colour.Red, RoomState.NoteDue, RoomTimerKind.Note, 30)]
    [InlineData(Colour.Yellow, RoomState.NoteDue, RoomTimerKind.Note, 120)]
    [InlineData(Colour.Green, RoomState.NoteDue, RoomTimerKind.Note, 1440)]
    [InlineData(Colour.Red, RoomState.Interrupted, RoomTimerKind.Rejoin, 10)]
    [InlineData(Colour.Green, RoomState.Live, RoomTimerKind.SoftLimit, 15)]
    public void A_clock_runs_as_the_practice_says(Colour colour, RoomState state, RoomTimerKind kind, int minutes) =>
        Assert.Equal([new RoomTimer(kind, Start.AddMinutes(minutes))], Timers(Of(colour, state)));

    [Fact]
    public void A_red_talk_has_no_limit() => Assert.Empty(Timers(Of(Colour.Red, RoomState.Live)));

    [Theory]
    [InlineData(RoomKind.Round)]
    [InlineData(RoomKind.Class)]
    public void Nobody_is_late_for_a_round_or_a_class_and_only_a_broken_one_has_a_clock(RoomKind kind)
    {
        foreach (var state in new[] { RoomState.Invited, RoomState.Waiting, RoomState.Live })
            Assert.Empty(Timers(Of(Colour.Green, state) with { Kind = kind }));
        Assert.Equal([new RoomTimer(RoomTimerKind.Rejoin, Start.AddMinutes(10))],
            Timers(Of(Colour.Green, RoomState.Interrupted) with { Kind = kind }));
    }

    // Practice 2.6: reply 50 % of lead time, test from 30 min before.
    [Fact]
    public void An_invitation_is_answered_in_half_of_its_lead_time_and_devices_are_tested_half_an_hour_before() =>
        Assert.Equal(
            [
                new RoomTimer(RoomTimerKind.Reply, Start.AddHours(2)),
                new RoomTimer(RoomTimerKind.TestOpens, Start.AddMinutes(210)),
                new RoomTimer(RoomTimerKind.TestMissing, Start.AddMinutes(230)),
            ], Timers(Of(Colour.Green, RoomState.Invited, planned: Start.AddHours(4))));

    [Fact]
    public void Nobody_is_asked_for_a_test_whose_time_had_begun_when_the_room_was_made_or_who_has_passed_it()
    {
        Assert.DoesNotContain(Timers(Of(Colour.Green, RoomState.Invited, planned: Start.AddMinutes(20))),
            timer => timer.Kind == RoomTimerKind.TestOpens);
        Assert.Equal([RoomTimerKind.Reply], Timers(Of(Colour.Green, RoomState.Ready, planned: Start.AddHours(4)))
            .Select(timer => timer.Kind));
    }

    [Fact]
    public void The_times_are_those_that_are_set()
    {
        var times = RoomTimes.OfPractice with { Rejoin = TimeSpan.FromMinutes(4) };
        Assert.Equal([new RoomTimer(RoomTimerKind.Rejoin, Start.AddMinutes(4))],
            RoomTimetable.Of(Of(Colour.Green, RoomState.Interrupted), times).AsEnumerable());
    }

    // The practice, section 2: changing the colour is a transition of its own; timers are recomputed with it.
    [Fact]
    public void A_room_that_turns_red_stays_where_it_stands_and_its_clock_begins_anew()
    {
        var waiting = Of(Colour.Yellow, RoomState.Waiting);
        var red = Assert.IsType<RoomOutcome.Accepted>(
            waiting.Do(RoomStep.TurnRed, RoomSide.Speaker, "red_call", Start.AddMinutes(5)));
        Assert.Equal((RoomState.Waiting, Colour.Red), (red.Room.State, red.Room.Colour));
        Assert.Equal((RoomState.Waiting, RoomState.Waiting, RoomStep.TurnRed),
            (red.Event.From, red.Event.To, red.Event.Step));
        Assert.Equal([new RoomTimer(RoomTimerKind.Waiting, Start.AddMinutes(8))], Timers(red.Room));
        Assert.IsType<RoomOutcome.NotFromHere>(
            red.Room.Do(RoomStep.TurnRed, RoomSide.Speaker, "red_call", Start.AddMinutes(6)));
    }

    [Fact]
    public void Whoever_comes_before_the_slot_waits_for_it_first() => Assert.Equal(
        [new RoomTimer(RoomTimerKind.Waiting, Start.AddMinutes(30))],
        Timers(Of(Colour.Green, RoomState.Waiting, planned: Start.AddMinutes(20))));

    [Theory]
    [InlineData(RoomRole.Host, RoomAct.Remove, true)]
    [InlineData(RoomRole.Speaker, RoomAct.Remove, false)]
    [InlineData(RoomRole.Speaker, RoomAct.Draw, true)]
    [InlineData(RoomRole.Listener, RoomAct.Draw, false)]
    [InlineData(RoomRole.Host, RoomAct.Recording, true)]
    [InlineData(RoomRole.Speaker, RoomAct.Recording, false)]
    [InlineData(RoomRole.Listener, RoomAct.Signal, false)]
    [InlineData(RoomRole.Listener, RoomAct.View, false)]
    [InlineData(RoomRole.Listener, RoomAct.Chat, true)]
    [InlineData(RoomRole.Listener, RoomAct.Hand, true)]
    public void A_role_may_do_what_its_part_is(RoomRole role, RoomAct act, bool may) =>
        Assert.Equal(may, RoomRules.May(role, act));

    [Fact]
    public void The_note_is_the_specialists_alone_whatever_the_role()
    {
        var room = Of(Colour.Green, RoomState.NoteDue);
        Assert.Null(RoomRules.Check(room, new(Specialist, RoomRole.Host, RoomPlace.Left), RoomAct.Sign));
        Assert.Equal(RoomRefusal.NotPermitted,
            RoomRules.Check(room, new(Clinician, RoomRole.Host, RoomPlace.Admitted), RoomAct.Sign));
    }

    [Fact]
    public void A_speaker_takes_the_lead_or_hands_over_his_own_but_takes_it_from_nobody_for_another()
    {
        var room = Of(Colour.Green, RoomState.Live) with { Leader = Specialist };
        var speaker = new RoomMember(Clinician, RoomRole.Speaker, RoomPlace.Admitted);
        Assert.Null(RoomRules.CheckLead(room, speaker, Clinician));
        Assert.Equal(RoomRefusal.NotLeader, RoomRules.CheckLead(room, speaker, null));
        Assert.Null(RoomRules.CheckLead(room with { Leader = Clinician }, speaker, null));
    }

    [Fact]
    public void A_link_opens_the_door_once_for_one_person_for_a_quarter_of_an_hour()
    {
        var link = new JoinLink(RoomId.New(Start), Clinician, Start + RoomTimes.OfPractice.Link, null);
        Assert.Equal(LinkUse.Accepted, link.Follow(Clinician, Start.AddMinutes(14)));
        Assert.Equal(LinkUse.Expired, link.Follow(Clinician, Start.AddMinutes(15)));
        Assert.Equal(LinkUse.Used, (link with { UsedAt = Start }).Follow(Clinician, Start.AddMinutes(1)));
        // Whose link it is, and whether it was used, is nobody else's business.
        Assert.Equal(LinkUse.NotYours, (link with { UsedAt = Start }).Follow(Specialist, Start.AddMinutes(1)));
    }

    [Theory]
    [InlineData(1, null, 0)]        // nobody before: at once
    [InlineData(1, 4.0, 6 * 60)]    // ten minutes a session, four gone
    [InlineData(3, 4.0, 26 * 60)]   // and two more sessions of ten minutes
    [InlineData(1, 25.0, 60)]       // overdue: any minute now
    public void The_wait_is_what_is_left_and_what_stands_before(int position, double? talkingMinutes, int seconds) =>
        Assert.Equal(seconds, (int)WaitEstimate.Of(
            position, talkingMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null, []).TotalSeconds);

    [Fact]
    public void The_wait_learns_from_the_specialists_own_sessions() => Assert.Equal(TimeSpan.FromMinutes(20),
        WaitEstimate.Of(2, null, [TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(30)]));

    [Fact]
    public void The_lowest_step_of_those_who_speak_is_the_rooms() => Assert.Equal(LadderStep.Audio,
        RoomRules.LowestOf([LadderStep.Video, LadderStep.Audio, LadderStep.Stills]));
}
