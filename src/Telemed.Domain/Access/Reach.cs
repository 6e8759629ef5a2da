using System.Collections.Immutable;

namespace Telemed.Domain.Access;

/// <summary>How far a role's permission carries.</summary>
public enum ReachKind { None, OwnFacility, OwnBranch, WholeSystem }

/// <summary>A role that a person holds at a facility.</summary>
public readonly record struct RoleAt(Role Role, FacilityId Facility);

/// <summary>
/// The facilities over which somebody may use one permission. A record is inside when any facility that takes part
/// in it (the sender's, the proxy's, the reader's) is inside; what is outside does not exist for that person.
/// </summary>
public sealed class Reach
{
    /// <summary>Nothing at all.</summary>
    public static readonly Reach Nothing = new(wholeSystem: false, [], []);

    private Reach(bool wholeSystem, ImmutableHashSet<FacilityId> facilities, ImmutableHashSet<FacilityId> branches) =>
        (WholeSystem, Facilities, Branches) = (wholeSystem, facilities, branches);

    /// <summary>Whether every facility is inside.</summary>
    public bool WholeSystem { get; }

    /// <summary>Facilities that are inside by themselves, without what lies below them.</summary>
    public ImmutableHashSet<FacilityId> Facilities { get; }

    /// <summary>Facilities that are inside together with everything below them in the tree.</summary>
    public ImmutableHashSet<FacilityId> Branches { get; }

    /// <summary>Whether nothing is inside, that is, the permission is not held at all.</summary>
    public bool IsNothing => !WholeSystem && Facilities.IsEmpty && Branches.IsEmpty;

    /// <summary>Whether a facility is inside.</summary>
    /// <param name="pathFromRoot">The facility's place in the tree: its ancestors from the root, then itself.</param>
    public bool Covers(IReadOnlyList<FacilityId> pathFromRoot)
    {
        if (WholeSystem) return true;
        if (pathFromRoot.Count == 0) return false;
        return Facilities.Contains(pathFromRoot[^1]) || pathFromRoot.Any(Branches.Contains);
    }

    /// <summary>Whether any of the facilities that take part in a record is inside.</summary>
    public bool CoversAny(IEnumerable<IReadOnlyList<FacilityId>> pathsFromRoot) => pathsFromRoot.Any(Covers);

    internal Reach With(ReachKind kind, FacilityId facility) => kind switch
    {
        ReachKind.None => this,
        ReachKind.OwnFacility => new(WholeSystem, Facilities.Add(facility), Branches),
        ReachKind.OwnBranch => new(WholeSystem, Facilities, Branches.Add(facility)),
        ReachKind.WholeSystem => new(wholeSystem: true, Facilities, Branches),
    };
}
