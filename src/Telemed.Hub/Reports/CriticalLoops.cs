using System.Security.Cryptography;
using Npgsql;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Domain.Reports;
using Telemed.Hub.Consultations;
using Telemed.Hub.Notices;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Reports;

/// <summary>The relay of a critical value within the steps of its consultation.</summary>
internal static class CriticalLoops
{
    private const int FindingLimitChars = 500;

    /// <summary>What a reader calls critical: a code of the template or "other", and a few words.</summary>
    internal sealed record Finding(string? Code, string? Text);

    internal sealed record CodeRequest(string Code);

    /// <summary>
    /// Marks the case critical and rings the sender at once; nothing when it is marked already. A case that was opened
    /// again gets another relay beside the one that has ended.
    /// </summary>
    internal static IResult? Start(CaseChange change, Finding finding)
    {
        if (change.Its.IsCritical) return null;
        if (change.Do(new Command.MarkCritical()) is { } refusal) return refusal;
        var words = finding.Text is { Length: > 0 } text ? text[..Math.Min(text.Length, FindingLimitChars)] : "";
        var found = new CriticalLoop
        {
            Consultation = change.Its.Id,
            Finding = words,
            FoundAt = change.Now,
            FoundBy = change.Person?.Id,
            ReadBackCode = RandomNumberGenerator.GetInt32(100).ToString("00"),
        };
        var loop = found.Notify(CriticalHop.Sender, CriticalChannel.Screen, change.Now)
            is CriticalOutcome.Accepted(var told) ? told : found;
        CriticalLoopStore.AddStart(
            change.Batch, loop, finding.Code is { Length: > 0 } code ? code : "other", change.Now);
        TellPeople.Person(change.Work, change.Batch, change.Its.Sender, change.Its.Id, "critical_found", change.Now);
        return null;
    }

    /// <summary>The two digits are said back. True when they are right, or were before.</summary>
    internal static async Task<bool> ReadBack(CaseChange change, string code, CancellationToken cancel)
    {
        if (await CriticalLoopStore.Find(change.Work, change.Its.Id, cancel) is not { } loop) return false;
        if (loop.State >= CriticalState.ReadBack) return loop.ReadBackCode == code;
        var outcome = loop.ReadBack(change.Step.Actor.Person ?? default, code, change.Now);
        if (outcome is not CriticalOutcome.Accepted(var read)) return false;
        CriticalLoopStore.AddSave(change.Batch, read, change.Now);
        return true;
    }

    /// <summary>An action was recorded: the patient was reached, the action is logged, and the loop closes.</summary>
    internal static async Task Acted(CaseChange change, CancellationToken cancel)
    {
        if (await CriticalLoopStore.Find(change.Work, change.Its.Id, cancel) is not { } loop) return;
        var steps = loop.State == CriticalState.ReadBack ? Then(loop, at => at.ContactPatient(change.Now)) : loop;
        steps = Then(Then(steps, at => at.LogAction()), at => at.Close());
        CriticalLoopStore.AddSave(change.Batch, steps, change.Now);
        if (steps.IsSettled) change.DoByRule(new Command.SettleCritical());
    }

