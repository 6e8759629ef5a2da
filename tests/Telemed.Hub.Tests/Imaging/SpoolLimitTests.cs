using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.Imaging;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Imaging;

public sealed class NarrowSpoolFixture : HubFixture
{
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Telemed:Imaging:SpoolBytes"] = $"{1 << 20}",
    };
}

public sealed class SpoolLimitTests(NarrowSpoolFixture hub) : IClassFixture<NarrowSpoolFixture>
{
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_the_spool_holds_is_refused_for_now_and_leaves_nothing(bool inParts)
    {
        using var client = await hub.SignIn("village-a");
        var large = new byte[700 * 1024];
        using HttpContent body = inParts ? Parts(large, large) : Plain([.. large, .. large]);
        using var refused = await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        Assert.Equal("spool_full", (await Json(refused)).GetProperty("code").GetString());
        Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter!.Delta);
        // The room is given back: request after request passes the same door, more than the room in all.
        for (var turn = 0; turn < 3; turn++)
        {
            using var passed = await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative),
                Parts(Slice(NewUid(), NewUid(), NewUid()), large));
            Assert.Equal(HttpStatusCode.Accepted, passed.StatusCode);
        }
        var spool = Path.GetDirectoryName(hub.Hub.Services.GetRequiredService<InstanceSpool>().NewPath())!;
        Assert.Empty(Directory.GetFiles(spool));
    }

    private static ByteArrayContent Plain(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
        return content;
    }
}
