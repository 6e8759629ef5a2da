using System.Net;
using System.Net.Http.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Devices;

public sealed class DeviceTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [PostgresFact]
    public async Task A_device_gets_in_with_its_key_only_where_devices_may_and_not_after_it_was_revoked()
    {
        using var admin = await hub.SignIn("admin");
        var made = await admin.PostAsJsonAsync("/api/devices", New("ECG cart", "ECG_CART_1"))
            .Body(HttpStatusCode.Created);
        using var device = hub.Device(made.Text("key"));
        Assert.Equal("not_permitted", await device.GetAsync("/api/session").Code(HttpStatusCode.Forbidden));
        Assert.Equal("not_permitted", await device.GetAsync("/api/facilities").Code(HttpStatusCode.Forbidden));
        var seen = await admin.GetAsync("/api/devices").Body();
        var listed = seen.GetProperty("items").EnumerateArray().Single(each => each.Text("name") == "ECG cart");
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, listed.GetProperty("lastSeenAt").ValueKind);
        Assert.DoesNotContain(made.Text("key"), seen.GetRawText(), StringComparison.Ordinal);

        await admin.DeleteAsync($"/api/devices/{listed.GetProperty("id").GetGuid()}").Body(HttpStatusCode.NoContent);
        Assert.Equal("signed_out", await device.GetAsync("/api/session").Code(HttpStatusCode.Unauthorized));
    }

    [PostgresTheory]
    [InlineData("lower case")]
    [InlineData("SEVENTEEN_LETTERS")]
    public async Task An_AE_title_is_one_that_DICOM_peers_can_send(string aeTitle)
    {
        using var admin = await hub.SignIn("admin");
        Assert.Equal("bad_field", await admin.PostAsJsonAsync("/api/devices", New("CT", aeTitle))
            .Code(HttpStatusCode.BadRequest));
    }

    private object New(string name, string aeTitle) =>
        new { facilityId = hub.World.Facility("township-a").Value, name, kind = "ecg", aeTitle };
}
