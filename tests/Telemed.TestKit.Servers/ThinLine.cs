using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Telemed.TestKit.Servers;

/// <summary>
/// A line between a client and a server on this machine: with a rate that all connections share, a delay, and cuts. It
/// loses no packets and has no slow start; real lines are worse.
/// </summary>
public sealed class ThinLine : IAsyncDisposable
{
    private const int ChunkBytes = 4 * 1024;
    private const int ChunksWaiting = 64;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly HashSet<Socket> open = [];
    private readonly Uri target;
    private readonly Pipe up;
    private readonly Pipe down;
    private readonly TimeSpan delay;
    private readonly Task accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="target">The server.</param>
    /// <param name="downBitsPerS">Rate to the client, 0 for no limit.</param>
    /// <param name="upBitsPerS">Rate to the server, 0 for no limit.</param>
    /// <param name="roundTrip">Time there and back.</param>
    public ThinLine(Uri target, long downBitsPerS, long upBitsPerS, TimeSpan roundTrip)
    {
        (this.target, delay) = (target, roundTrip / 2);
        (down, up) = (new Pipe(downBitsPerS / 8), new Pipe(upBitsPerS / 8));
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = Accept();
    }

    /// <summary>Where a client connects.</summary>
    public Uri Address { get; }

    /// <summary>Bytes that left the client so far, those lost in cuts included.</summary>
    public long UpBytes => up.Bytes;

    /// <summary>Bytes that left the server so far.</summary>
    public long DownBytes => down.Bytes;

    /// <summary>Ends every connection at once, in the middle of whatever it carries.</summary>
    public void Cut()
    {
        Socket[] all;
        lock (gate) all = [.. open];
        foreach (var socket in all) Close(socket);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        stop.Dispose();
    }

    private async Task Accept()
    {
        while (!stop.IsCancellationRequested)
            try
            {
                var client = await listener.AcceptSocketAsync(stop.Token);
                client.NoDelay = true;
                _ = Carry(client);
            }
            catch (Exception over) when (
                over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
    }

    private async Task Carry(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        lock (gate) (_, _) = (open.Add(client), open.Add(server));
        try
        {
            // A handshake takes a round trip before the first byte.
            await Task.Delay(2 * delay, stop.Token);
            await server.ConnectAsync(target.Host, target.Port, stop.Token);
            await Task.WhenAny(Flow(client, server, up), Flow(server, client, down));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The line ends; whoever used it connects again.
        }
        Close(client);
        Close(server);
        lock (gate) (_, _) = (open.Remove(client), open.Remove(server));
    }

    private async Task Flow(Socket from, Socket to, Pipe pipe)
    {
        var waiting = Channel.CreateBounded<(byte[] Bytes, long Due)>(ChunksWaiting);
        var writing = Write(waiting.Reader, to);
        try
        {
            var buffer = new byte[ChunkBytes];
            while (await from.ReceiveAsync(buffer, SocketFlags.None, stop.Token) is > 0 and var count)
            {
                var free = pipe.Take(count);
                await Until(free, stop.Token);
                await waiting.Writer.WriteAsync(
                    (buffer[..count], free + (long)(delay.TotalSeconds * Stopwatch.Frequency)), stop.Token);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One end closed.
        }
        waiting.Writer.TryComplete();
        await writing;
    }

    private async Task Write(ChannelReader<(byte[] Bytes, long Due)> waiting, Socket to)
    {
        try
        {
            await foreach (var (bytes, due) in waiting.ReadAllAsync(stop.Token))
            {
                await Until(due, stop.Token);
                for (var sent = 0; sent < bytes.Length;)
                    sent += await to.SendAsync(bytes.AsMemory(sent), SocketFlags.None, stop.Token);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The other end closed; what waits is lost, as on a real line.
        }
    }

    private static Task Until(long timestamp, CancellationToken cancel)
    {
        var left = TimeSpan.FromSeconds((timestamp - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency);
        return left > TimeSpan.FromMilliseconds(0.5) ? Task.Delay(left, cancel) : Task.CompletedTask;
    }

    private static void Close(Socket socket)
    {
        try
        {
            socket.Close(0);
        }
        catch (ObjectDisposedException)
        {
            // Closed already.
        }
    }

    /// <summary>One direction: bytes leave one after the other, whichever connection they belong to.</summary>
    private sealed class Pipe(long bytesPerS)
    {
        private readonly Lock gate = new();
        private long free;
        private long bytes;

        public long Bytes => Interlocked.Read(ref bytes);

        public long Take(int count)
        {
            Interlocked.Add(ref bytes, count);
            var now = Stopwatch.GetTimestamp();
            if (bytesPerS == 0) return now;
            lock (gate) return free = Math.Max(now, free) + count * Stopwatch.Frequency / bytesPerS;
        }
    }
}
