using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.Tests.Platform;
using Telemed.Storage.Audit;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Audit;

public sealed class AuditTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [PostgresFact]
    public async Task A_change_is_found_by_who_did_it_and_the_trail_is_sound()
    {
        using var person = await hub.SignIn("county-a");
        await person.PutAsJsonAsync("/api/session/preferences", new { language = "zh" })
            .Body(System.Net.HttpStatusCode.NoContent);
        using var auditor = await hub.SignIn("auditor");
        var found = await auditor.GetAsync(
            $"/api/audit?personId={hub.World.Person("county-a").Value}&action=person.preferences_saved").Body();
        var row = found.GetProperty("items")[0];
        Assert.Equal("李明", row.Text("personName"));
        Assert.Equal("reporter", row.Text("role"));
        Assert.Equal("127.0.0.1", row.Text("address"));

        await hub.Hub.Services.GetRequiredService<AuditChainer>().LinkAndAnchor(CancellationToken.None);
        var verdict = await auditor.GetAsync("/api/audit/verification").Body();
        Assert.True(verdict.GetProperty("sound").GetBoolean(), verdict.GetRawText());
    }

    [PostgresFact]
    public async Task The_trail_pages_backwards_without_losing_a_row()
    {
        using var auditor = await hub.SignIn("auditor");
        for (var look = 0; look < 12; look++) await auditor.GetAsync("/api/audit?limit=1").Body();
        var seen = new List<Guid>();
        string? next = null;
        do
        {
            var page = await auditor.GetAsync($"/api/audit?action=audit.searched&limit=5&cursor={next}").Body();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(each => each.GetProperty("id").GetGuid()));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.True(seen.Count >= 12);
    }
}
