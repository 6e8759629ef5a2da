using Telemed.Storage.Blobs;
using Telemed.TestKit.Servers;

namespace Telemed.Storage.Tests.Blobs;

public sealed class S3BlobStoreTests : IAsyncLifetime
{
    private S3BlobStore? store;

    public static TheoryData<string> Steps => [.. BlobStoreContract.Steps.Keys];

    public async Task InitializeAsync()
    {
        if (Radosgw.WhyAbsent is not null) return;
        store = new S3BlobStore(await Options(), TimeProvider.System);
        await store.EnsureBucket(default);
    }

    public Task DisposeAsync()
    {
        store?.Dispose();
        return Task.CompletedTask;
    }

    [S3Theory]
    [MemberData(nameof(Steps))]
    public async Task Keeps_the_contract(string step) =>
        await BlobStoreContract.Steps[step](new BlobStoreContract(store!));

    [S3Fact]
    public async Task Makes_its_bucket_any_number_of_times()
    {
        await store!.EnsureBucket(default);
        await store.EnsureBucket(default);
    }

    [S3Fact]
    public async Task Gives_an_address_that_serves_the_object_without_a_log_in()
    {
        using var content = new MemoryStream([1, 2, 3]);
        await store!.Put("presigned/a", content, "image/png", PutCondition.Always, default, default);
        var address = await store.PresignGet("presigned/a", TimeSpan.FromMinutes(5), default);

        using var client = new HttpClient();
        using var answer = await client.GetAsync(address);

        Assert.Equal([1, 2, 3], await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
    }

    [S3Fact]
    public async Task Lets_the_server_refuse_a_wrong_secret()
    {
        var wrong = await Options() with { SecretKey = "guessed" };
        using var stranger = new S3BlobStore(wrong, TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<Amazon.S3.AmazonS3Exception>(async () =>
        {
            using var content = new MemoryStream([1]);
            await stranger.Put("stranger", content, "text/plain", PutCondition.Always, default, default);
        });

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, refusal.StatusCode);
    }

    private static async Task<S3Options> Options() => new()
    {
        Address = await Radosgw.Address(), Bucket = "telemed", AccessKey = Radosgw.AccessKey, SecretKey =
            Radosgw.SecretKey,
    };
}
