using Npgsql;
using Telemed.Domain;
using Telemed.Domain.Clocks;
using Telemed.Domain.Rooms;
using Telemed.Hub.Live;
using Telemed.Hub.Notices;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Rooms;

/// <summary>
/// What happens in rooms by itself: those who fell silent are gone, a room that lost its people is interrupted, and a
/// clock that rings does what the practice says follows. Timers are rows: each rings once, on whichever hub is first.
/// </summary>
internal sealed class RunRoomClocks(RoomChanges changes, RoomSay say, ILogger<RunRoomClocks> log)
{
    /// <summary>A hub says of its people that they are there every ten seconds; after this long it is dead.</summary>
    internal static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(35);

    private static readonly TimeSpan LinksKept = TimeSpan.FromDays(1);
    private const int RoomsAtATime = 100;
    private const int AttemptsLimit = 20;

    private const string DueSql = """
        SELECT room_id FROM room_timer WHERE due_at <= @now AND attempts < @attempts
        GROUP BY room_id ORDER BY min(due_at) LIMIT @limit
        """;

    private const string TakeSql =
        "DELETE FROM room_timer WHERE room_id = @room AND due_at <= @now RETURNING kind";

    private const string FailedSql =
        "UPDATE room_timer SET attempts = attempts + 1 WHERE room_id = @room AND due_at <= @now";

    private const string LonelySql = """
        SELECT r.id FROM room r
        WHERE r.state IN ('live', 'degraded')
          AND NOT EXISTS (SELECT 1 FROM room_presence n WHERE n.room_id = r.id AND n.left_at > @since)
          AND (SELECT count(*) FROM room_presence n
               JOIN room_person m ON m.room_id = n.room_id AND m.person_id = n.person_id AND m.role <> 'listener'
               WHERE n.room_id = r.id AND n.left_at IS NULL AND (r.kind <> 'class' OR m.role = 'host'))
              < CASE r.kind WHEN 'class' THEN 1 ELSE 2 END
        LIMIT @limit
        """;

    private const string AllLeftSql = """
        SELECT NOT EXISTS (SELECT 1 FROM room_person m
                           WHERE m.room_id = @room AND m.role <> 'listener' AND m.place = 'admitted')
        """;

    private const string AbsentSql = """
        SELECT m.person_id FROM room_person m
        WHERE m.room_id = @room AND m.role <> 'listener' AND m.place IN ('invited', 'admitted', 'left')
          AND NOT EXISTS (SELECT 1 FROM room_presence n
                          WHERE n.room_id = m.room_id AND n.person_id = m.person_id AND n.left_at IS NULL)
        ORDER BY m.person_id LIMIT 20
        """;

    private const string ForgetLinksSql = "DELETE FROM room_link WHERE expires_at < @before";

    /// <summary>Rings what is due and settles what presence says.</summary>
    internal async Task Run(CancellationToken cancel)
    {
        await EndSilent(cancel);
        var since = changes.Now - TimeSpan.FromSeconds(changes.Options.InterruptedAfterSeconds);
        var lonely = await Find(LonelySql, new { since, limit = RoomsAtATime }, cancel);
        foreach (var room in lonely)
        {
            await Guarded(
                room, () => changes.RunByRule(room, change => Interrupt(change, cancel), cancel), cancel);
        }
        var due = await Find(
            DueSql, new { now = changes.Now, attempts = AttemptsLimit, limit = RoomsAtATime }, cancel);
        foreach (var room in due) await Guarded(room, () => Ring(room, cancel), cancel);
    }

    internal async Task ForgetLinks(CancellationToken cancel)
    {
        await using var work = await changes.Database.Begin(cancel);
        await work.Execute(ForgetLinksSql, new { before = changes.Now - LinksKept }, cancel);
        await work.Commit(cancel);
    }

    private async Task<IReadOnlyList<RoomId>> Find(string sql, object parameters, CancellationToken cancel)
    {
        await using var reading = await changes.Database.Read(cancel);
        return [.. (await reading.Rows<Guid>(sql, parameters, cancel)).Select(id => new RoomId(id))];
    }

