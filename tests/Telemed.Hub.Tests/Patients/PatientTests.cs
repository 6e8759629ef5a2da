using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Patients;

public sealed class PatientTests(HubFixture hub) : IClassFixture<HubFixture>
{
    // 11010519491231002X is the worked example of GB 11643-1999.
    private const string ExampleNumber = "11010519491231002X";

    [PostgresTheory]
    [InlineData("张伟明", "13805371234", "张伟", "name")]
    [InlineData("李红霞", "13905371111", "lhx", "initials")]
    [InlineData("欧阳静", "13905372222", "ouyang", "pinyin")]
    [InlineData("Гүлнар Әбенова", "87071234567", "әбен", "name")]
    [InlineData("Нурлан Сейтов", "87077654321", "seit", "name")]
    [InlineData("赵六一", "15006668899", "1500666", "phone")]
    [InlineData("钱七七", "15006660042", "0042", "phone")]
    public async Task A_patient_is_found_by_what_is_at_hand(string name, string phone, string typed, string matchedBy)
    {
        using var village = await hub.SignIn("village-a");
        var made = await DeskWorld.Json(await village.PostAsJsonAsync("/api/patients",
            new { name, phone, sex = "female", birthDate = "1970-05-06", confirmed = true }), 201);
        var found = await village.GetFromJsonAsync<JsonElement>($"/api/patients?q={Uri.EscapeDataString(typed)}");
        var row = found.GetProperty("items").EnumerateArray()
            .Single(each => each.GetProperty("id").GetGuid() == made.GetProperty("id").GetGuid());
        Assert.Equal(matchedBy, row.GetProperty("matchedBy").GetString());
        Assert.DoesNotContain(phone, row.GetProperty("phone").GetString(), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task An_identity_number_fills_birth_date_and_sex_and_is_masked_in_lists()
    {
        using var village = await hub.SignIn("village-a");
        var made = await DeskWorld.Json(await village.PostAsJsonAsync("/api/patients",
            new { name = "吴敏", identityNumber = ExampleNumber }), 201);
        Assert.Equal("1949-12-31", made.GetProperty("birthDate").GetString());
        Assert.Equal("female", made.GetProperty("sex").GetString());
        var found = await village.GetFromJsonAsync<JsonElement>("/api/patients?q=110105");
        Assert.Equal("110*************2X", found.GetProperty("items")[0].GetProperty("identityNumber").GetString());
        Assert.Equal("identity", found.GetProperty("items")[0].GetProperty("matchedBy").GetString());
    }

    [PostgresFact]
    public async Task A_zero_byte_is_refused_by_name_and_spoils_nothing_for_who_comes_next()
    {
        using var village = await hub.SignIn("village-a");
        for (var asked = 1; asked <= 12; asked++)
        {
            var zero = asked % 3 == 0 ? "\0" : "";
            var form = new { name = $"周{zero}安 {asked}", sex = "male", birthDate = "1958-02-03", confirmed = true };
            using var answer = await village.PostAsJsonAsync("/api/patients", form);
            var told = await DeskWorld.Json(answer, zero.Length == 0 ? 201 : 400);
            if (zero.Length > 0) Assert.Equal("zero_byte", told.GetProperty("code").GetString());
        }
    }

    [PostgresFact]
    public async Task A_probable_duplicate_is_shown_and_registered_only_when_confirmed()
    {
        using var village = await hub.SignIn("village-a");
        var form = new { name = "孙玉兰", sex = "female", birthDate = "1958-02-03", confirmed = false };
        var first = await DeskWorld.Json(await village.PostAsJsonAsync("/api/patients", form), 201);
        var second = await DeskWorld.Json(await village.PostAsJsonAsync("/api/patients", form), 409);
        Assert.Equal("probable_duplicate", second.GetProperty("code").GetString());
        Assert.Equal(first.GetProperty("id").GetGuid(),
            second.GetProperty("candidates")[0].GetProperty("id").GetGuid());
        await DeskWorld.Json(await village.PostAsJsonAsync("/api/patients", form with { confirmed = true }), 201);
    }

    [PostgresFact]
    public async Task A_mistyped_identity_number_is_refused_with_the_field()
    {
        using var village = await hub.SignIn("village-a");
        var answer = await DeskWorld.Json(await village.PostAsJsonAsync("/api/patients",
            new { name = "吴敏", identityNumber = "110105194912310021" }), 400);
        Assert.Equal("identityNumber", answer.GetProperty("missing")[0].GetString());
    }

    [PostgresFact]
    public async Task A_patient_of_another_county_is_not_found_anywhere()
    {
        using var village = await hub.SignIn("village-a");
        using var other = await hub.SignIn("village-b");
        var made = await DeskWorld.Json(await village.PostAsJsonAsync("/api/patients",
            new { name = "郑独秀", sex = "male", birthDate = "1980-01-01" }), 201);
        var id = made.GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api/patients/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api/patients/{id}/history")).StatusCode);
        var found = await other.GetFromJsonAsync<JsonElement>("/api/patients?q=zdx");
        Assert.Empty(found.GetProperty("items").EnumerateArray());
    }

    [PostgresFact]
    public async Task A_change_from_an_old_version_is_refused_and_a_new_name_is_found()
    {
        using var village = await hub.SignIn("village-a");
        var made = await DeskWorld.Json(await village.PostAsJsonAsync("/api/patients",
            new { name = "冯改前", sex = "male", birthDate = "1990-01-01" }), 201);
        var path = $"/api/patients/{made.GetProperty("id").GetGuid()}";
        await DeskWorld.Json(await village.PutAsJsonAsync(path,
            new { version = 1, name = "褚改后", sex = "male", birthDate = "1990-01-01" }), 200);
        var late = await DeskWorld.Json(await village.PutAsJsonAsync(path,
            new { version = 1, name = "冯改前", sex = "male", birthDate = "1990-01-01" }), 409);
        Assert.Equal("version_conflict", late.GetProperty("code").GetString());
        var found = await village.GetFromJsonAsync<JsonElement>("/api/patients?q=cgh");
        Assert.Single(found.GetProperty("items").EnumerateArray());
    }

    private const string AddRecordings = """
        INSERT INTO blob (id, object_key, sha256, size_bytes, content_type, state)
        VALUES (@blob, @key, sha256('\x00'), 1, 'application/octet-stream', 'stored');
        INSERT INTO ecg_recording (id, facility_id, patient_id, blob_id, format, duration_ms, sampling_rate_hz, leads,
            waveform_sha256, received_at, consultation_id)
        VALUES (@ecg, @facility, @patient, @blob, 'scp_ecg', 10000, 500, 12, '\x01', @now, @consultation);
        INSERT INTO imaging_study (id, facility_id, study_uid, patient_id, modalities, created_at, changed_at)
        VALUES (@study, @facility, @uid, @patient, '{CT}', @now, @now);
        """;

    /// <summary>An ECG (of a case, where one is named) and images of a patient, as devices sent them.</summary>
    private async Task<(Guid Ecg, Guid Study)> Recorded(
        DeskWorld desk, Guid patient, string facility, Guid? consultation = null)
    {
        var (ecg, study) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await desk.Execute(AddRecordings, new
        {
            blob = Guid.CreateVersion7(), key = $"test/{Guid.NewGuid():N}", ecg, study, consultation,
            uid = $"2.25.{Random.Shared.Next()}", patient, facility = hub.World.Facility(facility).Value,
            now = hub.Clock.GetUtcNow(),
        });
        return (ecg, study);
    }

    private static async Task<Guid[]> Seen(HttpClient person, Guid patient) =>
    [
        .. (await person.GetFromJsonAsync<JsonElement>($"/api/patients/{patient}/history"))
            .GetProperty("recordings").EnumerateArray().Select(each => each.GetProperty("subjectId").GetGuid()).Order(),
    ];

    [PostgresFact]
    public async Task A_patients_recordings_are_seen_only_by_those_whose_reach_or_case_they_belong_to()
    {
        var desk = new DeskWorld(hub);
        await desk.Prepare();
        using var villageA = await hub.SignIn("village-a");
        using var villageB = await hub.SignIn("village-b");
        using var readerB = await hub.SignIn("county-b");
        // One patient of village A, about whom village B asks too; county B reads one question of each village.
        var patient = await desk.Patient();
        Guid[] cases = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        (string Facility, string Person, string[] Pool)[] places =
        [
            ("village-a", "village-a", ["county-a"]), ("village-a", "village-a", ["county-b"]),
            ("village-b", "village-b", ["county-b"]),
        ];
        foreach (var (id, place) in cases.Zip(places))
        {
            await desk.Execute("""
                INSERT INTO consultation (id, number, facility_id, requester_id, patient_id, service_code, kind, colour,
                    state, state_since, created_at, submitted_at, pool)
                VALUES (@id, @number, @facility, @person, @patient, 'ecg', 'ecg', 'green', 'queued', @now, @now, @now,
                    @pool)
                """, new
            {
                id, number = $"reach-{id:N}", facility = hub.World.Facility(place.Facility).Value,
                person = hub.World.Person(place.Person).Value, patient, now = hub.Clock.GetUtcNow(),
                pool = place.Pool.Select(code => hub.World.Facility(code).Value).ToArray(),
            });
        }
        var alone = await Recorded(desk, patient, "village-a", cases[0]);
        var shared = await Recorded(desk, patient, "village-a", cases[1]);
        var others = await Recorded(desk, patient, "village-b", cases[2]);

        Guid[] ofA = [alone.Ecg, alone.Study, shared.Ecg, shared.Study];
        Guid[] ofB = [others.Ecg, others.Study];
        Assert.Equal(ofA.Order(), await Seen(villageA, patient));
        Assert.Equal(ofB.Order(), await Seen(villageB, patient));
        // The images of village A hang on no case that came to county B.
        Assert.Equal(ofB.Append(shared.Ecg).Order(), await Seen(readerB, patient));
        var known = await readerB.GetFromJsonAsync<JsonElement>($"/api/patients/{patient}/history");
        Assert.Equal(cases[1..].Order(), known.GetProperty("consultations").EnumerateArray()
            .Select(each => each.GetProperty("id").GetGuid()).Order());
        using var city = await hub.SignIn("city");
        Assert.Equal(ofA.Concat(ofB).Order(), await Seen(city, patient));
    }

    [PostgresFact]
    public async Task The_history_lists_what_devices_sent_without_a_case_too()
    {
        using var sender = await hub.SignIn("village-a");
        var desk = new DeskWorld(hub);
        var patient = await desk.Patient();
        await Recorded(desk, patient, "village-a");
        var history = await sender.GetFromJsonAsync<JsonElement>($"/api/patients/{patient}/history");
        var recordings = history.GetProperty("recordings").EnumerateArray().ToArray();
        Assert.Equal(["ecg", "imaging"],
            recordings.Select(each => each.GetProperty("kind").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(recordings, each => Assert.Equal(JsonValueKind.Null, each.GetProperty("attachmentId").ValueKind));
    }
}
