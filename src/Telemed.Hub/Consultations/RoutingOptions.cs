using System.ComponentModel.DataAnnotations;

namespace Telemed.Hub.Consultations;

/// <summary>How cases are given to readers; section <c>Telemed:Routing</c>.</summary>
internal sealed record RoutingOptions
{
    /// <summary>
    /// Cases a reader may have in hand before the desk is warned when it gives him another, and the hub gives him none.
    /// </summary>
    [Range(1, 1000)]
    public int CasesInHand { get; init; } = 5;
}
