using System.Net;
using System.Net.Sockets;

namespace Telemed.TestKit.Servers;

/// <summary>Ports that nobody uses at the moment of asking.</summary>
public static class FreePort
{
    /// <summary>A free TCP port on loopback.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
