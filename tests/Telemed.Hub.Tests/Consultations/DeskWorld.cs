using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;

namespace Telemed.Hub.Tests.Consultations;

/// <summary>
/// What the tests of consultations need besides people: services, privileges, a patient, and short calls.
/// </summary>
internal sealed class DeskWorld(HubFixture hub)
{
    private const string AddServices = """
        INSERT INTO service (code, kind, labels, specialty, template, timers, allowed_tiers, performer_tiers)
        VALUES
        ('ecg', 'ecg', '{"zh":"a","en":"a","ru":"a","kk":"a"}', 'cardiology', 'ecg',
         '{"red":{"claimMinutes":2,"reportMinutes":10},"yellow":{"claimMinutes":10,"reportMinutes":30},
           "green":{"claimMinutes":60,"reportMinutes":120}}',
         '{county,township,village}', '{county,city}'),
        ('text_consult', 'general', '{"zh":"a","en":"a","ru":"a","kk":"a"}', 'internal_medicine', 'general',
         '{"red":{"claimMinutes":5,"reportMinutes":15},"yellow":{"claimMinutes":30,"reportMinutes":240},
           "green":{"claimMinutes":240,"reportMinutes":1440}}',
         '{township,village}', '{county,city}')
        ON CONFLICT DO NOTHING
        """;

    private const string AddPrivileges = """
        INSERT INTO person_privilege (person_id, service_code)
        SELECT r.person_id, s.code FROM person_role r CROSS JOIN service s
        WHERE r.role IN ('reporter', 'reviewer', 'on_call_chief')
        ON CONFLICT DO NOTHING
        """;

    private const string AddPatient = """
        INSERT INTO patient (id, facility_id, name, sex, birth_date, language, created_by, created_at, updated_at)
        VALUES (@id, @facility, @name, 'female', '1961-03-04', 'zh', @person, @now, @now)
        """;

    private const string AddEcg = """
        INSERT INTO attachment (id, consultation_id, facility_id, kind, file_name, size_bytes, sha256, summary,
            created_at)
        SELECT gen_random_uuid(), c.id, c.facility_id, 'ecg', 'rest.dcm', 12000, '\x00', '{"leads":12}', @now
        FROM consultation c WHERE c.id = @id
        """;

    internal async Task Prepare()
    {
        await using var work = await hub.Database.Begin(CancellationToken.None);
        await work.Execute(AddServices, null, CancellationToken.None);
        await work.Execute(AddPrivileges, null, CancellationToken.None);
        await work.Commit(CancellationToken.None);
    }

    internal async Task<Guid> Patient(string facility = "village-a", string name = "李秀英")
    {
        var id = Guid.CreateVersion7();
        await Execute(AddPatient, new
        {
            id, facility = hub.World.Facility(facility).Value, name, person = Guid.NewGuid(),
            now = hub.Clock.GetUtcNow(),
        });
        return id;
    }

    internal Task AttachEcg(Guid consultation) =>
        Execute(AddEcg, new { id = consultation, now = hub.Clock.GetUtcNow() });

    internal async Task Execute(string sql, object parameters)
    {
        await using var work = await hub.Database.Begin(CancellationToken.None);
        await work.Execute(sql, parameters, CancellationToken.None);
        await work.Commit(CancellationToken.None);
    }

    internal async Task<T> Row<T>(string sql, object parameters)
    {
        await using var reading = await hub.Database.Read(CancellationToken.None);
        return await reading.Row<T>(sql, parameters, CancellationToken.None);
    }

    /// <summary>A draft of an ECG question with its file, ready to be sent.</summary>
    internal async Task<JsonElement> Draft(HttpClient sender, Guid patient, string colour = "green",
        string service = "ecg")
    {
        var answer = await sender.PostAsJsonAsync("/api/consultations", new
        {
            patientId = patient,
            serviceCode = service,
            colour,
            questions = new[] { "Is there an acute infarction?", "May she take her beta blocker?" },
            complaint = "chest pain since morning",
            onsetAt = hub.Clock.GetUtcNow().AddHours(-3),
        });
        var draft = await Json(answer, 201);
        if (service == "ecg") await AttachEcg(draft.GetProperty("id").GetGuid());
        return draft;
    }

    /// <summary>A case that is sent and stands in the queue of county A.</summary>
    internal async Task<Guid> Sent(HttpClient sender, string colour = "green", string service = "ecg")
    {
        var draft = await Draft(sender, await Patient(), colour, service);
        var id = draft.GetProperty("id").GetGuid();
        await Json(await sender.PostAsJsonAsync(
            $"/api/consultations/{id}/submission", new { version = draft.GetProperty("version").GetInt32() }), 200);
        return id;
    }

    /// <summary>A complete ECG report.</summary>
    internal static Dictionary<string, object> EcgReport(int version) => new()
    {
        ["version"] = version,
        ["content"] = new Dictionary<string, object>
        {
            ["quality.recording"] = "good",
            ["measurements.ventricular_rate"] = 72,
            ["comparison.prior"] = "none_available",
            ["statements.overall"] = new object[] { new { code = "1", modifiers = Array.Empty<string>() } },
        },
        ["answers"] = new object[]
        {
            new { number = 1, text = "No acute infarction." }, new { number = 2, text = "Yes." },
        },
        ["impression"] = "Normal ECG.",
        ["advice"] = "Repeat when pain returns.",
        ["certainty"] = "likely",
        ["actionCard"] = new { doNow = "rest", give = "", doNot = "", sendIf = "pain returns", callBackAt = "" },
    };

    internal async Task<HttpResponseMessage> Sign(HttpClient reader, Guid id, object form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/consultations/{id}/signature")
        {
            Content = JsonContent.Create(form),
        };
        request.Headers.Add("X-Fresh-Credential", await hub.Fresh(reader));
        return await reader.SendAsync(request);
    }

    internal async Task<HttpResponseMessage> Freshly(HttpClient person, string path, object form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(form) };
        request.Headers.Add("X-Fresh-Credential", await hub.Fresh(person));
        return await person.SendAsync(request);
    }

    internal static async Task<JsonElement> Json(HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode} instead of {status}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    internal static async Task<string?> Code(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
