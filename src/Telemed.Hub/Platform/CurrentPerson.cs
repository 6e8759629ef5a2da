using System.Reflection;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Platform;

/// <summary>
/// The person who asks. A parameter of a use case; its reach is that of the permission the route names.
/// </summary>
internal sealed class CurrentPerson(PersonCaller caller, Permission? needed, string? address = null)
{
    public PersonId Id => caller.Id;
    public string Name => caller.Name;
    public SessionId SessionId => caller.Session;
    public IReadOnlyList<RoleAt> Roles => caller.Roles;

    /// <summary>The facilities over which this person may use the permission of this route.</summary>
    public Reach Reach { get; } = needed is { } permission ? caller.ReachFor(permission) : Reach.Nothing;

    /// <summary>The facilities over which this person may use another permission.</summary>
    public Reach ReachFor(Permission permission) => caller.ReachFor(permission);

    public bool Has(Permission permission) => caller.Has(permission);

    internal PersonCaller Caller => caller;

    /// <summary>This person for the audit trail: in the role that allows what is being done.</summary>
    public AuditActor Actor
    {
        get
        {
            var acting = Roles.FirstOrDefault(held => needed is not { } permission
                || AccessRules.ReachOf(held.Role, permission) != ReachKind.None);
            return new AuditActor
            {
                PersonId = Id.Value, Role = Roles.Count == 0 ? null : TextCode.Of(acting.Role),
                FacilityId = Roles.Count == 0 ? null : acting.Facility.Value, Address = address,
            };
        }
    }

    public static ValueTask<CurrentPerson?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (context.Caller is not PersonCaller caller)
            throw new Refusal(StatusCodes.Status403Forbidden, "people_only", "Only a person may do this.");
        return ValueTask.FromResult<CurrentPerson?>(new(caller, context.NeededPermission,
            context.Connection.RemoteIpAddress?.ToString()));
    }
}

/// <summary>The person or the device that asks, for routes that machines may use too.</summary>
internal sealed class CurrentCaller(Caller caller, Permission? needed, string? address = null)
{
    /// <summary>The person, when a person asks.</summary>
    public CurrentPerson? Person { get; } = caller is PersonCaller person ? new(person, needed, address) : null;

    public PersonId? PersonId => Person?.Id;

    /// <summary>The device, when a device asks.</summary>
    public DeviceId? DeviceId => (caller as DeviceCaller)?.Id;

    /// <summary>The device's facility; for a person the first one where a role is held.</summary>
    public FacilityId FacilityId => caller is DeviceCaller device ? device.Facility : caller.Roles[0].Facility;

    /// <summary>The facilities over which the caller may use the permission of this route.</summary>
    public Reach Reach { get; } = needed is { } permission ? caller.ReachFor(permission) : Reach.Nothing;

    public bool Has(Permission permission) => caller.Has(permission);

    /// <summary>The caller for the audit trail.</summary>
    public AuditActor Actor => Person?.Actor ?? new AuditActor
    {
        DeviceId = DeviceId?.Value, Role = TextCode.Of(Role.Device), FacilityId = FacilityId.Value, Address = address,
    };

    public static ValueTask<CurrentCaller?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (context.Caller is not { } caller)
            throw new Refusal(StatusCodes.Status401Unauthorized, "signed_out", "Sign in first.");
        return ValueTask.FromResult<CurrentCaller?>(new(caller, context.NeededPermission,
            context.Connection.RemoteIpAddress?.ToString()));
    }
}

/// <summary>Proof that the person gave a credential within the last minutes; asked for by what is final.</summary>
internal sealed record FreshCredential(DateTimeOffset ExpiresAt)
{
    internal const string Header = "X-Fresh-Credential";

    public static async ValueTask<FreshCredential?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        await Require(context);

    /// <summary>The proof a request brought, for the few use cases that ask for it only sometimes.</summary>
    /// <exception cref="Refusal">There is none, or it is too old.</exception>
    public static async ValueTask<FreshCredential> Require(HttpContext context)
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        var given = context.Request.Headers[Header].ToString();
        if (context.Caller is PersonCaller person && given.Length is > 0 and <= SecretText.LengthLimit)
        {
            var hash = SecretText.Hash(given);
            if (Matches(person, hash, time)) return new FreshCredential(person.FreshExpiresAt);
            // It may have been given a moment ago to another hub, after this one looked the person up.
            var callers = context.RequestServices.GetRequiredService<CallerLookup>();
            if (await callers.Again(person.Session, context.RequestAborted) is { } now && Matches(now, hash, time))
                return new FreshCredential(now.FreshExpiresAt);
        }
        throw new Refusal(StatusCodes.Status403Forbidden, "fresh_credential_needed",
            "This asks for a credential given within the last minutes.", "Enter your password or code again.");
    }

    private static bool Matches(PersonCaller person, byte[] hash, TimeProvider time) =>
        person.FreshHash is { } expected && person.FreshExpiresAt > time.GetUtcNow() && SecretText.Same(expected, hash);
}

/// <summary>Ends a request with a problem from a place that cannot return one, such as a parameter's binding.</summary>
internal sealed class Refusal(int status, string code, string detail, string? whatToDo = null) : Exception(detail)
{
    public int Status => status;
    public string Code => code;
    public string? WhatToDo => whatToDo;
}
