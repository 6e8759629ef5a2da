using FsCheck;
using FsCheck.Fluent;
using Telemed.Domain.Rooms;
using static Telemed.Domain.Rooms.RoomState;

namespace Telemed.Domain.Tests.Rooms;

public sealed class RoomPropertyTests
{
    private const int WalkLength = 40;
    private const int WalkCount = 300;
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    // The line of practice 2.6 with its side states, written down from the page, not from our table.
    private static readonly Dictionary<RoomState, RoomState[]> Next = new()
    {
        [Planned] = [Invited, Waiting, NoShow, Cancelled, Rescheduled],
        [Invited] = [Ready, Waiting, NoShow, Cancelled, Rescheduled],
        [Ready] = [Invited, Waiting, NoShow, Cancelled, Rescheduled],
        [Waiting] = [Live, NoShow, Cancelled, Rescheduled, TechFailure],
        [Live] = [Degraded, Interrupted, Ended, TechFailure],
        [Degraded] = [Live, Interrupted, Ended, TechFailure],
        [Interrupted] = [Live, Ended, TechFailure],
        [Ended] = [NoteDue, Closed],
        [NoteDue] = [Signed],
        [Signed] = [Closed],
        [Closed] = [],
        [NoShow] = [],
        [Rescheduled] = [],
        [Cancelled] = [],
        [TechFailure] = [],
    };

    [Fact]
    public void No_sequence_of_steps_reaches_an_illegal_state() => ForAllWalks((before, accepted) =>
    {
        var after = accepted.Room;
        Assert.Contains(after.State, accepted.Event.Step == RoomStep.TurnRed ? [before.State] : Next[before.State]);
        Assert.Equal(before.Version + 1, after.Version);
        Assert.Equal((before.State, after.State), (accepted.Event.From, accepted.Event.To));
        Assert.Equal(after.IsMet, after.State is Live or Degraded or Interrupted);
    });

    [Fact]
    public void Nothing_goes_live_before_the_patient_agreed() => ForAllWalks((_, accepted) =>
    {
        if (accepted.Room is { IsMet: true, NeedsConsent: true }) Assert.NotNull(accepted.Room.Consent);
    });

    [Fact]
    public void Only_a_consult_owes_a_note_and_only_its_specialist_signs_it() => ForAllWalks((before, accepted) =>
    {
        if (accepted.Room.State is NoteDue or Signed) Assert.Equal(RoomKind.Consult, accepted.Room.Kind);
        if (accepted.Event.Step == RoomStep.SignNote) Assert.Equal(NoteDue, before.State);
        Assert.Equal(accepted.Room.State == NoteDue || accepted.Room is { State: Ended, NeedsNote: true },
            accepted.Room.NoteDueAt(RoomTimes.OfPractice) is not null);
    });

    [Fact]
    public void A_room_turns_red_once_and_never_back() => ForAllWalks((before, accepted) =>
    {
        if (accepted.Event.Step == RoomStep.TurnRed)
            Assert.Equal((before.State, before.Colour == Colour.Red), (accepted.Room.State, false));
        else Assert.Equal(before.Colour, accepted.Room.Colour);
    });

    [Fact]
    public void Nobody_is_recorded_once_people_have_gone() => ForAllWalks((_, accepted) =>
        Assert.True(!accepted.Room.IsRecording || accepted.Room.State is Live or Degraded));

    [Fact]
    public void The_changes_of_each_step_keep_the_timer_rows_equal_to_the_timetable()
    {
        Dictionary<RoomTimerKind, RoomTimer>? rows = null;
        ForAllWalks((before, accepted) =>
        {
            if (before.Version == 1)
                rows = RoomTimetable.Of(before, RoomTimes.OfPractice).ToDictionary(timer => timer.Kind);
            var (set, clear) = RoomTimetable.Between(before, accepted.Room, RoomTimes.OfPractice);
            foreach (var kind in clear) Assert.True(rows!.Remove(kind));
            foreach (var timer in set) rows![timer.Kind] = timer;
            Assert.Equal(RoomTimetable.Of(accepted.Room, RoomTimes.OfPractice).OrderBy(timer => timer.Kind),
                rows!.Values.OrderBy(timer => timer.Kind));
        });
    }

    [Fact]
    public void What_a_member_may_do_never_goes_beyond_the_role()
    {
        foreach (var role in Enum.GetValues<RoomRole>())
        foreach (var place in Enum.GetValues<RoomPlace>())
        foreach (var state in Enum.GetValues<RoomState>())
        {
            var member = new RoomMember(new PersonId(Guid.NewGuid()), role, place);
            var room = Fresh(RoomKind.Consult, Colour.Green) with { State = state };
            foreach (var act in RoomRules.Allowed(room, member))
            {
                Assert.True(RoomRules.May(role, act));
                if (act == RoomAct.Recording)
                {
                    // Its last piece comes after the end.
                    Assert.True(place is RoomPlace.Admitted or RoomPlace.Left);
                    Assert.DoesNotContain(state, new[] { Planned, Invited, Cancelled });
                    continue;
                }
                Assert.Equal(RoomPlace.Admitted, place);
                Assert.True(room.IsOpen);
            }
        }
    }

    private static Room Fresh(RoomKind kind, Colour colour) => new()
    {
        Id = RoomId.New(Start), Kind = kind, Colour = colour, State = Planned, StateSince = Start, CreatedAt = Start,
    };

    // Mostly ways of the table, so that walks get far; now and then any step by any side.
    private static (RoomStep Step, RoomSide Side) Choose(Room room, int number)
    {
        var ways = RoomTransitions.All.Where(way => way.From == room.State).ToList();
        if (ways.Count > 0 && number % 4 != 0)
        {
            var way = ways[number / 4 % ways.Count];
            return (way.By, way.Who);
        }
        var steps = Enum.GetValues<RoomStep>();
        return (steps[number / 4 % steps.Length], (RoomSide)(1 << (number / 128 % 4)));
    }

    private static void ForAllWalks(Action<Room, RoomOutcome.Accepted> check)
    {
        var walks = Gen.Choose(0, 1_000_000).ListOf(WalkLength).ToArbitrary();
        Prop.ForAll(walks, numbers =>
        {
            var room = Fresh((RoomKind)(numbers[0] % 3), (Colour)(numbers[1] % 3));
            var now = Start;
            foreach (var number in numbers)
            {
                now += TimeSpan.FromSeconds(30);
                if (number % 5 == 0 && room.IsOpen)
                {
                    room = room with
                    {
                        Consent = new(now, default, ConsentHow.Spoken, Recording: true),
                        IsRecording = room.State == Live,
                    };
                }
                var (step, side) = Choose(room, number);
                if (room.Do(step, side, null, now) is not RoomOutcome.Accepted accepted) continue;
                check(room, accepted);
                room = accepted.Room;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(WalkCount));
    }
}
