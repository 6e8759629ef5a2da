using Telemed.Domain;
using Telemed.Domain.Clocks;
using Telemed.Domain.Routing;
using Telemed.Storage;

namespace Telemed.Hub.Consultations;

/// <summary>A reader as he is stored and as routing sees him.</summary>
internal sealed record WeighedReader(CandidateStore.CandidateLine Line, Candidate Candidate);

/// <summary>The readers of a case, and what a fair share of its service would be.</summary>
internal sealed record WeighedReaders(
    RoutedCase Case, double FairShare, IReadOnlyDictionary<PersonId, WeighedReader> Readers);

/// <summary>Gathers what routing must know of the readers of a case, for the desk and for queues that give.</summary>
internal static class WeighReaders
{
    internal const int FairShareDays = 30;

    internal static async Task<WeighedReaders> Of(
        Reading reading, ConsultationId id, CandidateStore.CaseLine its, DateTimeOffset now, ServiceBook services,
        RoutingOptions options, CancellationToken cancel)
    {
        var found = await CandidateStore.FindCandidates(reading, id, its, now, now.AddDays(-FairShareDays), cancel);
        var minutes = await MinutesInHand(found, services, cancel);
        var fairShare = FairShare(found.Candidates);
        return new WeighedReaders(RoutedCaseOf(its), fairShare, found.Candidates
            .Select(line => new WeighedReader(line, Weigh(line, its, found, minutes, fairShare, options)))
            .ToDictionary(each => each.Candidate.Person));
    }

    private static RoutedCase RoutedCaseOf(CandidateStore.CaseLine its) => new(
        new PersonId(its.RequesterId), its.HolderId is { } holder ? new PersonId(holder) : null,
        its.PreviousReaderId is { } previous ? new PersonId(previous) : null);

    private static Candidate Weigh(
        CandidateStore.CandidateLine line, CandidateStore.CaseLine its, CandidateStore.Found found,
        Dictionary<Guid, double> minutes, double fairShare, RoutingOptions options) => new()
        {
            Person = new PersonId(line.PersonId),
            MayReadService = line.MayRead,
            ReadsForSender = line.ReadsForSender,
            IsOnShift = line.IsOnShift,
            HasConflict = line.HasConflict,
            InHand = found.InHand.Where(hand => hand.PersonId == line.PersonId).Sum(hand => hand.Cases),
            Cap = options.CasesInHand,
            IsPairedHospital = line.IsPaired,
            TierDistance = Math.Abs(
                TextCode.Parse<Tier>(its.FacilityTier) - TextCode.Parse<Tier>(line.FacilityTier)),
            SharedPlaces = ReaderBook.Shared(line.FacilityPath, its.FacilityPath),
            MinutesInHand = (int)Math.Round(minutes.GetValueOrDefault(line.PersonId)),
            FairnessDeficit = fairShare - line.ReadLately,
        };

    // By the usual reading time of each service; where nothing was read yet, by the time its report may take.
    private static async Task<Dictionary<Guid, double>> MinutesInHand(
        CandidateStore.Found found, ServiceBook services, CancellationToken cancel)
    {
        var pace = found.Pace.ToDictionary(line => line.ServiceCode, line => line.Minutes);
        var minutes = new Dictionary<Guid, double>();
        foreach (var hand in found.InHand)
        {
            var each = pace.TryGetValue(hand.ServiceCode, out var usual)
                ? usual
                : ((await services.Find(hand.ServiceCode, cancel))?.Timers ?? ServiceTimers.Text)
                    .Report[TextCode.Parse<Colour>(hand.Colour)].TotalMinutes;
            minutes[hand.PersonId] = minutes.GetValueOrDefault(hand.PersonId) + (each * hand.Cases);
        }
        return minutes;
    }

    // What each would have read had all who may read the service for this sender read the same.
    private static double FairShare(IReadOnlyList<CandidateStore.CandidateLine> candidates)
    {
        var sharing = candidates.Where(line => line is { MayRead: true, ReadsForSender: true }).ToArray();
        return sharing.Length == 0 ? 0 : sharing.Average(line => line.ReadLately);
    }
}
