using System.Collections.Immutable;

namespace Telemed.Domain.Routing;

/// <summary>What routing knows of the case.</summary>
/// <param name="Sender">Who asks.</param>
/// <param name="Holder">Who has it now; null when it waits for anyone.</param>
/// <param name="PreviousReader">Who signed this patient's last report of the kind; null when nobody did.</param>
public sealed record RoutedCase(PersonId Sender, PersonId? Holder, PersonId? PreviousReader);

/// <summary>What routing knows of a reader.</summary>
public sealed record Candidate
{
    public required PersonId Person { get; init; }

    /// <summary>Whether he has the privilege to read the service.</summary>
    public required bool MayReadService { get; init; }

    /// <summary>Whether his hospital reads the service for the sender: by its tier, and near or paired.</summary>
    public required bool ReadsForSender { get; init; }

    /// <summary>Whether the roster has him on duty for the service's specialty now.</summary>
    public required bool IsOnShift { get; init; }

    /// <summary>Whether he passed a case of this patient on because he knows the patient.</summary>
    public bool HasConflict { get; init; }

    /// <summary>Other cases in hand now.</summary>
    public int InHand { get; init; }

    /// <summary>How many may be in hand at most.</summary>
    public required int Cap { get; init; }

    /// <summary>Whether the reader's hospital is paired with the sender's (counterpart assistance).</summary>
    public bool IsPairedHospital { get; init; }

    /// <summary>Tiers between sender and reader: county before city.</summary>
    public int TierDistance { get; init; }

    /// <summary>How far down the tree the hospitals of sender and reader lie together; greater is nearer.</summary>
    public int SharedPlaces { get; init; }

    /// <summary>Predicted reading time of what is in hand, in whole minutes.</summary>
    public int MinutesInHand { get; init; }

    /// <summary>Cases of a fair share minus cases read lately; greater means it is this reader's turn.</summary>
    public double FairnessDeficit { get; init; }
}

/// <summary>Why a reader does not come into question.</summary>
public enum RoutingRefusal
{
    NotThisService, IsSender, HasItAlready, OtherHospital, HasConflict, NotOnShift, CapReached,
}

/// <summary>What puts one reader before another.</summary>
public enum RoutingMerit
{
    PreviousReader, PairedHospital, FewerTiersAway, NearerHospital, FewerMinutes, FairShare,
}

/// <summary>
/// Who may read a case, and who should (routing score of practice 2.2). The hub keeps no dates of licences, no skills
/// beside the services and no languages that people report in, so these three of the practice's filters have no rule.
/// </summary>
public static class RoutingRules
{
    /// <summary>All that speaks against a reader, the gravest first; empty when he comes into question.</summary>
    public static IReadOnlyList<RoutingRefusal> Refuse(RoutedCase its, Candidate reader) =>
        [.. Rules(its, reader).Where(rule => rule.IsBroken).Select(rule => rule.Refusal)];

    /// <summary>
    /// Whether nobody may set himself above a refusal. The others are warnings: the desk may know better than the
    /// roster.
    /// </summary>
    public static bool IsWall(RoutingRefusal refusal) => refusal
        is RoutingRefusal.NotThisService or RoutingRefusal.IsSender or RoutingRefusal.HasItAlready;

    /// <summary>The readers who come into question, the best first.</summary>
    /// <remarks>
    /// In order: who read the patient before, paired hospital, fewer tiers away, fewer predicted minutes in hand, the
    /// greater fairness deficit; the person's id last, so that the order is always the same. Of one tier the nearer
    /// hospital comes first, as when a case is routed by rule. Colour and time left are the same for all readers of one
    /// case.
    /// </remarks>
    public static ImmutableArray<Candidate> Rank(RoutedCase its, IEnumerable<Candidate> readers) =>
    [
        .. readers.Where(reader => Refuse(its, reader).Count == 0)
            .Order(Comparer<Candidate>.Create((one, other) => Compare(its, one, other).Order)),
    ];

    /// <summary>What puts a reader before the next one; null when only the id does.</summary>
    public static RoutingMerit? Decides(RoutedCase its, Candidate better, Candidate next) =>
        Compare(its, better, next).Merit;

    private static IEnumerable<(RoutingRefusal Refusal, bool IsBroken)> Rules(RoutedCase its, Candidate reader) =>
    [
        (RoutingRefusal.NotThisService, !reader.MayReadService),
        (RoutingRefusal.IsSender, reader.Person == its.Sender),
        (RoutingRefusal.HasItAlready, reader.Person == its.Holder),
        (RoutingRefusal.OtherHospital, !reader.ReadsForSender),
        (RoutingRefusal.HasConflict, reader.HasConflict),
        (RoutingRefusal.NotOnShift, !reader.IsOnShift),
        (RoutingRefusal.CapReached, reader.InHand >= reader.Cap),
    ];

    private static (RoutingMerit? Merit, int Order) Compare(RoutedCase its, Candidate one, Candidate other)
    {
        (RoutingMerit Merit, int Order)[] merits =
        [
            (RoutingMerit.PreviousReader,
                (other.Person == its.PreviousReader).CompareTo(one.Person == its.PreviousReader)),
            (RoutingMerit.PairedHospital, other.IsPairedHospital.CompareTo(one.IsPairedHospital)),
            (RoutingMerit.FewerTiersAway, one.TierDistance.CompareTo(other.TierDistance)),
            (RoutingMerit.NearerHospital, other.SharedPlaces.CompareTo(one.SharedPlaces)),
            (RoutingMerit.FewerMinutes, one.MinutesInHand.CompareTo(other.MinutesInHand)),
            (RoutingMerit.FairShare, other.FairnessDeficit.CompareTo(one.FairnessDeficit)),
        ];
        foreach (var (merit, order) in merits)
        {
            if (order != 0) return (merit, order);
        }
        return (null, one.Person.Value.CompareTo(other.Person.Value));
    }
}
