namespace Telemed.Domain.Rooms;

/// <summary>What became of a link that somebody followed.</summary>
public enum LinkUse
{
    Accepted,
    /// <summary>It belongs to somebody else, which its holder must not learn.</summary>
    NotYours, Used, Expired,
}

/// <summary>A link into one room for one person, good once and for a short time.</summary>
public sealed record JoinLink(RoomId Room, PersonId Person, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt)
{
    /// <summary>Whether a person may come in by it now.</summary>
    public LinkUse Follow(PersonId person, DateTimeOffset now) =>
        person != Person ? LinkUse.NotYours
        : UsedAt is not null ? LinkUse.Used
        : now >= ExpiresAt ? LinkUse.Expired
        : LinkUse.Accepted;
}
