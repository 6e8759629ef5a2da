using Telemed.Domain.Consultations;

namespace Telemed.Domain.Routing;

/// <summary>How a case that waits in a queue comes to its reader; a setting of each service (practice 2.2).</summary>
public enum RoutingMode
{
    /// <summary>Readers take the next case themselves.</summary>
    Pull,
    /// <summary>The hub gives it to the best of the ranking.</summary>
    Push,
    /// <summary>The hub gives it to the one whose last case of the service is the longest ago.</summary>
    RoundRobin,
}

/// <summary>A reader whom the hub might give a waiting case.</summary>
/// <param name="Reader">What routing knows of him.</param>
/// <param name="IsInPool">Whether the case waits at his hospital.</param>
/// <param name="HasPassed">
/// Whether he had the case or was shown it since it was sent or reopened: he let it lapse, gave it back or passed it
/// over, or it was taken from him.
/// </param>
/// <param name="LastGotAt">When he last took or was given a case of the service; null when that is not known.</param>
public sealed record Receiver(Candidate Reader, bool IsInPool, bool HasPassed, DateTimeOffset? LastGotAt);

/// <summary>Whom the hub gives a case of a service whose queue does not wait for readers to take.</summary>
public static class GivingRules
{
    /// <summary>How often the hub gives one case, from sending or reopening; after that it waits to be taken.</summary>
    public const int RoundsLimit = 3;

    /// <summary>Whether the hub may give the case now: it waits in a queue, and its clock runs.</summary>
    public static bool IsWaiting(Consultation its) => its.State.IsClaimable() && its.Clock.Pause is null;

    /// <summary>
    /// Whether a step asks who should have the case: it came into a queue or a wider one, or what decides has changed.
    /// </summary>
    /// <param name="its">The case after the step.</param>
    /// <param name="done">What was done in the step.</param>
    public static bool IsDue(Consultation its, IEnumerable<CommandKind> done) => IsWaiting(its) && done.Any(kind => kind
        is CommandKind.Route or CommandKind.Release or CommandKind.LeaseLost or CommandKind.Escalate
        or CommandKind.Reopen or CommandKind.Resume or CommandKind.ChangeService or CommandKind.ChangeColour);

    /// <summary>The reader who gets the case; null when it stays in the queue to be taken.</summary>
    /// <param name="mode">How the service's queue works.</param>
    /// <param name="its">The case.</param>
    /// <param name="rounds">How often the hub gave it already, since it was sent or reopened.</param>
    /// <param name="receivers">All readers that are known.</param>
    /// <remarks>
    /// Every refusal of the ranking counts, also those that the desk may set itself above: nobody answers for a choice
    /// that the hub makes. Of those whose last case is equally long ago the better of the ranking comes first.
    /// </remarks>
    public static Candidate? Choose(
        RoutingMode mode, RoutedCase its, int rounds, IReadOnlyCollection<Receiver> receivers)
    {
        if (rounds >= RoundsLimit) return null;
        var fit = receivers.Where(each => each is { IsInPool: true, HasPassed: false })
            .ToDictionary(each => each.Reader.Person);
        var ranked = RoutingRules.Rank(its, fit.Values.Select(each => each.Reader));
        return mode switch
        {
            RoutingMode.Pull => null,
            RoutingMode.Push => ranked.FirstOrDefault(),
            RoutingMode.RoundRobin =>
                ranked.OrderBy(reader => fit[reader.Person].LastGotAt ?? DateTimeOffset.MinValue).FirstOrDefault(),
        };
    }
}
