using Telemed.Domain.Access;
using Telemed.Storage;

namespace Telemed.Hub.Platform;

internal static class PlatformRoutes
{
    public static void AddPlatform(this IServiceCollection services, IConfiguration configuration)
    {
        var limits = services.AddSettings<LimitOptions>(configuration, "Telemed:Limits");
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemMapping>();
        services.ConfigureHttpJsonOptions(json => HubJson.Apply(json.SerializerOptions));
        // A body that cannot be read says where, also outside a developer's machine.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        // After every slice has added its own types.
        services.PostConfigure<Microsoft.AspNetCore.Http.Json.JsonOptions>(json =>
            WholeBodies.Require(json.SerializerOptions));
        services.AddHubRateLimits(limits);
        services.AddApiDescription();
        services.AddSingleton<CallerLookup>();
        services.AddSingleton<HubMetrics>();
        services.AddHostedService(provider => provider.GetRequiredService<HubMetrics>());
    }

    public static void MapPlatform(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Text("alive\n"))
            .Open("a load balancer asks; it says nothing else");
        routes.MapGet("/health/ready", CheckReadiness.Handle)
            .Open("a load balancer asks; it names parts, not contents");
        routes.MapGet("/metrics", (HubMetrics metrics) =>
            TypedResults.Text(metrics.Write(), "text/plain; version=0.0.4"))
            .Needs(Permission.ViewSystem).OrDevice();
        routes.MapOpenApi("/openapi/v1.json").Open("a description of the interfaces holds no data");
    }
}

/// <summary>Whether this hub can do its work now, part by part.</summary>
internal static class CheckReadiness
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    internal sealed record Response(string Status, IReadOnlyDictionary<string, string> Parts);

    [Answers<Response>]
    internal static async Task<IResult> Handle(
        Database database, IEnumerable<IReadinessPart> parts, ILogger<Response> log, CancellationToken cancel)
    {
        var found = new Dictionary<string, string> { ["database"] = await Ask("database", log,
            c => AskDatabase(database, c), cancel) };
        foreach (var part in parts) found[part.Name] = await Ask(part.Name, log, part.Check, cancel);
        var ready = found.Values.All(state => state is "ok" or "off");
        return TypedResults.Json(new Response(ready ? "ready" : "not_ready", found), statusCode: ready ? 200 : 503);
    }

    private static async Task<string> AskDatabase(Database database, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        return await read.Row<int>("SELECT 1", null, cancel) == 1 ? "ok" : "wrong answer";
    }

    private static async Task<string> Ask(string name, ILogger log, Func<CancellationToken, Task<string>> ask,
        CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(Limit);
        try
        {
            return await ask(limited.Token);
        }
        catch (Exception problem) when (!cancel.IsCancellationRequested)
        {
            PlatformLog.Unhealthy(log, name, problem.GetType().Name);
            return "failing";
        }
    }
}

/// <summary>A part whose absence makes the hub unready: the object store, the print worker.</summary>
internal interface IReadinessPart
{
    string Name { get; }

    /// <summary>"ok", "off" when the part is not used here, or what is wrong in a word.</summary>
    Task<string> Check(CancellationToken cancel);
}
