using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.Jobs;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Consultations;

internal static class ConsultationRoutes
{
    internal static void AddConsultations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<RoutingOptions>(configuration, "Telemed:Routing");
        services.AddSingleton<ServiceBook>();
        services.AddSingleton<ReaderBook>();
        services.AddSingleton<GivingQueues>();
        services.AddSingleton<CaseChanges>();
        services.AddSingleton<QualityGate>();
        services.AddSingleton<RunTimers>();
        services.AddJob<GiveCase>();
        services.AddSingleton<ILiveAccess, LiveAccess>();
        services.AddHostedService<TimerLoop>();
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ConsultationJson.Default));
    }

    internal static void MapConsultations(this IEndpointRouteBuilder app)
    {
        var cases = app.MapGroup("/api/consultations");
        cases.MapGet("", ListConsultations.Handle).Needs(Permission.ViewConsultations);
        cases.MapPost("", StartConsultation.Handle).Needs(Permission.StartConsultation);
        cases.MapGet("/{id:guid}", ViewConsultation.Handle).Needs(Permission.ViewConsultations);
        cases.MapPut("/{id:guid}", EditConsultation.Handle).Needs(Permission.StartConsultation);
        cases.MapGet("/{id:guid}/checks", CheckConsultation.Handle).Needs(Permission.ViewConsultations);
        app.MapPost("/api/queue/next", NextCase.Handle).Needs(Permission.ClaimConsultation);
        MapSender(cases);
        MapReader(cases);
        MapDesk(cases);
    }

    private static void MapSender(IEndpointRouteBuilder cases)
    {
        cases.MapPost("/{id:guid}/submission", SendConsultation.Handle).Needs(Permission.SendConsultation);
        cases.MapPost("/{id:guid}/copy", CopyConsultation.Handle).Needs(Permission.StartConsultation);
        cases.MapPost("/{id:guid}/info-answers", TalkConsultation.Answer).Needs(Permission.AnswerInfo);
        cases.MapPost("/{id:guid}/messages", TalkConsultation.Say).Needs(Permission.ViewConsultations);
        cases.MapPost("/{id:guid}/colour", SenderSteps.ChangeColour).Needs(Permission.RaiseColour);
        cases.MapPost("/{id:guid}/cancellation", SenderSteps.Cancel).Needs(Permission.CancelConsultation);
        cases.MapPost("/{id:guid}/acknowledgement", SenderSteps.Acknowledge).Needs(Permission.AcknowledgeReport);
        cases.MapPost("/{id:guid}/action", SenderSteps.RecordAction).Needs(Permission.RecordAction);
        cases.MapPost("/{id:guid}/reopening", SenderSteps.Reopen).Needs(Permission.ReopenConsultation);
        cases.MapPost("/{id:guid}/second-opinion", SenderSteps.AskSecondOpinion).Needs(Permission.AskSecondOpinion);
    }

    private static void MapReader(IEndpointRouteBuilder cases)
    {
        cases.MapPost("/{id:guid}/claim", ClaimConsultation.Handle).Needs(Permission.ClaimConsultation);
        cases.MapPost("/{id:guid}/opening", OpenConsultation.Handle).Needs(Permission.WriteReport);
        cases.MapPost("/{id:guid}/heartbeat", RenewLease.Handle).Needs(Permission.WriteReport);
        cases.MapPost("/{id:guid}/release", ReleaseConsultation.Handle).Needs(Permission.ClaimConsultation);
        cases.MapPost("/{id:guid}/pause", HoldClock.Pause).Needs(Permission.PauseClock);
        cases.MapPost("/{id:guid}/resumption", HoldClock.Resume).Needs(Permission.PauseClock);
        cases.MapPost("/{id:guid}/phone-back", PhoneBacks.Handle).Needs(Permission.WriteReport);
        cases.MapPost("/{id:guid}/info-requests", TalkConsultation.Ask).Needs(Permission.WriteReport);
    }

    private static void MapDesk(IEndpointRouteBuilder cases)
    {
        cases.MapPost("/{id:guid}/triage", DeskSteps.Triage).Needs(Permission.TriageConsultation);
        cases.MapPost("/{id:guid}/routing", DeskSteps.Route).Needs(Permission.RouteConsultation);
        cases.MapGet("/{id:guid}/readers", RankReaders.Handle).Needs(Permission.ReassignConsultation);
        cases.MapPost("/{id:guid}/reassignment", DeskSteps.Reassign).Needs(Permission.ReassignConsultation);
        cases.MapPost("/{id:guid}/return", DeskSteps.Return).Needs(Permission.ReturnConsultation);
        cases.MapPost("/{id:guid}/rejection", DeskSteps.Reject).Needs(Permission.RejectConsultation);
    }

    private sealed class LiveAccess : ILiveAccess
    {
        public Task<bool> MaySee(
            Reading read, CurrentPerson person, ConsultationId consultation, CancellationToken cancel) =>
            ConsultationAccess.MaySee(read, person, consultation, cancel);
    }
}
