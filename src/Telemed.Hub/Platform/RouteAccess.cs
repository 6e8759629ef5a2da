using Telemed.Domain.Access;

namespace Telemed.Hub.Platform;

/// <summary>Who may use a route. A route without this refuses everyone, and a house test fails for it.</summary>
internal abstract record RouteAccess;

/// <summary>Only who holds a permission, at any facility; the use case then looks within the caller's reach.</summary>
internal sealed record NeedsPermission(Permission Permission) : RouteAccess;

/// <summary>Anyone who signed in, for what concerns nobody else.</summary>
internal sealed record NeedsSignIn(string Why) : RouteAccess;

/// <summary>Anyone at all.</summary>
internal sealed record OpenToAll(string Why) : RouteAccess;

/// <summary>Devices may use the route too, when the access table gives them its permission.</summary>
internal sealed record DevicesToo;

/// <summary>Works while a temporary password is still to be changed or a second factor to be enrolled.</summary>
internal sealed record BeforeEnrolment;

internal static class RouteAccessExtensions
{
    extension(HttpContext context)
    {
        /// <summary>The permission that the matched route names; null for routes that name none.</summary>
        public Permission? NeededPermission =>
            context.GetEndpoint()?.Metadata.GetMetadata<NeedsPermission>()?.Permission;
    }

    extension<TBuilder>(TBuilder route) where TBuilder : IEndpointConventionBuilder
    {
        /// <summary>Names the permission this route needs.</summary>
        public TBuilder Needs(Permission permission) => route.WithMetadata(new NeedsPermission(permission));

        /// <summary>Lets devices with a key in as well.</summary>
        public TBuilder OrDevice() => route.WithMetadata(new DevicesToo());

        /// <summary>Lets everyone in who signed in, for a reason that a reader accepts.</summary>
        public TBuilder SignedIn(string why) => route.WithMetadata(new NeedsSignIn(why));

        /// <summary>Lets everyone in, for a reason that a reader accepts.</summary>
        public TBuilder Open(string why) => route.WithMetadata(new OpenToAll(why));

        /// <summary>Keeps working while a person still has to change a temporary password.</summary>
        public TBuilder EvenBeforeEnrolment() => route.WithMetadata(new BeforeEnrolment());
    }
}
