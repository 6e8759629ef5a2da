using System.Security.Cryptography;
using System.Text.Json;
using Telemed.Hub.Tests.Uploads;

namespace Telemed.Browser.Tests;

/// <summary>Parts of 16 KiB, so that a small slide has many.</summary>
public sealed class SmallPartsFixture : BrowserFixture
{
    protected override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string> { ["Telemed__Uploads__PartBytes"] = "16384" };
}

/// <summary>A generated slide that somebody sends in the parts the hub asks for, one at a time.</summary>
internal sealed class SlideInParts
{
    // 2,048 pixels a side, whose levels are of the same bytes a pixel.
    private const int Megabytes = 5;

    private readonly Person sender;
    private readonly byte[] file;
    private long sentBytes;
    private JsonElement now;

    private SlideInParts(Person sender, byte[] file, JsonElement begun) =>
        (this.sender, this.file, now) = (sender, file, begun);

    /// <summary>receiving until all parts are there.</summary>
    public string State => now.GetProperty("state").GetString()!;

    /// <summary>The slide as soon as it can be looked at.</summary>
    public string? Slide => now.GetProperty("slideId").GetString();

    /// <summary>Share of the file that has left.</summary>
    public double SentShare => (double)sentBytes / file.Length;

    public static async Task<SlideInParts> Begin(Person sender, string consultation)
    {
        using var made = new MemoryStream();
        NoisySlide.Write(made, Megabytes, CancellationToken.None);
        var begun = await sender.Post("/api/uploads",
            new { fileName = "HE 2.svs", sizeBytes = made.Length, consultationId = consultation });
        return new SlideInParts(sender, made.ToArray(), begun);
    }

    public async Task Send()
    {
        var (number, size) = (now.GetProperty("wanted")[0].GetInt32(), now.GetProperty("partBytes").GetInt32());
        var part = file[(number * size)..Math.Min((number + 1) * size, file.Length)];
        now = await sender.Put($"/api/uploads/{now.GetProperty("id").GetString()}/parts/{number}", part,
            ("X-Part-Sha256", Convert.ToBase64String(SHA256.HashData(part))));
        sentBytes += part.Length;
    }
}
