using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Uploads;

/// <summary>
/// Sends a slide in parts over a line that is cut at random places, and over a restart of the hub, the way the page
/// does: it asks what is here, and goes on.
/// </summary>
internal sealed class CutUpload(HubProcess hub, string cookie, string path, int cuts, Random random)
{
    private const int TriesLimit = 2000;
    private readonly long fileBytes = new FileInfo(path).Length;
    private long sentBytes;

    /// <param name="FileBytes">Length of the file.</param>
    /// <param name="SentBytes">Bytes that left, those lost in cuts included; headers too.</param>
    /// <param name="Cuts">Cuts that were made, the restart included.</param>
    /// <param name="ReadableShare">Share of the file sent when the overview and 5x were whole.</param>
    /// <param name="IsSameHash">The hub's hash is the file's.</param>
    /// <param name="Took">From the first byte to the slide that is complete.</param>
    internal sealed record Result(long FileBytes, long SentBytes, int Cuts, double? ReadableShare, bool IsSameHash,
        TimeSpan Took)
    {
        public double SentAgain => (double)(SentBytes - FileBytes) / FileBytes;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{FileBytes / 1e6:F0} MB, {Cuts} cuts with one restart: {100 * SentAgain:F2} % sent again, "
            + $"overview and 5x whole after {100 * ReadableShare:F1} %, "
            + $"hash {(IsSameHash ? "agrees" : "DIFFERS")}, {Took.TotalSeconds:F0} s");
    }

    internal async Task<Result> Run(CancellationToken cancel)
    {
        await using var line = new ThinLine(hub.Address, 0, 0, TimeSpan.Zero);
        using var http = Client(line.Address);
        var clock = Stopwatch.StartNew();
        var cutAt =
            new Queue<long>(
                Enumerable.Range(1, cuts).Select(cut => cut * fileBytes / (cuts + 1) + random.Next(200_000)));
        var (restartAt, made, tries) = (fileBytes / 2, 0, 0);
        double? readable = null;
        var now = await Begin(http, cancel);
        var id = now.GetProperty("id").GetGuid();
        while (now.GetProperty("state").GetString() == "receiving" && tries++ < TriesLimit)
        {
            if (line.UpBytes > restartAt)
            {
                restartAt = long.MaxValue;
                await hub.KillHard(cancel);
                await hub.StartAgain(cancel);
                made++;
            }
            var cutNow = cutAt.Count > 0 && line.UpBytes >= cutAt.Peek() - now.GetProperty("partBytes").GetInt32();
            now = await Put(http, now, cutNow ? (line, random.NextDouble()) : null, cancel)
                ?? await Look(http, id, cancel);
            if (cutNow) (_, made) = (cutAt.Dequeue(), made + 1);
            readable ??= await ReadableShare(http, now, cancel);
        }
        sentBytes = line.UpBytes;
        return new Result(fileBytes, sentBytes, made, readable, await IsSame(http, id, cancel), clock.Elapsed);
    }

    private HttpClient Client(Uri address)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address };
        client.DefaultRequestHeaders.Add("X-Telemed", "1");
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        return client;
    }

    private async Task<JsonElement> Begin(HttpClient http, CancellationToken cancel)
    {
        using var begun =
            await http.PostAsJsonAsync("/api/uploads", new { fileName = "slide.svs", sizeBytes = fileBytes }, cancel);
        return await begun.Content.ReadFromJsonAsync<JsonElement>(cancel);
    }

    private async Task<JsonElement?> Put(HttpClient http, JsonElement now, (ThinLine Line, double Share)? cut,
        CancellationToken cancel)
    {
        var (id, partBytes) = (now.GetProperty("id").GetGuid(), now.GetProperty("partBytes").GetInt32());
        if (now.GetProperty("wanted").GetArrayLength() == 0) return null;
        var number = now.GetProperty("wanted")[0].GetInt32();
        var bytes = new byte[Math.Min(partBytes, fileBytes - (long)number * partBytes)];
        await using (var file = File.OpenRead(path))
        {
            file.Position = (long)number * partBytes;
            await file.ReadExactlyAsync(bytes, cancel);
        }
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/uploads/{id}/parts/{number}");
        request.Headers.Add("X-Part-Sha256", Convert.ToBase64String(SHA256.HashData(bytes)));
        var begun = now.GetProperty("begun").EnumerateArray()
            .FirstOrDefault(part => part.GetProperty("number").GetInt32() == number);
        if (begun.ValueKind == JsonValueKind.Object)
        {
            var offset = begun.GetProperty("bytes").GetInt32();
            request.Headers.Add("X-Part-Offset", offset.ToString(CultureInfo.InvariantCulture));
            bytes = bytes[offset..];
        }
        request.Content = cut is { } planned
            ? new CutContent(bytes, (int)(bytes.Length * planned.Share), planned.Line) : new ByteArrayContent(bytes);
        try
        {
            using var answer = await http.SendAsync(request, cancel);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>(cancel) : null;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static async Task<JsonElement> Look(HttpClient http, Guid id, CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
            try
            {
                return await http.GetFromJsonAsync<JsonElement>($"/api/uploads/{id}/parts", cancel);
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException && tries < 50)
            {
                await Task.Delay(100, cancel);
            }
    }

    private async Task<double?> ReadableShare(HttpClient http, JsonElement now, CancellationToken cancel)
    {
        if (now.GetProperty("slideId").ValueKind == JsonValueKind.Null) return null;
        try
        {
            var info =
                await http.GetFromJsonAsync<JsonElement>($"/api/slides/{now.GetProperty("slideId").GetGuid()}", cancel);
            var full = info.GetProperty("widthPx").GetInt32();
            // The slide is scanned at 20x, so 5x is a quarter; a pixel of rounding.
            var isReadable = info.GetProperty("levels").EnumerateArray()
                .Where(level => level.GetProperty("widthPx").GetInt32() <= full / 4 + 1).All(CutLevels.IsHere);
            return isReadable ? (double)info.GetProperty("receivedBytes").GetInt64() / fileBytes : null;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private async Task<bool> IsSame(HttpClient http, Guid id, CancellationToken cancel)
    {
        var seen = await http.GetFromJsonAsync<JsonElement>($"/api/uploads/{id}", cancel);
        for (var tries = 0; tries < 600 && seen.GetProperty("state").GetString() is "checking" or "receiving"; tries++)
        {
            await Task.Delay(200, cancel);
            seen = await http.GetFromJsonAsync<JsonElement>($"/api/uploads/{id}", cancel);
        }
        if (seen.GetProperty("state").GetString() != "accepted") return false;
        var info =
            await http.GetFromJsonAsync<JsonElement>($"/api/slides/{seen.GetProperty("slideId").GetGuid()}", cancel);
        await using var file = File.OpenRead(path);
        return info.GetProperty("sha256")
            .GetString() == Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }

    /// <summary>A body in whose middle the line is cut.</summary>
    private sealed class CutContent(byte[] bytes, int until, ThinLine line) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, until));
            await stream.FlushAsync();
            await Task.Delay(30);
            line.Cut();
            await stream.WriteAsync(bytes.AsMemory(until));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}

/// <summary>Which levels of an arriving slide are whole.</summary>
internal static class CutLevels
{
    internal static bool IsHere(JsonElement level)
    {
        if (level.GetProperty("here").ValueKind == JsonValueKind.Null) return true;
        var bits = level.GetProperty("here").GetBytesFromBase64();
        var count = level.GetProperty("columns").GetInt32() * level.GetProperty("rows").GetInt32();
        return Enumerable.Range(0, count).All(at => (bits[at >> 3] >> (at & 7) & 1) == 1);
    }
}
