using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Telemed.Hub.Tests.Uploads;

/// <summary>Sends a file in the parts the hub asks for, as the page does.</summary>
internal sealed class PartSender(HttpClient client, byte[] file)
{
    public Guid Id { get; private set; }

    public int PartBytes { get; private set; }

    /// <summary>All bytes that left, those of lost answers included.</summary>
    public long SentBytes { get; private set; }

    public async Task<JsonElement> Begin(string fileName, Guid? consultation)
    {
        using var begun = await client.PostAsJsonAsync("/api/uploads",
            new { fileName, sizeBytes = file.Length, consultationId = consultation });
        Assert.True(begun.StatusCode == HttpStatusCode.Created, await begun.Content.ReadAsStringAsync());
        var answer = await begun.Content.ReadFromJsonAsync<JsonElement>();
        Id = answer.GetProperty("id").GetGuid();
        PartBytes = answer.GetProperty("partBytes").GetInt32();
        return answer;
    }

    public Task<JsonElement> Look() => client.GetFromJsonAsync<JsonElement>($"/api/uploads/{Id}/parts");

    public static int? Next(JsonElement answer) => answer.GetProperty("state").GetString() == "receiving"
        && answer.GetProperty("wanted") is var wanted && wanted.GetArrayLength() > 0 ? wanted[0].GetInt32() : null;

    public byte[] Part(int number) => file[(number * PartBytes)..Math.Min((number + 1) * PartBytes, file.Length)];

    public async Task<HttpResponseMessage> Put(int number, byte[]? bytes = null, int offset = 0)
    {
        var part = Part(number);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/uploads/{Id}/parts/{number}");
        request.Headers.Add("X-Part-Sha256", Convert.ToBase64String(SHA256.HashData(part)));
        if (offset > 0) request.Headers.Add("X-Part-Offset", offset.ToString(CultureInfo.InvariantCulture));
        request.Content = new ByteArrayContent(bytes ?? part);
        SentBytes += bytes?.Length ?? part.Length;
        return await client.SendAsync(request);
    }
}
