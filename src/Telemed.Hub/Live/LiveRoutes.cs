using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Live;

internal static class LiveRoutes
{
    public static void AddLive(this IServiceCollection services)
    {
        services.AddSignalR(live =>
        {
            // An offer of audio and video with its candidates has some ten thousand characters.
            live.MaximumReceiveMessageSize = 32 * 1024;
            live.MaximumParallelInvocationsPerClient = 1;
            live.KeepAliveInterval = TimeSpan.FromSeconds(10);
            live.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
            live.AddFilter<LeftCallers>();
        }).AddJsonProtocol(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, LiveJson.Default));
        services.AddSingleton<LivePeers>();
        services.AddSingleton<LiveBackplane>();
        services.AddSingleton<HubLifetimeManager<LiveHub>>(provider => provider.GetRequiredService<LiveBackplane>());
        services.AddSingleton<IUserIdProvider, PersonUserId>();
        services.AddSingleton<LiveConnections>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveConnections>());
        services.AddHostedService<LiveRelay>();
    }

    // WebSockets only, without negotiation: any hub behind the load balancer may take the connection.
    public static void MapLive(this IEndpointRouteBuilder routes) =>
        routes.MapHub<LiveHub>("/live", door => door.Transports = HttpTransportType.WebSockets)
            .SignedIn("each topic asks for its own permission");
}

/// <summary>A live connection belongs to the person of its session.</summary>
internal sealed class PersonUserId : IUserIdProvider
{
    public string? GetUserId(HubConnectionContext connection) =>
        connection.GetHttpContext()?.Caller is PersonCaller person ? person.Id.Value.ToString("D") : null;
}
