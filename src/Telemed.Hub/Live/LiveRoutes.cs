using Microsoft.AspNetCore.Http.Connections;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Live;

internal static class LiveRoutes
{
    public static void AddLive(this IServiceCollection services)
    {
        services.AddSignalR(live =>
        {
            live.MaximumReceiveMessageSize = 16 * 1024;
            live.MaximumParallelInvocationsPerClient = 1;
            live.KeepAliveInterval = TimeSpan.FromSeconds(10);
            live.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
        }).AddJsonProtocol(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, LiveJson.Default));
        services.AddSingleton<LiveConnections>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveConnections>());
        services.AddHostedService<LiveRelay>();
    }

    // WebSockets only, without negotiation: any hub behind the load balancer may take the connection.
    public static void MapLive(this IEndpointRouteBuilder routes) =>
        routes.MapHub<LiveHub>("/live", door => door.Transports = HttpTransportType.WebSockets)
            .SignedIn("each topic asks for its own permission");
}
