using System.Collections.Immutable;
using Dapper;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Consultations;

/// <summary>Reads and writes a consultation as the rules see it: under a row lock, one batch per step.</summary>
internal static class ConsultationStore
{
    /// <summary>
    /// Whether the person may read the service, signs it only after a review, and whether the reach meets the pool.
    /// </summary>
    internal const string QualifiedColumns = """
        EXISTS (SELECT 1 FROM person_privilege pp
                WHERE pp.person_id = @visiblePersonId AND pp.service_code = c.service_code) AS is_privileged,
        EXISTS (SELECT 1 FROM person_privilege pr WHERE pr.person_id = @visiblePersonId
                AND pr.service_code = c.service_code AND pr.needs_review) AS signs_after_review,
        EXISTS (SELECT 1 FROM facility qf WHERE qf.id = ANY (c.pool)
                AND (qf.id = ANY (@visibleFacilities) OR qf.path && @visibleBranches)) AS is_in_pool,
        (SELECT cardinality(qq.questions) FROM consultation_request qq
            WHERE qq.consultation_id = c.id) AS question_count
        """;

    private const string FindForUpdateSql = $"""
        SELECT {CaseRecord.Columns}, {CaseRecord.FacilityColumns}, {QualifiedColumns}
        FROM consultation c JOIN facility f ON f.id = c.facility_id
        WHERE c.id = @id AND {ConsultationAccess.VisibleSql}
        FOR UPDATE OF c
        """;

    private const string LockSql = $"""
        SELECT {CaseRecord.Columns}, {CaseRecord.FacilityColumns}
        FROM consultation c JOIN facility f ON f.id = c.facility_id
        WHERE c.id = @id
        FOR UPDATE OF c
        """;

    private const string UpdateSql = """
        UPDATE consultation SET
            colour = @colour, state = @state, state_since = @state_since, version = @version,
            service_code = @service_code, kind = @kind,
            sent_through_id = @sent_through_id, routed_to_id = @routed_to_id, pool = @pool,
            performer_facility_id = @performer_facility_id, target_tier = @target_tier, skill = @skill,
            reader_id = @reader_id, lease_until = @lease_until, author_id = @author_id, signed_by_id = @signed_by_id,
            second_reader_id = @second_reader_id, second_blind = @second_blind, asked_from = @asked_from,
                review_needed = @review_needed,
            sender_asked_again = @sender_asked_again, tie_break = @tie_break, critical = @critical,
            critical_settled = @critical_settled, quality_warning = @quality_warning, limited = @limited,
            unreviewed = @unreviewed, important_amendment = @important_amendment, returned_claims = @returned_claims,
            escalations = @escalations, action_code = @action_code, due_at = @due_at, due_kind = @due_kind,
            clock_started_at = @clock_started_at, promise_at = @promise_at, report_from = @report_from,
            queued_from = @queued_from, paused_since = @paused_since, pause_reason = @pause_reason,
            paused_ms = @paused_ms, paused_on_duty_ms = @paused_on_duty_ms, breached = @breached,
            submitted_at = @submitted_at, triaged_at = @triaged_at, queued_at = @queued_at, claimed_at = @claimed_at,
            opened_at = @opened_at, first_visible_at = @first_visible_at, signed_at = @signed_at,
            first_signed_at = @first_signed_at,
            first_signed_paused_ms = @first_signed_paused_ms, off_duty_to_queue_ms = @off_duty_to_queue_ms,
            off_duty_to_claim_ms = @off_duty_to_claim_ms, off_duty_to_report_ms = @off_duty_to_report_ms,
            delivered_at = @delivered_at, acknowledged_at = @acknowledged_at, acted_at = @acted_at,
            closed_at = @closed_at,
            event_count = @event_count, last_event_hash = @last_event_hash
        WHERE id = @id
        """;

