using Telemed.Domain;
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
    [Answers<ReaderRanking>]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, Database database, ServiceBook services, RoutingOptions options,
        TimeProvider time, CancellationToken cancel)
    {
        var consultation = new ConsultationId(id);
        await using var reading = await database.Read(cancel);
        if (await CandidateStore.FindCase(reading, person, consultation, cancel) is not { } its)
            return Problems.NotFound();
        var weighed = await WeighReaders.Of(reading, consultation, its, time.GetUtcNow(), services, options, cancel);
        return TypedResults.Ok(Answer(its, weighed, options));
    }

    private static ReaderRanking Answer(
        CandidateStore.CaseLine its, WeighedReaders weighed, RoutingOptions options)
    {
        var (routed, readers) = (weighed.Case, weighed.Readers);
        var ranked = RoutingRules.Rank(routed, readers.Values.Select(each => each.Candidate));
        var refused = readers.Values
            .Select(each => (each.Line, each.Candidate, Refusals: RoutingRules.Refuse(routed, each.Candidate)))
            .Where(each => each.Refusals.Count > 0)
            .OrderBy(each => each.Refusals.Any(RoutingRules.IsWall)).ThenBy(each => each.Refusals.Count)
            .ThenBy(each => each.Line.PersonName, StringComparer.Ordinal).ThenBy(each => each.Line.PersonId);
        return new ReaderRanking(
            Math.Round(weighed.FairShare, 1), WeighReaders.FairShareDays, options.CasesInHand,
            [
                .. ranked.Select((reader, place) => View(routed, its, readers[reader.Person].Line, reader,
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
}
