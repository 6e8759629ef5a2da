using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Audit;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Consultations;

/// <summary>A reader takes a case out of the queue. Of two at once one wins; the other is told who has it.</summary>
internal static class ClaimConsultation
{
    [Answers<ConsultationView>]
    internal static Task<IResult> Handle(
        Guid id, CurrentPerson person, HttpContext http, CaseChanges changes, CancellationToken cancel) =>
        changes.Run(id, person, Permission.ClaimConsultation, http, change => Take(change, person), cancel);

    internal static IResult? Take(CaseChange change, CurrentPerson person)
    {
        // Claimed twice by the same reader, for example after a lost answer: it stays his.
        if (change.Its.Holder == person.Id && change.Its.State.IsHeld()) return null;
        if (change.Its.State.IsClaimable() && !(change.Step.Current is { IsPrivileged: true, IsInPool: true }))
            return Problems.Answer(403, "not_qualified", "This service or this queue is not yours to read.");
        if (change.Do(new Command.Claim()) is { } refusal)
        {
            return change.Its.State.IsHeld() || change.Its.State.IsAfterSigning()
                ? StepProblems.ClaimedByOther(change.Its.Holder ?? change.Its.SignedBy)
                : refusal;
        }
        Performs(change);
        change.TellSender("claimed");
        return null;
    }

    /// <summary>Where the reader works is where it is read: the figures by performing tier count from this.</summary>
    internal static void Performs(CaseChange change) =>
        change.Step.Current = change.Step.Current with { Performer = change.Step.Actor.Facility };
}

/// <summary>Gives the reader the most urgent case he is qualified for, and claims it in the same breath.</summary>
internal static class NextCase
{
    internal sealed record Skipped(Guid ConsultationId, string Reason);

    internal sealed record Request(Skipped? Skipped);

    private static readonly TimeSpan SkipLasts = TimeSpan.FromMinutes(30);

    private const string TakeSql = $"""
        SELECT {CaseRecord.Columns}, {CaseRecord.FacilityColumns}, true AS is_privileged, true AS is_in_pool
        FROM consultation c JOIN facility f ON f.id = c.facility_id
        WHERE {ConsultationLists.ClaimableSql} AND c.paused_since IS NULL
          AND NOT EXISTS (SELECT 1 FROM consultation_skip k
                          WHERE k.consultation_id = c.id AND k.person_id = @visiblePersonId AND k.skipped_at > @since)
        ORDER BY c.colour_rank, COALESCE(c.due_at, 'infinity'), c.id
        LIMIT 1
        FOR UPDATE OF c SKIP LOCKED
        """;

    private const string SkipSql = $"""
        INSERT INTO consultation_skip (consultation_id, person_id, reason, skipped_at)
        SELECT c.id, @visiblePersonId, @reason, @now FROM consultation c
        WHERE c.id = @skipped AND {ConsultationAccess.VisibleSql}
        ON CONFLICT (consultation_id, person_id) DO UPDATE SET reason = excluded.reason,
            skipped_at = excluded.skipped_at
        """;

    [Answers<ConsultationView>]
    internal static async Task<IResult> Handle(
        Request? request, CurrentPerson person, HttpContext http, CaseChanges changes, CancellationToken cancel)
    {
        Guid taken;
        await using (var work = await changes.Database.Begin(cancel))
        {
            if (request?.Skipped is { } skipped)
            {
                if (!TextCode.TryParse<SkipReason>(skipped.Reason, out _))
                    return Problems.BadField("skipped.reason", "Skipping asks for a reason of the list.");
                await Skip(work, skipped, person, changes.Now, cancel);
            }
            var parameters = ConsultationAccess.Parameters(person, Permission.ClaimConsultation);
            parameters.Add("since", changes.Now - SkipLasts);
            if (await work.RowOrNone<CaseRecord>(TakeSql, parameters, cancel) is not { } row)
            {
                await work.Commit(cancel);
                return TypedResults.NoContent();
            }
            var change = await changes.Begin(work, row.ToCase(), person, Permission.ClaimConsultation, http, cancel);
            if (ClaimConsultation.Take(change, person) is { } refusal) return refusal;
            await change.Save(cancel);
            await work.Commit(cancel);
            taken = row.Id;
        }
        return await ViewConsultation.Answer(changes, person, taken, 200, cancel);
    }

    private static async Task Skip(
        Work work, Skipped skipped, CurrentPerson person, DateTimeOffset now, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person, Permission.ViewQueue);
        parameters.Add("skipped", skipped.ConsultationId);
        parameters.Add("reason", skipped.Reason);
        parameters.Add("now", now);
        if (await work.Execute(SkipSql, parameters, cancel) == 0) return;
        var entry = person.Did("consultation.skipped", "consultation", skipped.ConsultationId,
            standardEvent: AuditEvents.OrderRecord, details: $$"""{"reason":"{{skipped.Reason}}"}""");
        await AuditLog.Append(work, entry, now, cancel);
    }
}
