using Telemed.Storage.Blobs;
using Telemed.TestKit.Servers;

namespace Telemed.Storage.Tests.Blobs;

public sealed class FolderBlobStoreTests
{
    public static TheoryData<string> Steps => [.. BlobStoreContract.Steps.Keys];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Keeps_the_contract(string step) =>
        await BlobStoreContract.Steps[step](new BlobStoreContract(New(out _)));

    [Fact]
    public async Task Leaves_no_temporary_file_behind()
    {
        var store = New(out var folder);
        using var content = new MemoryStream([1, 2, 3]);
        await store.Put("a/b", content, "text/plain", PutCondition.OnlyIfAbsent, default, default);

        Assert.Equal([Path.Combine(folder, "objects/a/b")],
            Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Clears_what_a_crash_left_long_ago_but_not_what_may_still_be_written()
    {
        New(out var folder);
        var (old, young) = (Path.Combine(folder, "halves/old"), Path.Combine(folder, "halves/young"));
        File.WriteAllText(old, "half");
        File.WriteAllText(young, "half");
        File.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));

        _ = new FolderBlobStore(folder, TimeProvider.System);

        Assert.Equal([young], Directory.GetFiles(Path.Combine(folder, "halves")));
    }

    private static FolderBlobStore New(out string folder)
    {
        folder = RunFolder.New("blobs");
        return new FolderBlobStore(folder, TimeProvider.System);
    }
}
