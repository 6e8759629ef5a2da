using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Platform;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.Hub.Tests.Uploads;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Crash;

/// <summary>
/// A hub that is asked to stop while people work finishes what it has begun and loses nothing it said yes to.
/// </summary>
public sealed class GracefulStopTests(HubFixture hub) : IClassFixture<HubFixture>, IAsyncLifetime
{
    private const int Clerks = 8;
    private readonly DeskWorld desk = new(hub);

    public Task InitializeAsync() => PostgresCluster.WhyAbsent is null ? desk.Prepare() : Task.CompletedTask;

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresFact]
    public async Task What_was_accepted_is_there_and_what_was_running_is_answered()
    {
        var leaving = await hub.StartAnother();
        var accepted = new ConcurrentBag<Guid>();
        var broken = new ConcurrentBag<string>();
        using var stopped = new CancellationTokenSource();
        var clerks = Enumerable.Range(0, Clerks).Select(_ => Work(leaving, accepted, broken, stopped.Token)).ToArray();
        using var sender = await hub.SignIn("village-a", leaving);
        var slow = await SlowUpload(sender);
        await Task.Delay(TimeSpan.FromMilliseconds(700));
        var before = accepted.Count;

        var stop = leaving.DisposeAsync().AsTask();
        using var finished = await slow.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(System.Net.HttpStatusCode.NoContent, finished.StatusCode);
        await stop.WaitAsync(TimeSpan.FromSeconds(30));
        await stopped.CancelAsync();
        await Task.WhenAll(clerks);

        Assert.True(before > Clerks, $"only {before} requests were answered before the stop");
        var kept = await desk.Row<long>(
            "SELECT count(*) FROM patient WHERE id = ANY (@ids)", new { ids = accepted.ToArray() });
        Assert.Equal(accepted.Count, kept);
        // No answer was cut in the middle: a clerk got a whole answer or could not connect at all.
        Assert.Empty(broken);
    }

    private async Task Work(
        HubApp at, ConcurrentBag<Guid> accepted, ConcurrentBag<string> broken, CancellationToken stopped)
    {
        using var clerk = await hub.SignIn("village-a", at);
        while (!stopped.IsCancellationRequested)
        {
            var id = Guid.CreateVersion7();
            try
            {
                using var answer = await clerk.PostAsJsonAsync("/api/patients",
                    new { id, name = "停机试验", sex = "female", birthDate = "1970-01-01", confirmed = true },
                    CancellationToken.None);
                var body = await answer.Content.ReadAsStringAsync(CancellationToken.None);
                if (answer.IsSuccessStatusCode && JsonDocument.Parse(body).RootElement.Text("id") == id.ToString())
                    accepted.Add(id);
                else if ((int)answer.StatusCode != 503) broken.Add($"{(int)answer.StatusCode} {body}");
            }
            catch (HttpRequestException refused) when (refused.HttpRequestError is HttpRequestError.ConnectionError
                or HttpRequestError.ResponseEnded or HttpRequestError.Unknown)
            {
                // Connections end with the hub; a request whose answer never began was not accepted.
                return;
            }
        }
    }

    /// <summary>Sends a file byte by byte over two seconds, so that it is on its way while the hub stops.</summary>
    private static async Task<Task<HttpResponseMessage>> SlowUpload(HttpClient sender)
    {
        const int pieces = 20, pieceBytes = 1000;
        using var created = await new TusSender(sender).Create(pieces * pieceBytes + 100_000, "slow.pdf", null);
        var request = new HttpRequestMessage(HttpMethod.Patch, created.Headers.Location);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Offset", "0");
        request.Content = new SlowContent(pieces, pieceBytes);
        request.Content.Headers.ContentType = new("application/offset+octet-stream");
        return sender.SendAsync(request);
    }

    private sealed class SlowContent(int pieces, int pieceBytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            var piece = new byte[pieceBytes];
            "%PDF-1.7\n"u8.CopyTo(piece);
            for (var sent = 0; sent < pieces; sent++)
            {
                await stream.WriteAsync(piece);
                await stream.FlushAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = pieces * pieceBytes;
            return true;
        }
    }
}
