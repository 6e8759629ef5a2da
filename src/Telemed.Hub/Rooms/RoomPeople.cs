using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Storage;

namespace Telemed.Hub.Rooms;

/// <summary>The small things that change about somebody in a room.</summary>
internal static class RoomPeople
{
    private const string LadderSql =
        "UPDATE room_person SET ladder = @step WHERE room_id = @room AND person_id = @person";

    private const string HandSql =
        "UPDATE room_person SET hand_at = @at WHERE room_id = @room AND person_id = @person";

    private const string DevicesSql = """
        UPDATE room_person SET microphone = @microphone, camera = @camera WHERE room_id = @room AND person_id = @person
        """;

    private const string TestSql =
        "UPDATE room_person SET test = @test::jsonb WHERE room_id = @room AND person_id = @person";

    // Both sides: everybody who speaks and has not declined; with one alone there is no other side yet.
    private const string PassedSql = """
        SELECT count(*) >= 2 AND bool_and(coalesce((m.test ->> 'passed')::boolean, false)) FROM room_person m
        WHERE m.room_id = @room AND m.role <> 'listener' AND m.place IN ('invited', 'admitted', 'left')
        """;

    private const string LastLineSql = "SELECT sequence FROM room_view WHERE room_id = @room";

    internal static Task SetLadder(
        Work work, RoomId room, PersonId person, LadderStep step, CancellationToken cancel) =>
        work.Execute(
            LadderSql, new { room = room.Value, person = person.Value, step = TextCode.Of(step) }, cancel);

    internal static Task SetHand(
        Work work, RoomId room, PersonId person, DateTimeOffset? at, CancellationToken cancel) =>
        work.Execute(HandSql, new { room = room.Value, person = person.Value, at }, cancel);

    internal static Task SetDevices(
        Work work, RoomId room, PersonId person, bool microphone, bool camera, CancellationToken cancel) =>
        work.Execute(DevicesSql, new { room = room.Value, person = person.Value, microphone, camera }, cancel);

    internal static Task SetTest(Work work, RoomId room, PersonId person, string test, CancellationToken cancel) =>
        work.Execute(TestSql, new { room = room.Value, person = person.Value, test }, cancel);

    /// <summary>Whether both sides have tested camera, microphone and line.</summary>
    internal static Task<bool> AllPassed(Reading reading, RoomId room, CancellationToken cancel) =>
        reading.Row<bool>(PassedSql, new { room = room.Value }, cancel);

    internal static Task<int> LastLine(Reading reading, RoomId room, CancellationToken cancel) =>
        reading.RowOrNone<int>(LastLineSql, new { room = room.Value }, cancel);
}
