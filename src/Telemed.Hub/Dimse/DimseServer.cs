using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Telemed.Dicom.Network;

namespace Telemed.Hub.Dimse;

/// <summary>
/// Listens for DICOM peers: plainly on the loopback address, with mutual TLS elsewhere. It owns its sockets, because
/// acknowledging at once must be asked for again after every read.
/// </summary>
internal sealed class DimseServer(DimseServices services) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    // Beyond the limit a few connections are still heard, so that they are told to come back later.
    private const int Turned = 8;
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim places = new(services.Options.Associations);
    private readonly SemaphoreSlim turnedAway = new(Turned);
    private readonly List<Socket> listeners = [];
    private readonly List<Task> accepting = [];

    /// <summary>The plain port that was bound; 0 when closed.</summary>
    public int Port { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var options = services.Options;
        if (options.Port != 0) Port = Listen(new IPEndPoint(IPAddress.Loopback, Math.Max(options.Port, 0)), null);
        if (options.TlsPort != 0) Listen(new IPEndPoint(IPAddress.IPv6Any, options.TlsPort), TlsOf(options));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        foreach (var listener in listeners) listener.Dispose();
        await Task.WhenAll(accepting);
    }

    public void Dispose()
    {
        stopping.Dispose();
        places.Dispose();
        turnedAway.Dispose();
    }

    private int Listen(IPEndPoint end, SslServerAuthenticationOptions? tls)
    {
        var listener = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (end.AddressFamily == AddressFamily.InterNetworkV6) listener.DualMode = true;
            listener.Bind(end);
            listener.Listen(128);
        }
        catch (SocketException failure)
        {
            // A second hub on one machine works without this door; its log says why.
            listener.Dispose();
            DimseLog.CannotListen(services.Log, failure, end.Port);
            return 0;
        }
        listeners.Add(listener);
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        DimseLog.Listening(services.Log, port);
        accepting.Add(Accept(listener, tls));
        return port;
    }

    private async Task Accept(Socket listener, SslServerAuthenticationOptions? tls)
    {
        while (!stopping.IsCancellationRequested)
        {
            Socket peer;
            try
            {
                peer = await listener.AcceptAsync(stopping.Token);
            }
            catch (Exception ended)
                when (ended is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
            if (await places.WaitAsync(TimeSpan.Zero, stopping.Token)) _ = Serve(peer, tls, places);
            else if (await turnedAway.WaitAsync(TimeSpan.Zero, stopping.Token)) _ = Serve(peer, tls, turnedAway);
            else peer.Dispose();
        }
    }

    private async Task Serve(Socket socket, SslServerAuthenticationOptions? tls, SemaphoreSlim place)
    {
        var isFull = place == turnedAway;
        try
        {
            var address = (socket.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "";
            await using var quick = new QuickAckStream(socket);
            if (tls is null)
            {
                await new DimseAssociation(services, quick, address, certified: null, isFull).Run(stopping.Token);
                return;
            }
            await using var secure = new SslStream(quick, leaveInnerStreamOpen: false);
            using (var hurry = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token))
            {
                hurry.CancelAfter(HandshakeTime);
                await secure.AuthenticateAsServerAsync(tls, hurry.Token);
            }
            var name = (secure.RemoteCertificate as X509Certificate2)?.GetNameInfo(X509NameType.SimpleName, false)
                ?? "";
            await new DimseAssociation(services, secure, address, certified: name, isFull).Run(stopping.Token);
        }
        catch (Exception ended)
            when (ended is OperationCanceledException or IOException or SocketException or AuthenticationException)
        {
            // The peer went away, did not prove who it is, or the hub stops.
        }
        catch (Exception failure)
        {
            DimseLog.Failed(services.Log, failure);
        }
        finally
        {
            place.Release();
        }
    }

    private static SslServerAuthenticationOptions TlsOf(DimseOptions options)
    {
        var authority = X509CertificateLoader.LoadCertificateFromFile(options.PeerAuthority);
        return new SslServerAuthenticationOptions
        {
            ServerCertificate = X509Certificate2.CreateFromPemFile(options.Certificate, options.CertificateKey),
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                IsSigned(certificate as X509Certificate2, authority),
        };
    }

    private static bool IsSigned(X509Certificate2? certificate, X509Certificate2 authority)
    {
        if (certificate is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
