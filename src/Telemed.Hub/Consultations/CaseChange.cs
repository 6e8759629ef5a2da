using System.Globalization;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Hub.Live;
using Telemed.Hub.Notices;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Consultations;

/// <summary>A change of one consultation under way: the locked case, the step, and what goes with it.</summary>
internal sealed class CaseChange(Work work, CaseStep step, CurrentPerson? person, GivingQueues queues)
{
    private readonly List<(Audience Audience, string Kind, (Audience Audience, string Kind)? Nobody)> told = [];
    private string? audited;

    internal Work Work { get; } = work;

    internal CaseStep Step { get; } = step;

    /// <summary>Who asked; null when a timer rang.</summary>
    internal CurrentPerson? Person { get; } = person;

    /// <summary>More statements for the same round trip as the step itself.</summary>
    internal StatementBatch Batch { get; } = new(work);

    internal Consultation Its => Step.Its;

    internal DateTimeOffset Now => Step.Now;

    /// <summary>Applies a command for the person; null when it was done, else the refusal to answer.</summary>
    internal IResult? Do(Command command) => Step.Do(command) is { } refused ? StepProblems.Answer(refused) : null;

    /// <summary>Applies a command in the hub's own name.</summary>
    internal IResult? DoByRule(Command command) =>
        Step.DoByRule(command) is { } refused ? StepProblems.Answer(refused) : null;

    /// <summary>Tells the sender, unless the sender is the one who acts.</summary>
    internal void TellSender(string kind)
    {
        if (Its.Sender != Person?.Id) TellPeople.Person(Work, Batch, Its.Sender, Its.Id, kind, Now);
    }

    /// <summary>Tells whoever has the case, unless that one acts.</summary>
    internal void TellReader(string kind)
    {
        if ((Its.Holder ?? Its.SignedBy) is { } reader && reader != Person?.Id)
            TellPeople.Person(Work, Batch, reader, Its.Id, kind, Now);
    }

    /// <summary>
    /// Tells those who hold a part in the case as it stands after the step, or others when there is nobody.
    /// </summary>
    internal void TellAfterwards(Audience audience, string kind, (Audience Audience, string Kind)? nobody = null) =>
        told.Add((audience, kind, nobody));

    /// <summary>
    /// Saves the step with its events, timers and audit row in one round trip, and says what changed.
    /// </summary>
    /// <returns>How many rows the first statement of the batch touched.</returns>
    internal async Task<int> Save(CancellationToken cancel)
    {
        ConsultationStore.AddSave(Batch, Step);
        await queues.Follow(this, cancel);
        if (Step.Events.Count > 0 || audited is not null) Batch.Add(AuditLog.Statement(AuditOf(), Now));
        var touched = await Batch.Run(cancel);
        foreach (var (audience, kind, nobody) in told)
        {
            var count = await TellPeople.Audience(Work, audience, Its.Id, kind, Now, null, cancel);
            if (count == 0 && nobody is { } others)
                await TellPeople.Audience(Work, others.Audience, Its.Id, others.Kind, Now, null, cancel);
        }
        if (WaitsRed(Its) && !WaitsRed(Step.Before.Its)) await CallReaders(cancel);
        SayChanged();
        return touched;
    }

    private static bool WaitsRed(Consultation its) => its.Colour == Colour.Red && its.State.IsClaimable();

    // Red is called out at once to every reader on shift; to the whole pool where the roster names none.
    private async Task CallReaders(CancellationToken cancel)
    {
        if (await TellPeople.Audience(Work, Audience.OnCall, Its.Id, "red_waits", Now, null, cancel) > 0) return;
        await TellPeople.Audience(Work, Audience.Pool, Its.Id, "red_waits", Now, null, cancel);
    }

    /// <summary>Names the change in the audit trail when no command of the domain does.</summary>
    internal void AlsoAudit(string action) => audited = action;

    private AuditEntry AuditOf()
    {
        var action = audited ?? $"consultation.{TextCode.Of(Step.Events[^1].Done.Kind)}";
        return AuditEntries.OfConsultation(
            action, Its.Id, Step.Current.Patient, Step.Actor, Step.ClientAt);
    }

