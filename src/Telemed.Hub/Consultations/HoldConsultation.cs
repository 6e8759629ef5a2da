using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Consultations;

/// <summary>The holder opens the case; from here on reading counts.</summary>
internal static class OpenConsultation
{
    [Answers<ConsultationView>]
    internal static Task<IResult> Handle(
        Guid id, CurrentPerson person, HttpContext http, CaseChanges changes, CancellationToken cancel) =>
        changes.Run(id, person, Permission.WriteReport, http, change => Open(change), cancel);

    /// <summary>Opens what is claimed; what is being read already stays open.</summary>
    internal static IResult? Open(CaseChange change) =>
        change.Its.State == ConsultationState.Reading && change.Its.Holder == change.Person?.Id
            ? null
            : change.Do(new Command.Open());
}

/// <summary>The holder gives the case back, with a reason; the draft stays with the case.</summary>
internal static class ReleaseConsultation
{
    internal sealed record Request(string Reason);

    [Answers<ConsultationView>]
    internal static Task<IResult> Handle(
        Guid id, Request request, CurrentPerson person, HttpContext http, CaseChanges changes, CancellationToken cancel)
    {
        if (!TextCode.TryParse<ReleaseReason>(request.Reason, out var reason)
            || reason is ReleaseReason.NotOpened or ReleaseReason.LeaseLost)
            return Task.FromResult<IResult>(Problems.BadField("reason", "Giving back asks for a reason of the list."));
        return changes.Run(
            id, person, Permission.ClaimConsultation, http, change => change.Do(new Command.Release(reason)), cancel);
    }
}

/// <summary>The clock stands still for a coded reason, and runs on; the sender is told of both.</summary>
internal static class HoldClock
{
    internal sealed record Request(string Reason);

    internal static Task<IResult> Pause(
        Guid id, Request request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        TextCode.TryParse<PauseReason>(request.Reason, out var reason)
            ? changes.Run(id, person, Permission.PauseClock, http, change =>
                TalkConsultation.OpenIfClaimed(change) ?? Told(change, new Command.Pause(reason), "clock_paused"),
                    cancel)
            : Task.FromResult<IResult>(
                Problems.BadField("reason", "Stopping the clock asks for a reason of the list."));

    internal static Task<IResult> Resume(
        Guid id, CurrentPerson person, HttpContext http, CaseChanges changes, CancellationToken cancel) =>
        changes.Run(id, person, Permission.PauseClock, http,
            change => Told(change, new Command.Resume(), "clock_resumed"), cancel);

    private static IResult? Told(CaseChange change, Command command, string notice)
    {
        if (change.Do(command) is { } refusal) return refusal;
        change.TellSender(notice);
        change.TellReader(notice);
        return null;
    }
}

/// <summary>The holder is still there. Renews the lease without a step, so that nothing else notices.</summary>
internal static class RenewLease
{
    internal sealed record Response(DateTimeOffset? LeaseUntil);

    [Answers<Response>]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, HttpContext http, CaseChanges changes, CancellationToken cancel)
    {
        await using var work = await changes.Database.Begin(cancel);
        var found = await ConsultationStore.FindForUpdate(
            work, person, Permission.WriteReport, new ConsultationId(id), cancel);
        if (found is null) return Problems.NotFound();
        var change = await changes.Begin(work, found, person, Permission.WriteReport, http, cancel);
        // Only reading has a lease; whoever holds the case in another state keeps it without one.
        if (found.Its.State != ConsultationState.Reading && found.Its.Holder == person.Id)
            return TypedResults.Ok(new Response(null));
        if (Renew(change) is { } refusal) return refusal;
        await change.Batch.Run(cancel);
        await work.Commit(cancel);
        return TypedResults.Ok(new Response(change.Its.LeaseUntil));
    }

    /// <summary>Adds the renewal to the batch; the version and the history stay as they are.</summary>
    internal static IResult? Renew(CaseChange change)
    {
        var outcome = change.Its.Apply(
            new Command.RenewLease(), change.Step.Actor, change.Its.Version, change.Now, change.Step.Timers);
        if (outcome is not CommandOutcome.Accepted(var renewed, _, _)) return StepProblems.Answer(outcome);
        var kept = renewed with { Version = change.Its.Version };
        change.Step.Current = change.Step.Current with { Its = kept };
        ConsultationStore.AddLease(change.Batch, kept, Timetable.Of(kept, change.Step.Timers));
        return null;
    }
}