    private const string InsertEventsSql = """
        INSERT INTO consultation_event (consultation_id, ordinal, at, client_at, kind, from_state, to_state, actor_id,
            actor_role, facility_id, device, reason_code, text, previous_hash, hash)
        SELECT @id, e.ordinal, @at, @client_at, e.kind, e.from_state, e.to_state, e.actor_id, e.actor_role,
            e.facility_id, @device, e.reason_code, e.text, e.previous_hash, e.hash
        FROM unnest(@ordinals, @kinds, @from_states, @to_states, @actors, @roles, @facilities, @reasons, @texts,
                    @previous_hashes, @hashes)
             AS e (ordinal, kind, from_state, to_state, actor_id, actor_role, facility_id, reason_code, text,
                   previous_hash, hash)
        """;

    private const string ClearTimersSql =
        "DELETE FROM consultation_timer WHERE consultation_id = @id AND kind = ANY (@kinds)";

    private const string SetTimersSql = """
        INSERT INTO consultation_timer (consultation_id, kind, due_at)
        SELECT @id, t.kind, t.due_at FROM unnest(@kinds, @due) AS t (kind, due_at)
        ON CONFLICT (consultation_id, kind) DO UPDATE SET due_at = excluded.due_at, attempts = 0
        """;

    private const string RenewLeaseSql = """
        UPDATE consultation SET lease_until = @lease_until WHERE id = @id
        """;