    private void SayChanged()
    {
        var kind = Step.Events.Count > 0 ? TextCode.Of(Step.Events[^1].Done.Kind) : "changed";
        var (id, version) = (Its.Id.Value, Its.Version);
        LiveChanges.Changed(Work, LiveTopic.Consultation(Its.Id), kind, id, version);
        LiveChanges.Changed(Work, LiveTopic.Facility(Its.SentFrom), kind, id, version);
        // The facility above stands behind the sender's, and has the case in its lists: a township for its villages.
        if (Step.Current.FacilityPath is [.., var above, _])
            LiveChanges.Changed(Work, LiveTopic.Facility(new FacilityId(above)), kind, id, version);
        LiveChanges.Changed(Work, LiveTopic.Desk, kind, id, version);
        if (IsInQueues(Step.Before.Its.State) || IsInQueues(Its.State))
            LiveChanges.Changed(Work, LiveTopic.Queue, kind, id, version);
        if ((Its.Holder ?? Step.Before.Its.Holder) is { } reader)
            LiveChanges.Changed(Work, LiveTopic.Mine(reader), kind, id, version);
    }

    // What the list of a reader's queue shows: to claim, to review, to judge a second time, to decide as a third.
    private static bool IsInQueues(ConsultationState state) => state.IsClaimable() || state
        is ConsultationState.ReviewPending or ConsultationState.Reviewed or ConsultationState.SecondOpinion;
}

/// <summary>Runs changes: load within reach under a lock, decide, save, audit, commit, answer.</summary>
internal sealed class CaseChanges(
    Database database, TimeProvider time, ServiceBook services, GivingQueues queues)
{
    private const int DeviceLimitChars = 120;

    internal DateTimeOffset Now => Whole(time.GetUtcNow());

    internal Database Database { get; } = database;

    /// <summary>One change by a person, answered with the consultation as it stands then.</summary>
    /// <param name="id">The consultation.</param>
    /// <param name="person">Who asks.</param>
    /// <param name="permission">The permission that carries the change and its reach.</param>
    /// <param name="http">The request, for the client's clock, the device and the wish for a short answer.</param>
    /// <param name="decide">Applies commands; null when all were done, else the refusal.</param>
    /// <param name="cancel">Ends the waiting.</param>
    internal async Task<IResult> RunReading(
        Guid id, CurrentPerson person, Permission permission, HttpContext http,
        Func<CaseChange, Task<IResult?>> decide, CancellationToken cancel)
    {
        await using (var work = await Database.Begin(cancel))
        {
            var found = await ConsultationStore.FindForUpdate(work, person, permission, new ConsultationId(id), cancel);
            if (found is null) return Problems.NotFound();
            var change = await Begin(work, found, person, permission, http, cancel);
            if (await decide(change) is { } refusal) return refusal;
            await change.Save(cancel);
            await work.Commit(cancel);
            if (WantsLittle(http)) return Little(http, change.Its);
        }
        return await ViewConsultation.Answer(this, person, id, StatusCodes.Status200OK, cancel);
    }

    /// <summary>The same for what is decided without asking the database again.</summary>
    internal Task<IResult> Run(
        Guid id, CurrentPerson person, Permission permission, HttpContext http, Func<CaseChange, IResult?> decide,
        CancellationToken cancel) =>
        RunReading(id, person, permission, http, change => Task.FromResult(decide(change)), cancel);

    internal async Task<CaseChange> Begin(
        Work work, Case found, CurrentPerson person, Permission permission, HttpContext http, CancellationToken cancel)
    {
        var timers = await TimersOf(found, cancel);
        var actor = Acting.As(person, permission, found);
        var step = new CaseStep(found, actor, Now, timers, ClientAt(http), Device(http));
        return new CaseChange(work, step, person, queues);
    }

    internal ValueTask<ServiceTimers> TimersOf(Case its, CancellationToken cancel) =>
        services.TimersOf(its.Its.ServiceCode, its.TimeZone, cancel);

    /// <summary>One change in the hub's own name.</summary>
    internal async Task<CaseChange> BeginByRule(Work work, Case found, CancellationToken cancel)
    {
        var timers = await TimersOf(found, cancel);
        return new CaseChange(work, new CaseStep(found, Actor.System, Now, timers, null, null), null, queues);
    }

    internal static bool WantsLittle(HttpContext http) =>
        http.Request.Headers["Prefer"].ToString().Contains("return=minimal", StringComparison.Ordinal);

    internal static IResult Little(HttpContext http, Consultation its)
    {
        http.Response.Headers["X-Version"] = its.Version.ToString(CultureInfo.InvariantCulture);
        return TypedResults.NoContent();
    }

    internal static DateTimeOffset? ClientAt(HttpContext http) =>
        DateTimeOffset.TryParse(
            http.Request.Headers["X-Client-Time"].ToString(), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? Whole(at) : null;

    internal static string? Device(HttpContext http)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        return agent.Length == 0 ? null : agent[..Math.Min(agent.Length, DeviceLimitChars)];
    }

    /// <summary>Cut to microseconds, as PostgreSQL keeps it: what is decided on must be what is read again.</summary>
    internal static DateTimeOffset Whole(DateTimeOffset at) =>
        at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerMicrosecond));
}
