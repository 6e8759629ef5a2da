using Dapper;
using Telemed.Domain;
using Telemed.Storage;

namespace Telemed.Hub.Consultations;

/// <summary>
/// Which facilities have readers for which service, and who helps whom, in memory for ten seconds: sending a case
/// routes it at once, in the transaction that sends it, without asking the database again.
/// </summary>
internal sealed class ReaderBook(Database database, TimeProvider time)
{
    private const string ReadersSql = """
        SELECT DISTINCT pp.service_code, f.id, f.tier, f.path
        FROM person_privilege pp
        JOIN person p ON p.id = pp.person_id AND p.active
        JOIN person_role r ON r.person_id = p.id AND r.role IN ('reporter', 'reviewer', 'on_call_chief')
        JOIN facility f ON f.id = r.facility_id AND f.active
        JOIN service s ON s.code = pp.service_code AND f.tier = ANY (s.performer_tiers)
        LIMIT 20000
        """;

    private const string PairingsSql = """
        SELECT helper_facility_id, helped_facility_id, service_code FROM pairing
        WHERE starts_on <= @today AND (ends_on IS NULL OR ends_on >= @today)
        LIMIT 20000
        """;

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private Shelf shelf = new([], [], DateTimeOffset.MinValue);

    /// <summary>A facility with at least one reader of a service.</summary>
    [method: ExplicitConstructor]
    internal sealed record ReadingFacility(string ServiceCode, Guid Id, string Tier, Guid[] Path);

    [method: ExplicitConstructor]
    private sealed record Pairing(Guid HelperFacilityId, Guid HelpedFacilityId, string? ServiceCode);

    private sealed record Shelf(
        IReadOnlyList<ReadingFacility> Readers, IReadOnlyList<Pairing> Pairings, DateTimeOffset ReadAt);

    /// <summary>
    /// The facilities that read a service for a sender, best first: counterpart hospitals, then the nearest in the
    /// tree, then county before city. Empty when rules cannot decide and the desk must.
    /// </summary>
    internal async ValueTask<IReadOnlyList<ReadingFacility>> For(
        string serviceCode, Guid[] senderPath, CancellationToken cancel)
    {
        var book = await Current(cancel);
        var helpers = book.Pairings
            .Where(pair => pair.ServiceCode is null || pair.ServiceCode == serviceCode)
            .Where(pair => senderPath.Contains(pair.HelpedFacilityId))
            .Select(pair => pair.HelperFacilityId)
            .ToHashSet();
        var sender = senderPath[^1];
        return
        [
            .. book.Readers
                .Where(reader => reader.ServiceCode == serviceCode && reader.Id != sender)
                .Where(reader => reader.Path[0] == senderPath[0] || helpers.Contains(reader.Id))
                .OrderByDescending(reader => helpers.Contains(reader.Id))
                .ThenByDescending(reader => Shared(reader.Path, senderPath))
                .ThenByDescending(reader => (int)TextCode.Parse<Tier>(reader.Tier)),
        ];
    }

    private async ValueTask<Shelf> Current(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var held = shelf;
        if ((now - held.ReadAt).Duration() <= Kept) return held;
        await using var reading = await database.Read(cancel);
        var readers = await reading.Rows<ReadingFacility>(ReadersSql, null, cancel);
        var pairings = await reading.Rows<Pairing>(
            PairingsSql, new { today = DateOnly.FromDateTime(now.UtcDateTime) }, cancel);
        return shelf = new Shelf(readers, pairings, now);
    }

    /// <summary>How many places two ways down the tree have in common.</summary>
    internal static int Shared(Guid[] left, Guid[] right)
    {
        var shared = 0;
        while (shared < left.Length && shared < right.Length && left[shared] == right[shared]) shared++;
        return shared;
    }
}
