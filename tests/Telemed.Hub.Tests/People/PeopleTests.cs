using System.Net;
using System.Net.Http.Json;
using Telemed.Hub.People;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.People;

public sealed class PeopleTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [PostgresFact]
    public async Task A_new_person_signs_in_with_what_was_shown_once_and_must_choose_a_password()
    {
        using var admin = await hub.SignIn("admin");
        var made = await admin.PostAsJsonAsync("/api/people",
            Person("new.doctor", "Гүлнар Оспанова", "reporter", "county-a")).Body(HttpStatusCode.Created);
        var shown = made.GetProperty("credentials");
        var code = Totp.Code(FromBase32(shown.Text("totpSecret")), Totp.StepAt(hub.Clock.GetUtcNow()));
        using var client = hub.Anonymous();
        var session = await client.PostAsJsonAsync("/api/session",
            new { login = "new.doctor", password = shown.Text("temporaryPassword"), code }).Body();
        Assert.True(session.GetProperty("mustChangePassword").GetBoolean());
        Assert.Equal("Гүлнар Оспанова", session.GetProperty("person").Text("name"));
    }

    [PostgresFact]
    public async Task Running_and_auditing_the_system_are_two_peoples_roles()
    {
        using var admin = await hub.SignIn("admin");
        var city = hub.World.Facility("city").Value;
        var roles = new { roles = new[] { new { role = "administrator", facilityId = city },
            new { role = "auditor", facilityId = city } } };
        Assert.Equal("roles_apart",
            await admin.PutAsJsonAsync($"/api/people/{hub.World.Person("quality").Value}/roles", roles)
            .Code(HttpStatusCode.Conflict));
        Assert.Equal("own_roles",
            await admin.PutAsJsonAsync($"/api/people/{hub.World.Person("admin").Value}/roles", roles)
            .Code(HttpStatusCode.Conflict));
    }

    [PostgresFact]
    public async Task A_role_that_is_taken_away_stops_working_at_once()
    {
        using var admin = await hub.SignIn("admin");
        using var auditor = await hub.SignIn("auditor");
        await auditor.GetAsync("/api/audit").Body();
        await admin.PutAsJsonAsync($"/api/people/{hub.World.Person("auditor").Value}/roles",
            new { roles = Array.Empty<object>() }).Body();
        Assert.Equal("not_permitted", await auditor.GetAsync("/api/audit").Code(HttpStatusCode.Forbidden));
    }

    [PostgresFact]
    public async Task What_a_person_signs_only_after_a_review_is_set_with_his_privileges_and_audited()
    {
        using var admin = await hub.SignIn("admin");
        using var desk = await hub.SignIn("desk-a");
        var id = hub.World.Person("county-b").Value;
        var address = $"/api/people/{id}/privileges";
        var set = await admin.PutAsJsonAsync(
            address, new { privileges = new[] { "ecg", "xray" }, needsReview = new[] { "ecg" } }).Body();
        Assert.Equal(["ecg"], Codes(set));
        // What the request leaves out stays; what is no privilege any more is signed in no way.
        Assert.Equal(["ecg"], Codes(await admin.PutAsJsonAsync(address, new { specialties = new[] { "cardiology" } })
            .Body()));
        Assert.Empty(Codes(await admin.PutAsJsonAsync(address, new { privileges = new[] { "xray" } }).Body()));
        Assert.Equal("bad_field", await admin.PutAsJsonAsync(address, new { needsReview = new[] { "ecg" } })
            .Code(HttpStatusCode.BadRequest));
        var seen = await desk.GetAsync($"/api/people/{id}").Body();
        Assert.Equal(System.Text.Json.JsonValueKind.Null, seen.GetProperty("needsReview").ValueKind);
        await using var reading = await hub.Database.Read(CancellationToken.None);
        Assert.Equal("""{"needsReview":["ecg"]}""", await reading.Row<string>("""
            SELECT details::text FROM audit_row WHERE entity_id = @id AND action = 'person.privileges_changed'
            ORDER BY server_time LIMIT 1
            """, new { id = id.ToString() }, CancellationToken.None));
    }

    private static string[] Codes(System.Text.Json.JsonElement person) =>
        [.. person.GetProperty("needsReview").EnumerateArray().Select(code => code.GetString()!)];

    [PostgresFact]
    public async Task Deactivating_a_person_ends_his_sessions()
    {
        using var admin = await hub.SignIn("admin");
        using var leaver = await hub.SignIn("technician-b");
        await leaver.GetAsync("/api/session").Body();
        await admin.PostAsync($"/api/people/{hub.World.Person("technician-b").Value}/deactivation", null).Body();
        Assert.Equal("signed_out", await leaver.GetAsync("/api/session").Code(HttpStatusCode.Unauthorized));
    }

    [PostgresFact]
    public async Task The_list_pages_by_name_and_shows_log_ins_only_to_who_administers()
    {
        using var admin = await hub.SignIn("admin");
        using var desk = await hub.SignIn("desk-a");
        var names = new List<string>();
        string? next = null;
        do
        {
            var page = await admin.GetAsync($"/api/people?limit=7&cursor={next}").Body();
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(each => each.Text("login")));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.True(names.Count >= 21, $"{names.Count} people");
        var seen = await desk.GetAsync("/api/people?q=Петрова").Body();
        Assert.Equal(2, seen.GetProperty("items").GetArrayLength());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, seen.GetProperty("items")[0].GetProperty("login").ValueKind);
        var branch = await desk.GetAsync($"/api/people?facilityId={hub.World.Facility("township-b").Value}").Body();
        Assert.All(branch.GetProperty("items").EnumerateArray(),
            each => Assert.EndsWith("B Health Centre",
            each.GetProperty("roles")[0].Text("facilityName")
            .Replace("B Clinic", "B Health Centre", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    private object Person(string login, string name, string role, string facility) => new
    {
        login, name, language = "kk", timeZone = "Asia/Almaty", specialties = new[] { "cardiology" },
        privileges = new[] { "ecg" },
        roles = new[] { new { role, facilityId = hub.World.Facility(facility).Value } },
    };

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(letter =>
            Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2)
            .PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8)
            .Select(index => Convert.ToByte(bits.Substring(index * 8, 8), 2))];
    }
}