    /// <summary>The consultation within a reach, locked until the work ends; null when there is none to see.</summary>
    internal static async Task<Case?> FindForUpdate(
        Work work, CurrentPerson person, Permission permission, ConsultationId id, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person, permission);
        parameters.Add("id", id.Value);
        return (await work.RowOrNone<CaseRecord>(FindForUpdateSql, parameters, cancel))?.ToCase();
    }

    /// <summary>The consultation for the hub's own use, locked until the work ends.</summary>
    internal static async Task<Case?> Lock(Work work, ConsultationId id, CancellationToken cancel) =>
        (await work.RowOrNone<CaseRecord>(LockSql, new { id = id.Value }, cancel))?.ToCase();

    /// <summary>Adds everything a step changed to a batch.</summary>
    internal static void AddSave(StatementBatch batch, CaseStep step)
    {
        AddUpdate(batch, step);
        if (step.Events.Count > 0) AddEvents(batch, step);
        AddTimers(batch, step.Current.Its.Id, TimerChanges.Between(
            Timetable.Of(step.Before.Its, step.TimersBefore), Timetable.Of(step.Current.Its, step.Timers)));
    }

    /// <summary>Adds the first timers of a new draft to a batch.</summary>
    internal static void AddTimers(StatementBatch batch, ConsultationId id, TimerChanges changes)
    {
        if (changes.Clear.Length > 0)
            batch.Add(ClearTimersSql, ("id", id.Value), ("kinds", changes.Clear.Select(TimerCode.Of).ToArray()));
        if (changes.Set.Length == 0) return;
        batch.Add(SetTimersSql, ("id", id.Value), ("kinds", changes.Set.Select(TimerCode.Of).ToArray()),
            ("due", changes.Set.Select(timer => timer.DueAt.ToUniversalTime()).ToArray()));
    }

    /// <summary>Keeps a lease alive without a step: nothing about the case changed.</summary>
    internal static void AddLease(StatementBatch batch, Consultation its, ImmutableArray<CaseTimer> timers)
    {
        batch.Add(RenewLeaseSql, ("id", its.Id.Value), ("lease_until", its.LeaseUntil));
        AddTimers(batch, its.Id, new TimerChanges([.. timers.Where(timer => timer.Kind == TimerKind.Lease)], []));
    }

    private static void AddUpdate(StatementBatch batch, CaseStep step)
    {
        var (its, then) = (step.Current.Its, step.Current.Milestones);
        var clock = RunningClock.Of(its, step.Timers);
        batch.Add(UpdateSql,
            ("id", its.Id.Value), ("colour", TextCode.Of(its.Colour)), ("state", TextCode.Of(its.State)),
            ("state_since", its.StateSince), ("version", its.Version), ("service_code", its.ServiceCode),
            ("kind", TextCode.Of(its.Service)), ("sent_through_id", its.SentThrough?.Value),
            ("routed_to_id", its.RoutedTo?.Value), ("pool", step.Current.Pool),
            ("performer_facility_id", step.Current.Performer?.Value), ("target_tier", Code(its.TargetTier)),
            ("skill", its.Skill), ("reader_id", its.Holder?.Value), ("lease_until", its.LeaseUntil),
            ("author_id", its.Author?.Value), ("signed_by_id", its.SignedBy?.Value),
            ("second_reader_id", its.SecondReader?.Value), ("second_blind", its.IsBlind),
            ("asked_from", Code(its.AskedFrom)),
            ("review_needed", Code(its.ReviewNeeded)), ("sender_asked_again", its.SenderAskedAgain),
            ("tie_break", its.TieBreak), ("critical", its.IsCritical), ("critical_settled", its.IsCriticalSettled),
            ("quality_warning", its.HasQualityWarning), ("limited", its.IsLimited), ("unreviewed", its.IsUnreviewed),
            ("important_amendment", its.IsImportantAmendment), ("returned_claims", its.ReturnedClaims),
            ("escalations", its.Escalations), ("action_code", step.Current.ActionCode), ("due_at", clock?.DueAt),
            ("due_kind", clock?.Kind), ("clock_started_at", clock?.StartedAt),
            ("promise_at", Timetable.ReportDueAt(its, step.Timers, step.Now)), ("report_from", its.Clock.ReportFrom),
            ("queued_from", its.Clock.QueuedFrom), ("paused_since", its.Clock.PausedSince),
            ("pause_reason", Code(its.Clock.Pause)), ("paused_ms", (long)its.Clock.PausedTotal.TotalMilliseconds),
            ("paused_on_duty_ms", (long)its.Clock.PausedOnDuty.TotalMilliseconds),
            ("breached", step.Current.IsBreached), ("submitted_at", its.SubmittedAt), ("triaged_at", then.TriagedAt),
            ("queued_at", then.QueuedAt), ("claimed_at", then.ClaimedAt), ("opened_at", then.OpenedAt),
            ("first_visible_at", then.FirstVisibleAt), ("signed_at", its.SignedAt),
            ("first_signed_at", then.FirstSignedAt), ("first_signed_paused_ms", then.FirstSignedPausedMs),
            ("off_duty_to_queue_ms", (long)then.OffDuty.ToQueue.TotalMilliseconds),
            ("off_duty_to_claim_ms", (long)then.OffDuty.ToClaim.TotalMilliseconds),
            ("off_duty_to_report_ms", (long)then.OffDuty.ToReport.TotalMilliseconds),
            ("delivered_at", then.DeliveredAt), ("acknowledged_at", then.AcknowledgedAt), ("acted_at", then.ActedAt),
            ("closed_at", its.ClosedAt), ("event_count", step.Current.EventCount),
            ("last_event_hash", step.Current.LastEventHash));
    }

    private static void AddEvents(StatementBatch batch, CaseStep step)
    {
        var events = step.Events;
        batch.Add(InsertEventsSql,
            ("id", step.Current.Its.Id.Value), ("at", step.Now), ("client_at", step.ClientAt), ("device", step.Device),
            ("ordinals", events.Select(each => each.Ordinal).ToArray()),
            ("kinds", events.Select(each => TextCode.Of(each.Done.Kind)).ToArray()),
            ("from_states", events.Select(each => TextCode.Of(each.Done.From)).ToArray()),
            ("to_states", events.Select(each => TextCode.Of(each.Done.To)).ToArray()),
            ("actors", events.Select(each => each.Done.Actor.Person?.Value).ToArray()),
            ("roles", events.Select(each => Code(each.Done.Actor.Role)).ToArray()),
            ("facilities", events.Select(each => each.Done.Actor.Facility?.Value).ToArray()),
            ("reasons", events.Select(each => each.Done.Reason).ToArray()),
            ("texts", events.Select(each => each.Done.Text).ToArray()),
            ("previous_hashes", events.Select(each => each.PreviousHash).ToArray()),
            ("hashes", events.Select(each => each.Hash).ToArray()));
    }

    private static string? Code<T>(T? value) where T : struct, Enum => value is { } named ? TextCode.Of(named) : null;
}
