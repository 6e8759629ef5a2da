using Telemed.Domain;
using Telemed.Domain.Clocks;
using Telemed.Domain.Routing;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Consultations;

/// <summary>
/// A reader as the desk weighs him: what speaks for him, what he has in hand with its predicted minutes, what puts him
/// before the next one, and the codes of what speaks against him.
/// </summary>
internal sealed record RankedReader(
    PersonLine Person, string? Title, FacilityLine Facility, string? OtherLanguage, bool PreviousReader,
    bool PairedHospital, int TiersAway, int InHand, int MinutesInHand, int ReadLately, string? DecidedBy,
    string[] Refusals, bool MayBeGiven);

/// <summary>Who should read a case, the best first, and who should not, with the reasons.</summary>
internal sealed record ReaderRanking(
    double FairShare, int FairShareDays, int CasesInHandLimit, IReadOnlyList<RankedReader> Readers,
    IReadOnlyList<RankedReader> Refused);

/// <summary>Ranks the readers to whom the desk could give a case, by the practice's routing score.</summary>
internal static class RankReaders
{
    private const int FairShareDays = 30;

    private sealed record Weighed(CandidateStore.CandidateLine Line, Candidate Candidate);

    [Answers<ReaderRanking>]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, Database database, ServiceBook services, RoutingOptions options,
        TimeProvider time, CancellationToken cancel)
    {
        var (consultation, now) = (new ConsultationId(id), time.GetUtcNow());
        await using var reading = await database.Read(cancel);
        if (await CandidateStore.FindCase(reading, person, consultation, cancel) is not { } its)
            return Problems.NotFound();
        var found = await CandidateStore.FindCandidates(
            reading, consultation, its, now, now.AddDays(-FairShareDays), cancel);
        var minutes = await MinutesInHand(found, services, cancel);
        var fairShare = FairShare(found.Candidates);
        var weighed = found.Candidates
            .Select(line => new Weighed(line, Weigh(line, its, found, minutes, fairShare, options)))
            .ToDictionary(each => each.Candidate.Person);
        return TypedResults.Ok(Answer(RoutedCaseOf(its), its, weighed, fairShare, options));
    }

    private static ReaderRanking Answer(
        RoutedCase routed, CandidateStore.CaseLine its, Dictionary<PersonId, Weighed> weighed, double fairShare,
        RoutingOptions options)
    {
        var ranked = RoutingRules.Rank(routed, weighed.Values.Select(each => each.Candidate));
        var refused = weighed.Values
            .Select(each => (each.Line, each.Candidate, Refusals: RoutingRules.Refuse(routed, each.Candidate)))
            .Where(each => each.Refusals.Count > 0)
            .OrderBy(each => each.Refusals.Any(RoutingRules.IsWall)).ThenBy(each => each.Refusals.Count)
            .ThenBy(each => each.Line.PersonName, StringComparer.Ordinal).ThenBy(each => each.Line.PersonId);
        return new ReaderRanking(
            Math.Round(fairShare, 1), FairShareDays, options.CasesInHand,
            [
                .. ranked.Select((reader, place) => View(routed, its, weighed[reader.Person].Line, reader,
                    place + 1 < ranked.Length ? RoutingRules.Decides(routed, reader, ranked[place + 1]) : null, [])),
            ],
            [.. refused.Select(each => View(routed, its, each.Line, each.Candidate, null, each.Refusals))]);
    }

    private static RankedReader View(
        RoutedCase routed, CandidateStore.CaseLine its, CandidateStore.CandidateLine line, Candidate reader,
        RoutingMerit? decidedBy, IReadOnlyList<RoutingRefusal> refusals) => new(
            new PersonLine(line.PersonId, line.PersonName), line.Title,
            new FacilityLine(line.FacilityId, line.FacilityName, line.FacilityTier),
            line.Language == its.RequesterLanguage ? null : line.Language,
            reader.Person == routed.PreviousReader, reader.IsPairedHospital, reader.TierDistance, reader.InHand,
            reader.MinutesInHand, line.ReadLately, decidedBy is { } merit ? TextCode.Of(merit) : null,
            [.. refusals.Select(TextCode.Of)], !refusals.Any(RoutingRules.IsWall));

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
