using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Hub.Patients;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Imaging;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Patients;

/// <summary>
/// Every door that takes something of a patient away, or puts something else in its place, under legal hold.
/// </summary>
[Collection(nameof(ImagesHub))]
public sealed class UnderHoldTests(HubFixture hub) : IAsyncLifetime
{
    private const string Why = "?reason=Sent%20by%20mistake";

    private readonly DeskWorld world = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await world.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresTheory]
    [InlineData("UPDATE imaging_study SET patient_id = @patient WHERE study_uid = @study")]
    [InlineData("UPDATE imaging_study SET consultation_id = @draft WHERE study_uid = @study")]
    [InlineData("""
        INSERT INTO attachment (id, consultation_id, facility_id, kind, subject_id, file_name, size_bytes, sha256,
            created_at)
        SELECT gen_random_uuid(), @draft, s.facility_id, 'imaging', s.id, 'CT', 1, '\x00', now()
        FROM imaging_study s WHERE s.study_uid = @study
        """)]
    [InlineData("UPDATE patient SET identity_kind = 'other', identity_number = @number WHERE id = @patient")]
    public async Task Images_stay_in_sight_however_they_came_to_be_the_patients(string belongs)
    {
        using var village = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        using var admin = await hub.SignIn("admin");
        var patient = await world.Patient();
        var draft = (await world.Draft(village, patient)).GetProperty("id").GetGuid();
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        var number = Guid.NewGuid().ToString("N")[..12];
        await Store(village, Slice(study, series, sop, patientId: number), HttpStatusCode.OK);
        await world.Execute(belongs, new { patient, draft, study, number });
        var hold = await Hold(desk, patient);

        var at = $"/dicom-web/studies/{study}";
        foreach (var path in new[] { at, $"{at}/series/{series}", $"{at}/series/{series}/instances/{sop}" })
        {
            await Held(await desk.DeleteAsync(At(path + Why)));
            await Held(await admin.DeleteAsync(At(path + Why)));
        }
        Assert.Equal(HttpStatusCode.OK, (await village.GetAsync(At(at))).StatusCode);
        await Release(desk, patient, hold);
        Assert.Equal(HttpStatusCode.NoContent, (await desk.DeleteAsync(At(at + Why))).StatusCode);
    }

    [PostgresFact]
    public async Task A_hold_is_set_after_a_removal_that_is_under_way_and_never_during_it()
    {
        using var desk = await hub.SignIn("desk-a");
        var patient = await world.Patient();
        Task<Guid> setting;
        await using (var removal = await hub.Database.Begin(CancellationToken.None))
        {
            Assert.Null(await UnderHold.OfPatient(removal, new PatientId(patient), CancellationToken.None));
            setting = Hold(desk, patient);
            await Task.WhenAny(setting, Task.Delay(TimeSpan.FromMilliseconds(300)));
            Assert.False(setting.IsCompleted);
            await removal.Commit(CancellationToken.None);
        }
        await setting;
        await using var next = await hub.Database.Begin(CancellationToken.None);
        Assert.NotNull(await UnderHold.OfPatient(next, new PatientId(patient), CancellationToken.None));
    }

    [PostgresFact]
    public async Task Images_of_another_patient_are_taken_away_as_ever()
    {
        using var village = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        var study = NewUid();
        await Store(village, Slice(study, NewUid(), NewUid()), HttpStatusCode.OK);
        await world.Execute("UPDATE imaging_study SET patient_id = @patient WHERE study_uid = @study",
            new { patient = await world.Patient(), study });
        await Hold(desk, await world.Patient());
        Assert.Equal(HttpStatusCode.NoContent,
            (await desk.DeleteAsync(At($"/dicom-web/studies/{study}{Why}"))).StatusCode);
    }

    [PostgresFact]
    public async Task What_contradicts_a_stored_image_does_not_take_its_place_but_may_be_kept_beside()
    {
        using var village = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        var patient = await world.Patient();
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        var (first, other) = (Slice(study, series, sop), Slice(study, series, sop, fill: 100));
        await Store(village, first, HttpStatusCode.OK);
        await world.Execute("UPDATE imaging_study SET patient_id = @patient WHERE study_uid = @study",
            new { patient, study });
        await Store(village, other, HttpStatusCode.Conflict);
        await Hold(desk, patient);

        var conflict = (await Json(await desk.GetAsync(At("/api/conflicting-images")))).EnumerateArray()
            .Single(one => one.GetProperty("studyUid").GetString() == study).GetProperty("id").GetGuid();
        var decision = $"/api/conflicting-images/{conflict}/decision";
        await Held(await desk.PostAsJsonAsync(decision, new { decision = "replace" }));
        var served = await PartsOf(await village.GetAsync(At($"/dicom-web/studies/{study}")));
        Assert.Equal(first, Assert.Single(served).Body);
        await DeskWorld.Json(await desk.PostAsJsonAsync(decision, new { decision = "keep_both" }), 200);
        Assert.Equal(2, (await PartsOf(await village.GetAsync(At($"/dicom-web/studies/{study}")))).Count);
    }

    [PostgresFact]
    public async Task A_file_of_a_draft_stays_in_it_also_when_its_header_names_somebody_else()
    {
        using var village = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        var patient = await world.Patient();
        var draft = (await world.Draft(village, patient)).GetProperty("id").GetGuid();
        var file = await world.Row<Guid>("SELECT id FROM attachment WHERE consultation_id = @draft", new { draft });
        await world.Execute("UPDATE attachment SET mismatch = '{name}' WHERE id = @file", new { file });
        var hold = await Hold(desk, patient);
        await Held(await village.DeleteAsync(At($"/api/attachments/{file}")), "file_held");
        await Held(await village.PostAsJsonAsync(
            $"/api/attachments/{file}/identity", new { decision = "other_patient", reason = "" }), "file_held");
        Assert.Equal(1, await world.Row<long>(
            "SELECT count(*) FROM attachment WHERE id = @file AND removed_at IS NULL AND mismatch_decision IS NULL",
            new { file }));
        await Release(desk, patient, hold);
        Assert.Equal(HttpStatusCode.NoContent, (await village.DeleteAsync(At($"/api/attachments/{file}"))).StatusCode);
    }

    [PostgresFact]
    public async Task A_draft_does_not_go_over_to_another_patient()
    {
        using var village = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        var (patient, other) = (await world.Patient(), await world.Patient());
        var draft = await world.Draft(village, patient);
        await Hold(desk, patient);
        object Form(Guid whose) => new
        {
            patientId = whose, serviceCode = "ecg", colour = "green", questions = new[] { "Is it normal?" },
            complaint = "none", version = draft.GetProperty("version").GetInt32(),
        };
        var path = $"/api/consultations/{draft.GetProperty("id").GetGuid()}";
        await Held(await village.PutAsJsonAsync(path, Form(other)));
        await DeskWorld.Json(await village.PutAsJsonAsync(path, Form(patient)), 200);
    }

    [PostgresFact]
    public async Task Who_the_patient_is_stays_written_and_how_to_reach_him_may_change()
    {
        using var village = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        var patient = await world.Patient();
        await Hold(desk, patient);
        var path = $"/api/patients/{patient}";
        foreach (var (name, sex, birthDate) in new[]
        {
            ("别名", "female", "1961-03-04"), ("李秀英", "male", "1961-03-04"), ("李秀英", "female", "1962-03-04"),
        })
            await Held(await village.PutAsJsonAsync(path, new { version = 1, name, sex, birthDate }), "identity_held");
        // A document that nobody had shown before is an addition, and then it stays as well.
        await DeskWorld.Json(await village.PutAsJsonAsync(path, new
        {
            version = 1, name = "李秀英", sex = "female", birthDate = "1961-03-04", phone = "13800000000",
            identityNumber = "E12345",
        }), 200);
        await Held(await village.PutAsJsonAsync(path,
            new { version = 2, name = "李秀英", sex = "female", birthDate = "1961-03-04" }), "identity_held");
    }

    [PostgresFact]
    public async Task An_ECG_whose_header_named_the_patient_is_not_sorted_into_somebody_elses_case()
    {
        using var village = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        var patient = await world.Patient();
        var own = (await world.Draft(village, patient)).GetProperty("id").GetGuid();
        var others = (await world.Draft(village, await world.Patient())).GetProperty("id").GetGuid();
        var ecg = Guid.CreateVersion7();
        await world.Execute("""
            INSERT INTO blob (id, object_key, sha256, size_bytes, content_type, state)
            VALUES (@ecg, @key, sha256('\x00'), 1, 'application/octet-stream', 'stored');
            INSERT INTO ecg_recording (id, facility_id, patient_id, blob_id, format, duration_ms, sampling_rate_hz,
                leads, waveform_sha256, received_at)
            VALUES (@ecg, @facility, @patient, @ecg, 'scp_ecg', 10000, 500, 12, '\x01', now());
            """, new { ecg, key = $"test/{ecg:N}", patient, facility = hub.World.Facility("village-a").Value });
        await Hold(desk, patient);
        await Held(await village.PostAsJsonAsync($"/api/ecg-tray/{ecg}", new { consultationId = others }));
        Assert.Equal(HttpStatusCode.NoContent,
            (await village.PostAsJsonAsync($"/api/ecg-tray/{ecg}", new { consultationId = own })).StatusCode);
    }

    [PostgresFact]
    public async Task A_slides_place_and_marks_stay_and_what_nobody_said_yet_may_be_said()
    {
        using var village = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        var patient = await world.Patient();
        var (slide, mark) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await world.Execute("""
            INSERT INTO slide (id, facility_id, patient_id, format, width_px, height_px, specimen, label, tile_index,
                complete, created_at)
            VALUES (@slide, @facility, @patient, 'svs', 100, 100, 'A', 'A 1', '\x00', false, now());
            INSERT INTO slide_mark (id, slide_id, kind, points, created_by, created_at)
            VALUES (@mark, @slide, 'pin', '{1,2}', @person, now());
            """, new
        {
            slide, mark, patient, facility = hub.World.Facility("village-a").Value,
            person = hub.World.Person("village-a").Value,
        });
        var hold = await Hold(desk, patient);
        var marked = At($"/api/slides/{slide}/marks/{mark}");
        await Held(await village.DeleteAsync(marked));
        await Held(await village.PutAsJsonAsync($"/api/slides/{slide}/labelling", new { specimen = "B", block = "1" }));
        Assert.Equal(HttpStatusCode.NoContent, (await village.PutAsJsonAsync(
            $"/api/slides/{slide}/labelling", new { specimen = "A", block = "1" })).StatusCode);
        await Release(desk, patient, hold);
        Assert.Equal(HttpStatusCode.NoContent, (await village.DeleteAsync(marked)).StatusCode);
    }

    [PostgresFact]
    public async Task The_scale_of_a_photo_is_stated_once()
    {
        using var village = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        var patient = await world.Patient();
        var photo = Guid.CreateVersion7();
        await world.Execute("""
            INSERT INTO attachment (id, facility_id, patient_id, kind, file_name, size_bytes, sha256, summary,
                created_at)
            VALUES (@photo, @facility, @patient, 'image', 'a.jpg', 1, '\x00', '{"widthPx":1000,"heightPx":800}', now())
            """, new { photo, patient, facility = hub.World.Facility("village-a").Value });
        await Hold(desk, patient);
        var stated = new { method = "length", lengthUm = 100.0, points = new[] { 0.0, 0, 200, 0 } };
        await DeskWorld.Json(await village.PutAsJsonAsync($"/api/attachments/{photo}/calibration", stated), 200);
        await Held(await village.PutAsJsonAsync($"/api/attachments/{photo}/calibration", stated));
    }

    private static async Task<Guid> Hold(HttpClient desk, Guid patient) =>
        (await DeskWorld.Json(await desk.PostAsJsonAsync($"/api/patients/{patient}/holds",
            new { reason = "Court 12/2026" }), 201))[0].GetProperty("id").GetGuid();

    private static async Task Release(HttpClient desk, Guid patient, Guid hold) =>
        await DeskWorld.Json(await desk.PostAsJsonAsync($"/api/patients/{patient}/holds/{hold}/release",
            new { reason = "Settled" }), 200);

    private static async Task Held(HttpResponseMessage answer, string code = "legal_hold")
    {
        var told = await DeskWorld.Json(answer, 409);
        Assert.Equal(code, told.GetProperty("code").GetString());
        Assert.Contains("under legal hold", told.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(told.GetProperty("whatToDo").GetString()!);
    }

    private static Uri At(string path) => new(path, UriKind.Relative);

    private static async Task Store(HttpClient client, byte[] file, HttpStatusCode expected)
    {
        using var stored = await client.PostAsync(At("/dicom-web/studies"), Parts(file));
        Assert.Equal(expected, stored.StatusCode);
    }
}