    // One room that cannot be handled must not stop the clocks of all others.
    private async Task Guarded(RoomId room, Func<Task> step, CancellationToken cancel)
    {
        try
        {
            await step();
        }
        catch (Exception problem) when (problem is not OperationCanceledException
            && problem is not NpgsqlException { IsTransient: true })
        {
            RoomsLog.ClockFailed(log, room.Value, problem);
            await using var work = await changes.Database.Begin(cancel);
            await work.Execute(FailedSql, new { room = room.Value, now = changes.Now }, cancel);
            await work.Commit(cancel);
        }
    }

    private async Task EndSilent(CancellationToken cancel)
    {
        IReadOnlyList<PresenceStore.SilentRecord> gone;
        await using (var work = await changes.Database.Begin(cancel))
        {
            gone = await PresenceStore.EndSilent(work, changes.Now - SilentFor, cancel);
            await work.Commit(cancel);
        }
        foreach (var room in gone.GroupBy(each => each.RoomId))
            await changes.RunByRule(new RoomId(room.Key), change =>
            {
                foreach (var each in room) change.SayPerson(new PersonId(each.PersonId));
                return Task.FromResult(true);
            }, cancel);
    }

    private static async Task<bool> Interrupt(RoomChange change, CancellationToken cancel)
    {
        var speakers = await PresenceStore.Speakers(change.Work, change.Its.Id, cancel);
        if (!change.Its.IsMet || SettleRoom.HaveMet(change.Its.Kind, speakers)) return false;
        if (change.Do(RoomStep.Drop, RoomSide.System) is not null) return false;
        change.AddStateLine("interrupted");
        return true;
    }

    private async Task Ring(RoomId room, CancellationToken cancel)
    {
        var hasEnded = false;
        await changes.RunByRule(room, async change =>
        {
            var kinds = await change.Work.Rows<string>(TakeSql, new { room = room.Value, now = change.Now }, cancel);
            foreach (var kind in kinds.Select(TextCode.Parse<RoomTimerKind>)) await Follow(change, kind, cancel);
            hasEnded = !change.Its.IsOpen;
            return kinds.Count > 0;
        }, cancel);
        if (hasEnded) await say.Left(room, "ended");
    }

