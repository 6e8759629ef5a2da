using Microsoft.AspNetCore.Http.HttpResults;

namespace Telemed.Hub.Platform;

/// <summary>Finds who asks, before limits are counted and permissions are checked.</summary>
internal sealed class CallerFinder(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, CallerLookup callers)
    {
        if (context.GetEndpoint() is not null && RequestCredential.Of(context.Request) is { } given)
            context.Caller = await callers.Find(given, context.RequestAborted);
        await next(context);
    }
}

/// <summary>Stands before every route: refuses forged writes, and checks what the route names.</summary>
internal sealed class AccessGate(RequestDelegate next)
{
    internal const string WriteHeader = "X-Telemed";

    public Task InvokeAsync(HttpContext context) =>
        // What is no route of ours is the framework's own answer, such as 405.
        context.GetEndpoint() is RouteEndpoint endpoint
        && Refuse(context, endpoint, RequestCredential.Of(context.Request)) is { } refusal
            ? refusal.ExecuteAsync(context)
            : next(context);

    private static ProblemHttpResult? Refuse(HttpContext context, Endpoint endpoint, RequestCredential? credential)
    {
        if (IsForged(context.Request, credential))
            return Problems.Answer(403, "forged",
                $"A write from a browser carries {WriteHeader}: 1 and comes from this site.");
        var access = endpoint.Metadata.GetMetadata<RouteAccess>();
        if (access is OpenToAll) return null;
        if (context.Caller is not { } caller)
        {
            // What a program sends instead of a session (RFC 9110 section 15.5.2); no browser opens a window for it.
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.Answer(401, "signed_out", "Sign in first.", "Your drafts are kept.");
        }
        if (caller is PersonCaller person && endpoint.Metadata.GetMetadata<BeforeEnrolment>() is null)
        {
            if (person.MustChangePassword)
                return Problems.Answer(403, "must_change_password", "Choose a password of your own first.");
            if (person.MustEnrol)
                return Problems.Answer(403, "must_enrol", "Set up your second factor first.");
        }
        return access switch
        {
            NeedsSignIn when caller is PersonCaller => null,
            NeedsPermission needs when caller.Has(needs.Permission)
                && (caller is PersonCaller || endpoint.Metadata.GetMetadata<DevicesToo>() is not null) => null,
            _ => Problems.Answer(403, "not_permitted", "Your roles do not allow this."),
        };
    }

    // A cookie travels by itself, so another site could make a browser send one; a key or a header of ours does not.
    private static bool IsForged(HttpRequest request, RequestCredential? credential)
    {
        var origin = request.Headers.Origin.ToString();
        var foreign = origin.Length > 0 && !string.Equals(origin, $"{request.Scheme}://{request.Host}",
            StringComparison.OrdinalIgnoreCase);
        if (credential is { FromCookie: false }) return false;
        if (request.HttpContext.WebSockets.IsWebSocketRequest) return foreign;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method))
            return false;
        if (credential is null && !request.Path.StartsWithSegments("/api/session")) return false;
        return foreign || request.Headers[WriteHeader] != "1";
    }
}
