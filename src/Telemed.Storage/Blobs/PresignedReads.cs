using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace Telemed.Storage.Blobs;

/// <summary>
/// Reads small parts of objects from an S3 server under addresses that are signed once and used for a while. A slide is
/// read by thousands of parts of some kilobytes, and signing each would cost several times what it brings.
/// </summary>
/// <param name="presign">Signs an address that holds for a time.</param>
/// <param name="time">Says when an address has had its time.</param>
internal sealed class PresignedReads(Func<string, TimeSpan, Task<Uri>> presign, TimeProvider time) : IDisposable
{
    private const int AddressesLimit = 4096;
    // Clocks differ, and a read that has begun must end.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1), UsedFor = TimeSpan.FromMinutes(40);
    // A server behind a name may move.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Signed> addresses = new(StringComparer.Ordinal);
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null,
        PooledConnectionLifetime = ConnectionLifetime,
    });

    private sealed record Signed(Uri Address, DateTimeOffset Until);

    /// <summary>
    /// True when the part was read whole, false when there is no such object or it ends before; null when the server
    /// answered anything else, and the part has to be asked for in the ordinary way, which knows how to try again.
    /// </summary>
    public async ValueTask<bool?> Read(string key, long offsetBytes, Memory<byte> into, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, await AddressOf(key));
        request.Headers.TryAddWithoutValidation("Range", string.Create(CultureInfo.InvariantCulture,
            $"bytes={offsetBytes}-{offsetBytes + into.Length - 1}"));
        try
        {
            using var answer = await http.SendAsync(request, cancel);
            if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable)
                return false;
            if (answer.StatusCode != HttpStatusCode.PartialContent) return null;
            if (answer.Content.Headers.ContentLength is { } length && length < into.Length) return false;
            await using var content = await answer.Content.ReadAsStreamAsync(cancel);
            await content.ReadExactlyAsync(into, cancel);
            return true;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            return null;
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => http.Dispose();

    private async ValueTask<Uri> AddressOf(string key)
    {
        var now = time.GetUtcNow();
        // A clock that was set back must not keep an address beyond its time.
        if (addresses.TryGetValue(key, out var known) && known.Until > now && known.Until <= now + UsedFor)
            return known.Address;
        if (addresses.Count >= AddressesLimit) addresses.Clear();
        var address = await presign(key, Lifetime);
        addresses[key] = new Signed(address, now + UsedFor);
        return address;
    }
}
