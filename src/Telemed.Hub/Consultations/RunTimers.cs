using Dapper;
using Npgsql;
using Telemed.Domain;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Hub.Notices;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Consultations;

/// <summary>
/// Takes timers that are due and does what the practice says follows. The case is locked first and its timer rows are
/// removed in the same transaction, so each rings once, on whichever hub comes first, also after a crash.
/// </summary>
internal sealed class RunTimers(CaseChanges changes, ReaderBook readers, ILogger<RunTimers> log)
{
    private const int CasesAtATime = 100;
    private const int AttemptsLimit = 20;

    private const string DueSql = """
        SELECT t.consultation_id FROM consultation_timer t
        WHERE t.due_at <= @now AND t.attempts < @attempts
        GROUP BY t.consultation_id ORDER BY min(t.due_at) LIMIT @limit
        """;

    private const string TryLockSql = $"""
        SELECT {CaseRecord.Columns}, {CaseRecord.FacilityColumns}
        FROM consultation c JOIN facility f ON f.id = c.facility_id
        WHERE c.id = @id
        FOR UPDATE OF c SKIP LOCKED
        """;

    private const string TakeSql = """
        DELETE FROM consultation_timer WHERE consultation_id = @id AND due_at <= @now RETURNING kind, due_at
        """;

    // Tried again later and later, so that one case that fails does not stand in front of all others.
    private const string FailedSql = """
        UPDATE consultation_timer SET attempts = attempts + 1,
            due_at = @now::timestamptz + (attempts + 1) * interval '30 seconds'
        WHERE consultation_id = @id AND due_at <= @now
        """;

    [method: ExplicitConstructor]
    private sealed record TimerRecord(string Kind, DateTimeOffset DueAt);

    /// <summary>Rings everything that is due now.</summary>
    /// <returns>How many consultations had something due that this hub took.</returns>
    internal async Task<int> Run(CancellationToken cancel)
    {
        IReadOnlyList<Guid> due;
        await using (var reading = await changes.Database.Read(cancel))
        {
            due = await reading.Rows<Guid>(
                DueSql, new { now = changes.Now, attempts = AttemptsLimit, limit = CasesAtATime }, cancel);
        }
        var taken = 0;
        foreach (var id in due)
        {
            try
            {
                if (await Ring(new ConsultationId(id), cancel)) taken++;
            }
            catch (Exception problem) when (IsOfTheCase(problem))
            {
                // One case that cannot be handled must not stop the clocks of all others.
                ConsultationLog.TimerFailed(log, id, problem);
                await using var work = await changes.Database.Begin(cancel);
                await work.Execute(FailedSql, new { id, now = changes.Now }, cancel);
                await work.Commit(cancel);
            }
        }
        return taken;
    }

    /// <summary>Whether a failure lies in what one case says, not in a database that is away or busy.</summary>
    internal static bool IsOfTheCase(Exception problem) => problem
        is not (OperationCanceledException or NpgsqlException or TimeoutException or IOException)
        or PostgresException { IsTransient: false };

    private async Task<bool> Ring(ConsultationId id, CancellationToken cancel)
    {
        await using var work = await changes.Database.Begin(cancel);
        if (await work.RowOrNone<CaseRecord>(TryLockSql, new { id = id.Value }, cancel) is not { } row) return false;
        var change = await changes.BeginByRule(work, row.ToCase(), cancel);
        var rang = await work.Rows<TimerRecord>(TakeSql, new { id = id.Value, now = change.Now }, cancel);
        if (rang.Count == 0) return false;
        var notices = new List<Notice>();
        foreach (var timer in rang.Select(each => TimerCode.Parse(each.Kind, each.DueAt)).OrderBy(each => each.DueAt))
            notices.AddRange(await Follow(change, timer, cancel));
        await change.Save(cancel);
        foreach (var notice in notices) await Tell(change, notice, cancel);
        await work.Commit(cancel);
        return true;
    }

    private async Task<IReadOnlyList<Notice>> Follow(CaseChange change, CaseTimer timer, CancellationToken cancel)
    {
        var its = change.Its;
        // The catalogue may have other minutes since the row was written: then the rule of now decides. What is due by
        // it rings, and what is not yet due is laid anew.
        var ruled = Timetable.Of(its, change.Step.Timers)
            .FirstOrDefault(each => each.Kind == timer.Kind && each.Percent == timer.Percent);
        if (ruled?.DueAt > change.Now)
        {
            ConsultationStore.AddTimers(change.Batch, its.Id, new TimerChanges([ruled], []));
            return [];
        }
        timer = ruled ?? timer;
        var tier = its.TargetTier ?? Tier.County;
        var result = Timeouts.OnTimeout(its, timer, change.Now, change.Step.Timers, tier);
        foreach (var command in result.Commands)
        {
            if (change.DoByRule(command) is not null) return [];
            await Place(change, command, cancel);
        }
        if (timer is { Kind: TimerKind.Report, Percent: 100 } && result.Notices.Length > 0)
            change.Step.Current = change.Step.Current with { IsBreached = true };
        return result.Notices;
    }

    private async Task Place(CaseChange change, Command command, CancellationToken cancel)
    {
        switch (command)
        {
            case Command.PassQuality:
                await Routing.ByRule(change, readers, cancel);
                break;
            case Command.Escalate:
            case Command.Route(null):
                await Routing.Widen(change, readers, cancel);
                break;
        }
    }

    private static async Task Tell(CaseChange change, Notice notice, CancellationToken cancel)
    {
        var parameters = notice.ByPhone ? new Dictionary<string, string> { ["byPhone"] = "true" } : null;
        var kind = TextCode.Of(notice.Kind);
        if (notice.To == Audience.Reader && change.Its.Holder is null && change.Step.Before.Its.Holder is { } former)
        {
            // The case has just been taken from the reader; that reader is told, not the next one.
            var batch = new StatementBatch(change.Work);
            TellPeople.Person(change.Work, batch, former, change.Its.Id, kind, change.Now, parameters);
            await batch.Run(cancel);
            return;
        }
        var told =
            await TellPeople.Audience(change.Work, notice.To, change.Its.Id, kind, change.Now, parameters, cancel);
        // Nobody is on duty: whoever may read it is told instead of no one.
        if (told == 0 && notice.To == Audience.OnCall)
            await TellPeople.Audience(change.Work, Audience.Pool, change.Its.Id, kind, change.Now, parameters, cancel);
    }
}

/// <summary>Looks every two seconds for timers and critical hops that are due.</summary>
internal sealed class TimerLoop(
    RunTimers timers, Reports.RunCriticalHops hops, HubOptions options, TimeProvider time, ILogger<TimerLoop> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Opens("jobs")) return;
        using var timer = new PeriodicTimer(Pause, time);
        while (await Wait(timer, stoppingToken))
        {
            try
            {
                while (await timers.Run(stoppingToken) > 0) await hops.Run(stoppingToken);
                await hops.Run(stoppingToken);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                // Mostly a database that is away. Whatever it is, the timers are rows and wait; the hub goes on.
                ConsultationLog.TimersWait(log, problem);
            }
        }
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
