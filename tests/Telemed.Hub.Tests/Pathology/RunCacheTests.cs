using Telemed.Hub.Pathology;

namespace Telemed.Hub.Tests.Pathology;

public sealed class RunCacheTests
{
    [Fact]
    public void What_was_kept_is_read_again_and_nothing_else()
    {
        var cache = new RunCache(limitBytes: 1000);
        cache.Keep("a", 10, [1, 2, 3]);
        var into = new byte[3];
        Assert.True(cache.TryRead("a", 10, into));
        Assert.Equal([1, 2, 3], into);
        Assert.False(cache.TryRead("a", 11, into));
        Assert.False(cache.TryRead("b", 10, into));
        Assert.False(cache.TryRead("a", 10, new byte[2]));
    }

    [Fact]
    public void What_was_not_asked_for_longest_goes_first()
    {
        var cache = new RunCache(limitBytes: 300);
        foreach (var offset in new[] { 0, 1, 2 }) cache.Keep("a", offset, new byte[100]);
        Assert.True(cache.TryRead("a", 0, new byte[100]));
        cache.Keep("a", 3, new byte[100]);
        Assert.True(cache.TryRead("a", 0, new byte[100]));
        Assert.False(cache.TryRead("a", 1, new byte[100]));
        Assert.True(cache.TryRead("a", 3, new byte[100]));
    }
}
