using Telemed.Domain;
using Telemed.Domain.Consultations;
using Telemed.Domain.Routing;
using Telemed.Storage;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Consultations;

/// <summary>
/// What a step of a case does in a service whose queue gives its cases out: it remembers who got the case, and asks
/// for the job that gives it when it waits. Both ride in the step's transaction, so no case that came in is forgotten.
/// </summary>
internal sealed class GivingQueues(ServiceBook services, IJobOutbox jobs)
{
    internal async Task Follow(CaseChange change, CancellationToken cancel)
    {
        var its = change.Its;
        var got = its.Holder is null ? null : change.Step.Events.LastOrDefault(each =>
            each.Done.Kind is CommandKind.Claim or CommandKind.Reassign);
        var isDue = GivingRules.IsDue(its, change.Step.Events.Select(each => each.Done.Kind));
        if (got is null && !isDue) return;
        if (await services.Find(its.ServiceCode, cancel) is not { RoutingMode: not RoutingMode.Pull }) return;
        if (got is not null) GivingStore.AddTurn(change.Batch, got, its.Holder!.Value, its.ServiceCode);
        if (isDue) await jobs.Enqueue(change.Work, GiveCase.Request(its.Id), cancel);
    }
}

/// <summary>
/// The job that gives a waiting case to a reader, a moment after the step that brought it into the queue: whatever goes
/// wrong here, the case was sent and can be taken. Its payload is the case's id. Run twice it finds the case given.
/// </summary>
internal sealed class GiveCase(CaseChanges changes, ServiceBook services, RoutingOptions options) : IJobHandler
{
    private const string KindName = "consultation.give";

    public string Kind => KindName;

    // Some minutes of trying; after that the marks of the claim clock find somebody.
    public RetryPolicy Retry { get; } = RetryPolicy.Doubling(
        maxAttempts: 6, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1), timeout: TimeSpan.FromSeconds(30));

    internal static JobRequest Request(ConsultationId id) => new(KindName, id.Value.ToByteArray());

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var id = new ConsultationId(new Guid(run.Payload.Span));
        await using var work = await changes.Database.Begin(cancel);
        if (await ConsultationStore.Lock(work, id, cancel) is not { } found) return;
        if (!GivingRules.IsWaiting(found.Its)) return;
        var mode = (await services.Find(found.Its.ServiceCode, cancel))?.RoutingMode ?? RoutingMode.Pull;
        if (mode == RoutingMode.Pull) return;
        await GivingStore.OneAtATime(work, cancel);
        if (await Choose(work, found, mode, cancel) is not { } chosen) return;
        var change = await changes.BeginByRule(work, found, cancel);
        if (change.Step.DoByRule(new Command.Reassign(chosen.Candidate.Person, null)) is { } refused)
            throw new JobRefusedException($"Consultation {id.Value} could not be given: {refused.GetType().Name}.");
        Routing.Hand(change, chosen.Candidate.Person, chosen.Line.FacilityId);
        await change.Save(cancel);
        await work.Commit(cancel);
    }

    private async Task<WeighedReader?> Choose(Work work, Case found, RoutingMode mode, CancellationToken cancel)
    {
        var id = found.Its.Id;
        var its = await CandidateStore.FindCase(work, id, cancel);
        var weighed = await WeighReaders.Of(work, id, its, changes.Now, services, options, cancel);
        var remembered = await GivingStore.Find(
            work, id, found.Its.ServiceCode, [.. weighed.Readers.Keys.Select(person => person.Value)], cancel);
        var receivers = weighed.Readers.Values.Select(each => new Receiver(
            each.Candidate, found.Pool.Contains(each.Line.FacilityId), remembered.Passed.Contains(each.Line.PersonId),
            remembered.LastGotAt.TryGetValue(each.Line.PersonId, out var at) ? at : null)).ToArray();
        return GivingRules.Choose(mode, weighed.Case, remembered.Rounds, receivers) is { } chosen
            ? weighed.Readers[chosen.Person]
            : null;
    }
}
