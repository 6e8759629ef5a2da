using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Reports;

/// <summary>Publishes the draft as preliminary: visible to the sender at once when Red or critical.</summary>
internal static class PublishPreliminary
{
    [Answers<ConsultationView>]
    internal static Task<IResult> Handle(
        Guid id, CurrentPerson person, HttpContext http, CaseChanges changes, ServiceBook services,
        CancellationToken cancel) =>
        changes.RunReading(id, person, Permission.WriteReport, http,
            async change => Publish(change, await DraftToFinish.Load(change, services, cancel)), cancel);

    internal static IResult? Publish(CaseChange change, DraftToFinish draft)
    {
        if (draft.Version is null) return Problems.Answer(409, "no_draft", "Nothing is written yet.");
        if (draft.Written.Content.Conclusion.Length == 0)
        {
            return Problems.Answer(
                409, "incomplete", "A preliminary report has a conclusion.", missing: ["impression"]);
        }
        if (TalkConsultation.OpenIfClaimed(change) is { } notOpened) return notOpened;
        if (draft.Finish(change, new ReportForm()) is { } refusal) return refusal;
        ReportStore.AddReport(change, new ReportStore.NewReport
        {
            Id = ReportId.New(change.Now),
            Kind = "original",
            Status = "preliminary",
            Written = draft.Written,
            IsSigned = false,
            IsCritical = change.Its.IsCritical,
        });
        if (change.Its.PreliminaryIsVisible) change.TellSender("preliminary_visible");
        return null;
    }
}