    /// <summary>Whoever was told says the two digits back before there is a signed report.</summary>
    [Answers<ConsultationView>]
    internal static Task<IResult> HandleReadBack(
        Guid id, CodeRequest request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        changes.RunReading(id, person, Permission.AnswerCritical, http, async change =>
        {
            if (!await ReadBack(change, request.Code ?? "", cancel))
            {
                return Problems.Answer(409, "wrong_read_back", "These are not the two digits that were read out.",
                    "Ask for them again and type them as heard.");
            }
            change.AlsoAudit("critical.read_back");
            change.TellReader("critical_read_back");
            return null;
        }, cancel);

    /// <summary>The patient was reached. From here on the loop rests.</summary>
    [Answers<ConsultationView>]
    internal static Task<IResult> HandleContact(
        Guid id, CurrentPerson person, HttpContext http, CaseChanges changes, CancellationToken cancel) =>
        Settle(id, person, Permission.AnswerCritical, http, changes, "critical.contacted",
            (loop, change) => loop.ContactPatient(change.Now), cancel);

    /// <summary>The on-call chief signs that nobody could reach the patient.</summary>
    [Answers<ConsultationView>]
    internal static Task<IResult> HandleUnreachable(
        Guid id, CurrentPerson person, FreshCredential fresh, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        Settle(id, person, Permission.DeclareUnreachable, http, changes, "critical.unreachable",
            (loop, _) => loop.SignUnreachable(person.Id), cancel);

    private static Task<IResult> Settle(
        Guid id, CurrentPerson person, Permission permission, HttpContext http, CaseChanges changes, string action,
        Func<CriticalLoop, CaseChange, CriticalOutcome> step, CancellationToken cancel) =>
        changes.RunReading(id, person, permission, http, async change =>
        {
            if (!change.Its.IsCritical
                || await CriticalLoopStore.Find(change.Work, change.Its.Id, cancel) is not { } loop)
                return Problems.Answer(409, "not_critical", "Nothing critical was found in this case.");
            if (step(loop, change) is not CriticalOutcome.Accepted(var settled))
            {
                return Problems.Answer(409, "critical_not_read_back", "The finding was not read back yet.",
                    "Read the two digits back first.");
            }
            CriticalLoopStore.AddSave(change.Batch, settled, change.Now);
            change.AlsoAudit(action);
            change.TellReader("critical_contacted");
            return change.DoByRule(new Command.SettleCritical());
        }, cancel);

    private static CriticalLoop Then(CriticalLoop loop, Func<CriticalLoop, CriticalOutcome> step) =>
        step(loop) is CriticalOutcome.Accepted(var next) ? next : loop;
}

/// <summary>Rings the next hop of every relay that is due; reading a message stops nothing, contact does.</summary>
internal sealed class RunCriticalHops(CaseChanges changes, ILogger<RunCriticalHops> log)
{
    private const int LoopsAtATime = 50;

    private const string DueSql = """
        SELECT consultation_id FROM critical_loop WHERE next_hop_at <= @now ORDER BY next_hop_at LIMIT @limit
        """;

    private const string LaterSql = """
        UPDATE critical_loop SET next_hop_at = @at WHERE consultation_id = @id AND next_hop_at IS NOT NULL
        """;

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMinutes(1);

    internal async Task<int> Run(CancellationToken cancel)
    {
        IReadOnlyList<Guid> due;
        await using (var reading = await changes.Database.Read(cancel))
            due = await reading.Rows<Guid>(DueSql, new { now = changes.Now, limit = LoopsAtATime }, cancel);
        foreach (var id in due)
        {
            try
            {
                await Ring(new ConsultationId(id), cancel);
            }
            catch (Exception problem) when (RunTimers.IsOfTheCase(problem))
            {
                // One relay that cannot be read must not silence all others.
                ConsultationLog.TimerFailed(log, id, problem);
                await using var work = await changes.Database.Begin(cancel);
                await work.Execute(LaterSql, new { id, at = changes.Now + TryAgainAfter }, cancel);
                await work.Commit(cancel);
            }
        }
        return due.Count;
    }

    private async Task Ring(ConsultationId id, CancellationToken cancel)
    {
        await using var work = await changes.Database.Begin(cancel);
        if (await ConsultationStore.Lock(work, id, cancel) is not { } found) return;
        if (await CriticalLoopStore.Find(work, id, cancel) is not { NextHopAt: { } at } loop
            || at > changes.Now) return;
        var hop = loop.NextHop;
        var channel = hop == CriticalHop.Sender ? CriticalChannel.Screen : CriticalChannel.Voice;
        if (loop.Notify(hop, channel, changes.Now) is not CriticalOutcome.Accepted(var rung)) return;
        var change = await changes.BeginByRule(work, found, cancel);
        CriticalLoopStore.AddSave(change.Batch, rung, change.Now);
        change.AlsoAudit("critical.hop");
        await change.Save(cancel);
        await TellPeople.Audience(work, AudienceOf(hop), id, "critical_unanswered", change.Now,
            new Dictionary<string, string> { ["hop"] = TextCode.Of(hop) }, cancel);
        await work.Commit(cancel);
    }

    private static Audience AudienceOf(CriticalHop hop) => hop switch
    {
        CriticalHop.Sender => Audience.Sender,
        CriticalHop.SendersBackup => Audience.SenderChain,
        CriticalHop.TownshipDuty => Audience.TownshipBackup,
        CriticalHop.CountyEmergencyDesk => Audience.Coordinator,
        CriticalHop.OnCallChief => Audience.OnCallChief,
    };
}
