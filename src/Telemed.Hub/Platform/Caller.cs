using System.Collections.Frozen;
using Telemed.Domain;
using Telemed.Domain.Access;

namespace Telemed.Hub.Platform;

/// <summary>Identifies one log-in of one person.</summary>
internal readonly record struct SessionId(Guid Value);

/// <summary>Who sent a request, as found from its cookie or key. Kept for a few seconds, so it never changes.</summary>
internal abstract record Caller
{
    private static readonly Permission[] AllPermissions = Enum.GetValues<Permission>();

    private FrozenDictionary<Permission, Reach>? reaches;
    private string? keyText;

    public required IReadOnlyList<RoleAt> Roles { get; init; }

    /// <summary>The id under which limits and repeated requests are counted.</summary>
    public abstract Guid Key { get; }

    /// <summary>The same as text, made once: every request is counted under it.</summary>
    public string KeyText => keyText ??= Key.ToString();

    /// <summary>The facilities over which this caller may use a permission; nothing when it is not held.</summary>
    public Reach ReachFor(Permission permission) => Reaches.GetValueOrDefault(permission, Reach.Nothing);

    public bool Has(Permission permission) => Reaches.ContainsKey(permission);

    public IEnumerable<Permission> Permissions => Reaches.Keys;

    private FrozenDictionary<Permission, Reach> Reaches => reaches ??= AllPermissions
        .Select(permission => KeyValuePair.Create(permission, AccessRules.ReachOf(Roles, permission)))
        .Where(pair => !pair.Value.IsNothing)
        .ToFrozenDictionary();
}

/// <summary>A person who signed in.</summary>
internal sealed record PersonCaller : Caller
{
    public required SessionId Session { get; init; }
    public required PersonId Id { get; init; }
    public required string Name { get; init; }
    public required DateTimeOffset IdleExpiresAt { get; init; }
    public required DateTimeOffset AbsoluteExpiresAt { get; init; }
    public bool MustChangePassword { get; init; }
    public bool MustEnrol { get; init; }
    public byte[]? FreshHash { get; init; }
    public DateTimeOffset FreshExpiresAt { get; init; }
    public override Guid Key => Id.Value;
}

/// <summary>A machine with its own key, at one facility.</summary>
internal sealed record DeviceCaller : Caller
{
    public required DeviceId Id { get; init; }
    public required FacilityId Facility { get; init; }
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public override Guid Key => Id.Value;
}

internal static class CallerOfRequest
{
    private static readonly object Slot = new();

    extension(HttpContext context)
    {
        /// <summary>Who sent this request; null for somebody unknown.</summary>
        public Caller? Caller
        {
            get => context.Items.TryGetValue(Slot, out var found) ? (Caller?)found : null;
            set => context.Items[Slot] = value;
        }
    }
}
