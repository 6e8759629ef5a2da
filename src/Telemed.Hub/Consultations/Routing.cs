using Telemed.Domain;
using Telemed.Domain.Consultations;
using Telemed.Hub.Notices;

namespace Telemed.Hub.Consultations;

/// <summary>
/// Finds the readers of a case by the books: counterpart first, then the nearest, county before city.
/// </summary>
internal static class Routing
{
    /// <summary>Triages and routes by rule. When nobody reads the service here, the case stays with the desk.</summary>
    internal static async Task<IResult?> ByRule(CaseChange change, ReaderBook readers, CancellationToken cancel)
    {
        var pool = await readers.For(change.Its.ServiceCode, change.Step.Current.FacilityPath, cancel);
        if (pool.Count == 0) return null;
        var first = pool[0];
        if (change.Its.State == ConsultationState.Submitted
            && change.DoByRule(new Command.Triage(TextCode.Parse<Tier>(first.Tier), Skill: null)) is { } refusal)
            return refusal;
        return change.DoByRule(new Command.Route(new FacilityId(first.Id))) ?? Place(change, [first.Id], first.Id);
    }

    /// <summary>
    /// The pool of a case that waits for anyone: every facility that reads its service for the sender.
    /// </summary>
    internal static async Task<IResult?> Widen(CaseChange change, ReaderBook readers, CancellationToken cancel)
    {
        var pool = await readers.For(change.Its.ServiceCode, change.Step.Current.FacilityPath, cancel);
        var facilities = pool.Select(each => each.Id).Concat(change.Step.Current.Pool).Distinct().ToArray();
        return Place(change, facilities, change.Step.Current.Performer?.Value);
    }

    /// <summary>Records that a case was given to a reader, and where he reads it, and tells him.</summary>
    internal static void Hand(CaseChange change, PersonId reader, Guid facility)
    {
        Place(change, [.. change.Step.Current.Pool.Append(facility).Distinct()], facility);
        TellPeople.Person(change.Work, change.Batch, reader, change.Its.Id, "assigned", change.Now);
    }

    /// <summary>Records where a case waits now.</summary>
    internal static IResult? Place(CaseChange change, Guid[] pool, Guid? performer)
    {
        change.Step.Current = change.Step.Current with
        {
            Pool = pool,
            Performer = performer is { } known ? new FacilityId(known) : null,
        };
        return null;
    }
}
