using Telemed.Domain.Access;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Patients;

internal static class PatientRoutes
{
    internal static void AddPatients(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, PatientJson.Default));

    internal static void MapPatients(this IEndpointRouteBuilder app)
    {
        var patients = app.MapGroup("/api/patients");
        patients.MapGet("", FindPatients.Handle).Needs(Permission.ViewPatients);
        patients.MapPost("", RegisterPatient.Handle).Needs(Permission.EditPatients);
        patients.MapGet("/{id:guid}", ViewPatient.Handle).Needs(Permission.ViewPatients);
        patients.MapPut("/{id:guid}", ChangePatient.Handle).Needs(Permission.EditPatients);
        patients.MapGet("/{id:guid}/history", ViewPatientHistory.Handle).Needs(Permission.ViewPatients);
        var holds = patients.MapGroup("/{id:guid}/holds");
        holds.MapGet("", ManageHolds.List).Needs(Permission.ManageLegalHolds);
        holds.MapPost("", ManageHolds.Set).Needs(Permission.ManageLegalHolds);
        holds.MapPost("/{holdId:guid}/release", ManageHolds.Release).Needs(Permission.ManageLegalHolds);
    }
}
