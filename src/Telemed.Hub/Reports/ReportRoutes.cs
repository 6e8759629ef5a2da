using Telemed.Domain.Access;
using Telemed.Hub.Consultations;
using Telemed.Hub.Jobs;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Reports;

internal static class ReportRoutes
{
    internal static void AddReports(this IServiceCollection services)
    {
        services.AddSingleton<RunCriticalHops>();
        services.AddJob<FileReport>();
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ReportsJson.Default));
    }

    internal static void MapReports(this IEndpointRouteBuilder app)
    {
        var cases = app.MapGroup("/api/consultations/{id:guid}");
        cases.MapGet("/report-draft", DraftReport.Get).Needs(Permission.WriteReport);
        cases.MapPut("/report-draft", DraftReport.Save).Needs(Permission.WriteReport);
        cases.MapPost("/preliminary", PublishPreliminary.Handle).Needs(Permission.WriteReport);
        cases.MapPost("/review-request", ReviewReport.Ask).Needs(Permission.WriteReport);
        cases.MapPost("/review", ReviewReport.Answer).Needs(Permission.ReviewReport);
        cases.MapPost("/second-opinion-answer", ReviewReport.AnswerSecondOpinion).Needs(Permission.WriteReport);
        cases.MapPost("/second-opinion-reading", GiveReading.Handle).Needs(Permission.WriteReport);
        cases.MapPost("/signature", SignReport.Handle).Needs(Permission.SignReport);
        cases.MapPost("/addenda", AmendReport.Add).Needs(Permission.AmendReport);
        cases.MapPost("/amendments", AmendReport.Amend).Needs(Permission.AmendReport);
        cases.MapPost("/critical-read-back", CriticalLoops.HandleReadBack).Needs(Permission.AnswerCritical);
        cases.MapPost("/critical-contact", CriticalLoops.HandleContact).Needs(Permission.AnswerCritical);
        cases.MapPost("/critical-unreachable", CriticalLoops.HandleUnreachable).Needs(Permission.DeclareUnreachable);
        cases.MapGet("/snapshots", ListSnapshots.Handle).Needs(Permission.WriteReport);
        cases.MapPost("/snapshots", TakeSnapshot.Handle).Needs(Permission.WriteReport);
        cases.MapPut("/snapshots/{snapshotId:guid}", EditSnapshot.Caption).Needs(Permission.WriteReport);
        cases.MapDelete("/snapshots/{snapshotId:guid}", EditSnapshot.Remove).Needs(Permission.WriteReport);
        cases.MapGet("/snapshots/{snapshotId:guid}/picture", ListSnapshots.Picture).Needs(Permission.ViewReports);
        app.MapGet("/api/reports/{id:guid}", ViewReport.Handle).Needs(Permission.ViewReports);
        app.MapGet("/api/reports/{id:guid}/page", PrintReport.Page).Needs(Permission.ViewReports);
        app.MapGet("/api/reports/{id:guid}/pdf", PrintReport.Pdf).Needs(Permission.ViewReports);
        app.MapGet("/verify/{code}", VerifyReport.Handle)
            .Open("anyone with the paper may check it; it shows no content");
    }
}