    private static async Task Follow(RoomChange change, RoomTimerKind kind, CancellationToken cancel)
    {
        switch (kind)
        {
            case RoomTimerKind.TestOpens:
                await TestDevices.TellUntested(change, "room_test_open", cancel);
                break;
            case RoomTimerKind.TestMissing:
                await TestDevices.TellUntested(change, "room_test_missing", cancel);
                break;
            case RoomTimerKind.Reply:
                change.AddStateLine("no_reply");
                await RingNext(change, kind, cancel);
                break;
            case RoomTimerKind.Waiting:
                change.Audit("room.no_show");
                if (await SpecialistIsThere(change, cancel))
                {
                    change.AddStateLine("sender_no_show");
                    await RingAgain(change, kind, cancel);
                    break;
                }
                change.AddStateLine("specialist_no_show");
                await RingNext(change, kind, cancel);
                break;
            case RoomTimerKind.SoftLimit:
                if (change.Its.Specialist is { } talking) OnCallChain.Tell(change, talking, "room_soft_limit");
                change.AddStateLine("soft_limit");
                break;
            case RoomTimerKind.Rejoin:
                await GiveUp(change, cancel);
                break;
            case RoomTimerKind.Note:
                await NoteOverdue(change, cancel);
                break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    // Then it is the clinic that is late, and nobody of the chain could help.
    private static async Task<bool> SpecialistIsThere(RoomChange change, CancellationToken cancel) =>
        change.Its.Specialist is { } specialist
        && (await PresenceStore.Speakers(change.Work, change.Its.Id, cancel))
            .Any(each => each.PersonId == specialist.Value);

    private static async Task RingAgain(RoomChange change, RoomTimerKind kind, CancellationToken cancel)
    {
        var absent = await change.Work.Rows<Guid>(AbsentSql, new { room = change.Its.Id.Value }, cancel);
        foreach (var person in absent.Select(id => new PersonId(id)))
        {
            OnCallChain.Tell(change, person, "room_ringing");
            LiveChanges.Changed(change.Work, LiveTopic.Rooms(person), "ringing", change.Its.Id.Value);
        }
        RestartClock(change, kind);
    }

    // As long as somebody is left to ring, the same clock runs again for that one.
    private static async Task RingNext(RoomChange change, RoomTimerKind kind, CancellationToken cancel)
    {
        if (await OnCallChain.Ring(change, cancel)) RestartClock(change, kind);
    }

    private static void RestartClock(RoomChange change, RoomTimerKind kind) =>
        RoomHistory.AddTimers(change.Batch, change.Its.Id,
            [new RoomTimer(kind, change.Now + change.Times.Waiting[change.Its.Colour])], []);

    // Whoever said goodbye was not cut off: then the talk was over, and nobody pressed the button.
    private static async Task GiveUp(RoomChange change, CancellationToken cancel)
    {
        var allLeft = await change.Work.Row<bool>(AllLeftSql, new { room = change.Its.Id.Value }, cancel);
        if (change.Do(allLeft ? RoomStep.End : RoomStep.Fail, RoomSide.System) is not null) return;
        change.EndReason = allLeft ? "done" : "tech_failure";
        await EndRoom.After(change, cancel);
        change.AddStateLine("ended", text: change.EndReason);
        if (!allLeft) change.AddStateLine("by_telephone");
        change.Audit("room.ended");
        if (allLeft || change.Consultation is not { } consultation) return;
        var parameters = new Dictionary<string, string> { ["roomId"] = change.Its.Id.Value.ToString("D") };
        foreach (var audience in new[] { Audience.Sender, Audience.Coordinator })
            await TellPeople.Audience(
                change.Work, audience, consultation, "room_failed", change.Now, parameters, cancel);
        if (change.Its.Specialist is { } specialist) OnCallChain.Tell(change, specialist, "room_failed");
    }

    private static async Task NoteOverdue(RoomChange change, CancellationToken cancel)
    {
        change.Audit("room.note_overdue");
        if (change.Its.Specialist is { } specialist)
        {
            OnCallChain.Tell(change, specialist, "room_note_overdue");
            LiveChanges.Changed(change.Work, LiveTopic.Rooms(specialist), "changed", change.Its.Id.Value);
        }
        if (change.Consultation is { } consultation)
            await TellPeople.Audience(change.Work, Audience.Coordinator, consultation, "room_note_overdue", change.Now,
                new Dictionary<string, string> { ["roomId"] = change.Its.Id.Value.ToString("D") }, cancel);
    }
}

/// <summary>Runs the clocks of rooms, and says of the people on this hub that they are still there.</summary>
internal sealed class RoomClockLoop(RunRoomClocks clocks, RoomChanges changes, LiveRooms rooms, LiveBackplane backplane,
    HubOptions options, TimeProvider time, ILogger<RoomClockLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SeenEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (seenAt, forgotAt) = (time.GetTimestamp(), time.GetTimestamp());
        using var timer = new PeriodicTimer(Pause, time);
        while (await Wait(timer, stoppingToken))
        {
            try
            {
                if (rooms.Count > 0 && time.GetElapsedTime(seenAt) >= SeenEvery)
                {
                    seenAt = time.GetTimestamp();
                    await Seen(stoppingToken);
                }
                if (!options.Opens("jobs")) continue;
                await clocks.Run(stoppingToken);
                if (time.GetElapsedTime(forgotAt) < ForgetEvery) continue;
                forgotAt = time.GetTimestamp();
                await clocks.ForgetLinks(stoppingToken);
            }
            catch (Exception problem) when (problem is NpgsqlException or TimeoutException or IOException)
            {
                // The database is away; clocks are rows and wait.
                RoomsLog.ClocksWait(log, problem);
            }
        }
    }

    private async Task Seen(CancellationToken cancel)
    {
        await using var work = await changes.Database.Begin(cancel);
        await PresenceStore.Seen(work, backplane.Node, changes.Now, cancel);
        await work.Commit(cancel);
    }

    private static async Task<bool> Wait(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
