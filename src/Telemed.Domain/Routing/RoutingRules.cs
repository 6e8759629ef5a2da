using System.Collections.Immutable;

namespace Telemed.Domain.Routing;

/// <summary>What routing knows of the case.</summary>
/// <param name="Service">What it is about.</param>
/// <param name="Skill">The skill triage wants; null means any reader of the service.</param>
/// <param name="SentFrom">The sender's facility, at which the reader needs privileges.</param>
/// <param name="Sender">Who asks.</param>
/// <param name="Language">The language the report is wanted in; null means any.</param>
/// <param name="PreviousReader">Who read this patient last; null when nobody did.</param>
public sealed record RoutedCase(
    ServiceKind Service, string? Skill, FacilityId SentFrom, PersonId Sender, Language? Language,
    PersonId? PreviousReader);

/// <summary>What routing knows of a reader.</summary>
public sealed record Candidate
{
    public required PersonId Person { get; init; }
    public required ImmutableHashSet<ServiceKind> Services { get; init; }
    public ImmutableHashSet<string> Skills { get; init; } = [];
    public ImmutableHashSet<Language> Languages { get; init; } = [];
    public required bool HasLicence { get; init; }
    public required bool HasPrivilegesAtSender { get; init; }
    public required bool IsOnShift { get; init; }

    /// <summary>Whether there is a conflict of interest in this case.</summary>
    public bool HasConflict { get; init; }

    /// <summary>Cases in hand now.</summary>
    public int InHand { get; init; }

    /// <summary>How many may be in hand at most.</summary>
    public int Cap { get; init; } = 5;

    /// <summary>Whether the reader's hospital is paired with the sender's (counterpart assistance).</summary>
    public bool IsPairedHospital { get; init; }

    /// <summary>Tiers between sender and reader: county before city.</summary>
    public int TierDistance { get; init; }

    /// <summary>Predicted reading minutes of what is in hand.</summary>
    public double MinutesInHand { get; init; }

    /// <summary>Cases of a fair share minus cases read this month; greater means it is this reader's turn.</summary>
    public double FairnessDeficit { get; init; }
}

/// <summary>Why a reader does not come into question.</summary>
public enum RoutingRefusal
{
    NoLicence, NotThisService, NoSkill, NoPrivileges, NotOnShift, IsSender, HasConflict, CapReached, OtherLanguage,
}

/// <summary>Who may read a case, and who should (routing score of practice 2.2).</summary>
public static class RoutingRules
{
    /// <summary>The first hard rule a reader fails; null when he comes into question.</summary>
    public static RoutingRefusal? Refuse(RoutedCase its, Candidate reader) =>
        !reader.HasLicence ? RoutingRefusal.NoLicence
        : !reader.Services.Contains(its.Service) ? RoutingRefusal.NotThisService
        : its.Skill is { } skill && !reader.Skills.Contains(skill) ? RoutingRefusal.NoSkill
        : !reader.HasPrivilegesAtSender ? RoutingRefusal.NoPrivileges
        : !reader.IsOnShift ? RoutingRefusal.NotOnShift
        : reader.Person == its.Sender ? RoutingRefusal.IsSender
        : reader.HasConflict ? RoutingRefusal.HasConflict
        : reader.InHand >= reader.Cap ? RoutingRefusal.CapReached
        : its.Language is { } language && !reader.Languages.Contains(language) ? RoutingRefusal.OtherLanguage
        : null;

    /// <summary>The readers who come into question, the best first.</summary>
    /// <remarks>
    /// In order: who read the patient before, paired hospital, fewer tiers away, fewer predicted minutes in hand, the
    /// greater fairness deficit; the person's id last, so that the order is always the same.
    /// </remarks>
    public static ImmutableArray<Candidate> Rank(RoutedCase its, IEnumerable<Candidate> readers) =>
    [
        .. readers.Where(reader => Refuse(its, reader) is null)
            .OrderByDescending(reader => reader.Person == its.PreviousReader)
            .ThenByDescending(reader => reader.IsPairedHospital)
            .ThenBy(reader => reader.TierDistance)
            .ThenBy(reader => reader.MinutesInHand)
            .ThenByDescending(reader => reader.FairnessDeficit)
            .ThenBy(reader => reader.Person.Value),
    ];
}

/// <summary>A case's place in a queue: by colour, then the least time left, then the oldest.</summary>
public readonly record struct QueuePlace(Colour Colour, DateTimeOffset DueAt, DateTimeOffset QueuedAt)
    : IComparable<QueuePlace>
{
    /// <inheritdoc/>
    public int CompareTo(QueuePlace other) =>
        (Colour, DueAt, QueuedAt).CompareTo((other.Colour, other.DueAt, other.QueuedAt));

    public static bool operator <(QueuePlace left, QueuePlace right) => left.CompareTo(right) < 0;
    public static bool operator >(QueuePlace left, QueuePlace right) => left.CompareTo(right) > 0;
    public static bool operator <=(QueuePlace left, QueuePlace right) => left.CompareTo(right) <= 0;
    public static bool operator >=(QueuePlace left, QueuePlace right) => left.CompareTo(right) >= 0;
}
