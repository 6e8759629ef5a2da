using System.Net;
using System.Net.Sockets;

namespace Telemed.TestKit.Servers;

/// <summary>
/// A village line: a TCP proxy on loopback that passes so many bytes a second each way, or none at all.
/// </summary>
public sealed class ThrottledProxy : IAsyncDisposable
{
    /// <summary>A router's buffer: what is beyond waits at the sender.</summary>
    private const int PieceBytes = 1_200;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly HashSet<TcpClient> open = [];
    private readonly Lock gate = new();
    private readonly int targetPort;
    private readonly Task accepting;
    private volatile int bytesPerSecond;
    private volatile bool isCut;

    /// <summary>Starts to listen.</summary>
    /// <param name="targetPort">The port on loopback that it stands before.</param>
    public ThrottledProxy(int targetPort)
    {
        this.targetPort = targetPort;
        listener.Start();
        accepting = Accept();
    }

    /// <summary>Where it listens on loopback.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Kilobits a second each way of each connection; zero for no limit.</summary>
    public int LimitKbps
    {
        get => bytesPerSecond / 125;
        set => bytesPerSecond = value * 125;
    }

    /// <summary>Cuts every connection and lets none through until <see cref="Mend"/>.</summary>
    public void Cut()
    {
        isCut = true;
        lock (gate)
        {
            foreach (var client in open) client.Close();
            open.Clear();
        }
    }

    /// <summary>Lets connections through again.</summary>
    public void Mend() => isCut = false;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        ending.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true) _ = Pass(await listener.AcceptTcpClientAsync(ending.Token));
        }
        catch (Exception problem) when (
            problem is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy is closed.
        }
    }

    private async Task Pass(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            if (isCut) return;
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, targetPort, ending.Token);
                near.NoDelay = far.NoDelay = true;
                // Small buffers: a slow line must slow its sender, and not fill the memory of this machine.
                near.ReceiveBufferSize = far.ReceiveBufferSize = 8_192;
                lock (gate) open.UnionWith([near, far]);
                await Task.WhenAny(Copy(near.GetStream(), far.GetStream()), Copy(far.GetStream(), near.GetStream()));
            }
            catch (Exception problem) when (problem is OperationCanceledException or IOException or SocketException
                or ObjectDisposedException or InvalidOperationException)
            {
                // One side is gone; so is the other.
            }
            lock (gate)
            {
                open.Remove(near);
                open.Remove(far);
            }
        }
    }

    private async Task Copy(NetworkStream from, NetworkStream to)
    {
        var piece = new byte[PieceBytes];
        var allowance = 0.0;
        var lastMs = Environment.TickCount64;
        while (true)
        {
            var count = await from.ReadAsync(piece, ending.Token);
            if (count == 0) return;
            while (bytesPerSecond > 0)
            {
                var nowMs = Environment.TickCount64;
                allowance = Math.Min(allowance + bytesPerSecond * (nowMs - lastMs) / 1000.0, PieceBytes * 2);
                lastMs = nowMs;
                if (allowance >= count) break;
                await Task.Delay(Look, ending.Token);
            }
            allowance -= Math.Min(allowance, count);
            await to.WriteAsync(piece.AsMemory(0, count), ending.Token);
        }
    }
}
