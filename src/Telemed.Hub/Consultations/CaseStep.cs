using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Telemed.Domain;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;

namespace Telemed.Hub.Consultations;

/// <summary>One step's event with its place in the chain of the case.</summary>
internal sealed record ChainedEvent(ConsultationEvent Done, int Ordinal, byte[] PreviousHash, byte[] Hash);

/// <summary>
/// What one request or timer does to a consultation: one or more commands, decided by the domain, saved together.
/// Each command leaves its own event, chained by hash to the one before.
/// </summary>
internal sealed class CaseStep(
    Case before, Actor actor, DateTimeOffset now, ServiceTimers timers, DateTimeOffset? clientAt, string? device)
{
    private readonly List<ChainedEvent> events = [];

    internal Case Before { get; } = before;

    internal Case Current { get; set; } = before;

    internal Actor Actor { get; } = actor;

    internal DateTimeOffset Now { get; } = now;

    /// <summary>The clocks of the service that the case has now.</summary>
    internal ServiceTimers Timers { get; set; } = timers;

    /// <summary>The clocks by which the timers of the case stand before the step.</summary>
    internal ServiceTimers TimersBefore { get; } = timers;

    internal DateTimeOffset? ClientAt { get; } = clientAt;

    internal string? Device { get; } = device;

    internal IReadOnlyList<ChainedEvent> Events => events;

    internal Consultation Its => Current.Its;

    /// <summary>Applies a command; null when it was done, else why not.</summary>
    internal CommandOutcome? Do(Command command) => Do(command, Actor);

    /// <summary>Applies a command in the hub's own name.</summary>
    internal CommandOutcome? DoByRule(Command command) => Do(command, Actor.System);

    private CommandOutcome? Do(Command command, Actor who)
    {
        var outcome = Its.Apply(command, who, Its.Version, Now, Timers);
        if (outcome is not CommandOutcome.Accepted(var next, var done, _)) return outcome;
        var ordinal = Current.EventCount + 1;
        var hash = Hash(done, ordinal, Current.LastEventHash, ClientAt, Device);
        events.Add(new ChainedEvent(done, ordinal, Current.LastEventHash, hash));
        Current = Current with
        {
            Its = next,
            EventCount = ordinal,
            LastEventHash = hash,
            Milestones = Current.Milestones.After(done, next, Timers),
            ActionCode = command is Command.RecordAction(var action, _) ? TextCode.Of(action) : Current.ActionCode,
            IsBreached = Current.IsBreached || IsLate(done, next),
        };
        return null;
    }

    private bool IsLate(ConsultationEvent done, Consultation next) =>
        done.Kind == CommandKind.Sign && Timetable.ReportDueAt(next, Timers, Now) is { } due && Now > due;

    /// <summary>
    /// The hash of an event over the one before and everything it says; checked again by whoever audits.
    /// </summary>
    internal static byte[] Hash(
        ConsultationEvent done, int ordinal, byte[] previous, DateTimeOffset? clientAt, string? device)
    {
        var text = string.Join('\u001f',
            Convert.ToHexStringLower(previous), done.Consultation.Value.ToString("D"),
            ordinal.ToString(CultureInfo.InvariantCulture), Instant(done.At), Instant(clientAt),
            TextCode.Of(done.Kind), TextCode.Of(done.From), TextCode.Of(done.To),
            done.Actor.Person?.Value.ToString("D") ?? "",
            done.Actor.Role is { } role ? TextCode.Of(role) : "",
            done.Actor.Facility?.Value.ToString("D") ?? "", device ?? "", done.Reason ?? "", done.Text ?? "");
        return SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    // PostgreSQL keeps microseconds; what is hashed must be what can be read again.
    private static string Instant(DateTimeOffset? at) =>
        at is { } known ? known.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)
            : "";
}
