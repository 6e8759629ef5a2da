using System.Collections.Concurrent;
using Telemed.Domain;

namespace Telemed.Hub.Imaging;

/// <summary>
/// UIDs of studies and series that have a row for sure: rows are never taken away, so a remembered one spares an
/// attempt to write it. A forgotten one costs that attempt and nothing else.
/// </summary>
internal sealed class KnownPlaces
{
    private const int Limit = 20_000;
    private readonly ConcurrentDictionary<(FacilityId, string), bool> known = new();

    public bool Has(FacilityId facility, string uid) => known.ContainsKey((facility, uid));

    public void Add(FacilityId facility, ParsedInstance instance)
    {
        if (known.Count > Limit) known.Clear();
        known[(facility, instance.StudyUid)] = true;
        known[(facility, instance.SeriesUid)] = true;
    }
}
