using Telemed.TestKit.Servers;

namespace Telemed.Storage.Tests;

public sealed class SettingsTests(TestDatabase shared) : IClassFixture<TestDatabase>
{
    [PostgresFact]
    public async Task Keeps_the_last_value_and_knows_nothing_of_others()
    {
        await using var work = await shared.Database.Begin(default);
        await Settings.Keep(work, "banner", new JsonText("""{"text": "first"}"""), default);
        await Settings.Keep(work, "banner", new JsonText("""{"text": "second"}"""), default);

        Assert.Equal(new JsonText("""{"text": "second"}"""), await Settings.Find(work, "banner", default));
        Assert.Null(await Settings.Find(work, "never set", default));
    }
}
