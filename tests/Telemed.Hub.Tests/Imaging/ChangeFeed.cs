using System.Text.Json;

namespace Telemed.Hub.Tests.Imaging;

/// <summary>What the feed of image changes tells of one study.</summary>
internal static class ChangeFeed
{
    /// <summary>The kinds of its changes, the oldest first.</summary>
    internal static async Task<string[]> Of(HttpClient client, string study)
    {
        var kinds = new List<string>();
        for (var after = 0L; ;)
        {
            using var page = JsonDocument.Parse(
                await client.GetStringAsync(new Uri($"/dicom-web/changes?after={after}", UriKind.Relative)));
            kinds.AddRange(page.RootElement.GetProperty("items").EnumerateArray()
                .Where(one => one.GetProperty("studyUid").GetString() == study)
                .Select(one => one.GetProperty("kind").GetString()!));
            var next = page.RootElement.GetProperty("next").GetInt64();
            if (next == after) return [.. kinds];
            after = next;
        }
    }

    /// <summary>
    /// Waits for changes. The feed waits for every transaction of the server that began earlier, also for those of
    /// tests and workers that run beside, so that a change may be told a little after it was answered.
    /// </summary>
    internal static async Task Tells(HttpClient client, string study, params string[] expected)
    {
        for (var tries = 0; tries < 100 && (await Of(client, study)).Length < expected.Length; tries++)
            await Task.Delay(100);
        Assert.Equal(expected, await Of(client, study));
    }
}
