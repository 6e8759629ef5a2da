using Telemed.Domain;
using Telemed.Hub.Tests.Platform;

namespace Telemed.Hub.Tests.Uploads;

/// <summary>A draft of the village's clinician, to which files are sent.</summary>
internal static class CaseForFiles
{
    private const string Insert = """
        INSERT INTO patient (id, facility_id, name, sex, birth_date, language, created_by, created_at, updated_at)
        VALUES (@patient, @facility, @name, 'female', '1961-04-12', 'zh', @person, @now, @now);
        INSERT INTO consultation (id, number, facility_id, requester_id, patient_id, service_code, kind, colour, state,
            state_since, created_at)
        VALUES (@id, @number, @facility, @person, @patient, 'pathology', 'pathology', 'yellow', 'draft', @now, @now);
        """;

    public static async Task<Guid> Draft(HubFixture hub, string patientName = "王秀兰")
    {
        var now = hub.Clock.GetUtcNow();
        var id = ConsultationId.New(now).Value;
        await using var work = await hub.Database.Begin(CancellationToken.None);
        await work.Execute(Insert, new
        {
            id, number = $"T-{id:N}", facility = hub.World.Facility("village-a").Value, person =
                hub.World.Person("village-a").Value,
            patient = PatientId.New(now).Value, name = patientName, now,
        }, CancellationToken.None);
        await work.Commit(CancellationToken.None);
        return id;
    }
}
