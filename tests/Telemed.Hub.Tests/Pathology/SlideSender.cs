using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.Hub.Tests.Uploads;

namespace Telemed.Hub.Tests.Pathology;

/// <summary>Sends a slide to a case of its own.</summary>
internal static class SlideSender
{
    private const int TriesLimit = 120;

    public static async Task<Guid> Send(HubFixture hub, HttpClient client, byte[] file, string name)
    {
        var consultation = await CaseForFiles.Draft(hub);
        var upload = await new TusSender(client).Send(file, name, consultation);
        var seen = await client.GetFromJsonAsync<JsonElement>($"/api/uploads/{upload}");
        Assert.True(seen.GetProperty("state").GetString() == "accepted", seen.ToString());
        await using var reading = await hub.Database.Read(CancellationToken.None);
        return await reading.Row<Guid>("SELECT subject_id FROM attachment WHERE id = @id",
            new { id = seen.GetProperty("attachmentId").GetGuid() }, CancellationToken.None);
    }

    /// <summary>Asks until the answer is as wished.</summary>
    public static async Task<JsonElement> Until(HttpClient client, string path, Func<JsonElement, bool> isSo)
    {
        var answer = await client.GetFromJsonAsync<JsonElement>(path);
        for (var tries = 0; tries < TriesLimit && !isSo(answer); tries++)
        {
            await Task.Delay(250);
            answer = await client.GetFromJsonAsync<JsonElement>(path);
        }
        Assert.True(isSo(answer), answer.ToString());
        return answer;
    }
}
