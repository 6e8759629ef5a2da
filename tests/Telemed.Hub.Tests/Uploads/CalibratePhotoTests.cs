using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Uploads;

[Collection(nameof(FilesHub))]
public sealed class CalibratePhotoTests(HubFixture hub)
{
    // Eight by eight grey pixels, written by Python's zlib after the PNG specification.
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR4nGNogAIGyhgAgIQgAQ2AJGEAAAAASUVORK5CYII=");

    [PostgresFact]
    public async Task A_scale_is_kept_with_the_photo_and_says_who_stated_it_and_how()
    {
        using var village = await hub.SignIn("village-a");
        var (consultation, photo) = await Photo(village);
        var before = await Attachment(village, consultation);
        Assert.Equal(JsonValueKind.Null, before.GetProperty("calibration").ValueKind);

        // A stretch of 300 by 400 pixels is 500 long; 1 mm over it is 2 µm a pixel.
        var answer = await village.PutAsJsonAsync(
            photo, new { method = "length", lengthUm = 1000, points = new[] { 10, 20, 310, 420 } });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var kept = (await Attachment(village, consultation)).GetProperty("calibration");
        Assert.Equal((2d, "length"), (kept.GetProperty("umPerPx").GetDouble(), kept.GetProperty("method").GetString()));
        Assert.NotEmpty(kept.GetProperty("by").GetString()!);

        // A sensor of 100 pixels on the photo's eight: each covers 12.5 of the sensor's.
        await village.PutAsJsonAsync(photo, new { method = "camera", objective = 40, pixelUm = 3.45, sensorPx = 100 });
        kept = (await Attachment(village, consultation)).GetProperty("calibration");
        Assert.Equal(3.45 * 100 / 8 / 40, kept.GetProperty("umPerPx").GetDouble(), tolerance: 1e-9);
        await using var reading = await hub.Database.Read(CancellationToken.None);
        Assert.Equal(2, await reading.Row<int>(
            "SELECT count(*)::int FROM audit_row WHERE action = 'attachment.calibrated' AND entity_id = @id",
            new { id = photo.Split('/')[3] }, CancellationToken.None));
    }

    [PostgresFact]
    public async Task A_mark_that_is_too_short_or_a_number_out_of_range_states_nothing()
    {
        using var village = await hub.SignIn("village-a");
        var (consultation, photo) = await Photo(village);
        foreach (var (form, field) in new (object, string)[]
        {
            (new { method = "length", lengthUm = 100, points = new[] { 0, 0, 30, 0 } }, "lengthPx"),
            (new { method = "field", objective = 4000, fieldNumberMm = 20, points = new[] { 0, 0, 300, 0 } },
                "objective"),
            (new { method = "guess" }, "method"),
        })
        {
            var refused = await (await village.PutAsJsonAsync(photo, form)).Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(field, refused.GetProperty("missing")[0].GetString());
        }
        var after = await Attachment(village, consultation);
        Assert.Equal(JsonValueKind.Null, after.GetProperty("calibration").ValueKind);
        using var other = await hub.SignIn("village-b");
        Assert.Equal(HttpStatusCode.NotFound, (await other.PutAsJsonAsync(
            photo, new { method = "camera", objective = 40, pixelUm = 3.45 })).StatusCode);
    }

    private async Task<(Guid Case, string Photo)> Photo(HttpClient village)
    {
        var consultation = await CaseForFiles.Draft(hub);
        await new TusSender(village).Send(Png, "gross.png", consultation);
        var photo = (await Attachment(village, consultation)).GetProperty("id").GetGuid();
        return (consultation, $"/api/attachments/{photo}/calibration");
    }

    private static async Task<JsonElement> Attachment(HttpClient village, Guid consultation) =>
        (await village.GetFromJsonAsync<JsonElement>($"/api/consultations/{consultation}"))
            .GetProperty("attachmentList")[0];
}
