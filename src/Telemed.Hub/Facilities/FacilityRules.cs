using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Facilities;

/// <summary>What a facility must be to fit into the tree.</summary>
internal static class FacilityRules
{
    private const int DepthLimit = 8, DayMinutes = 24 * 60;

    public static ProblemHttpResult? Fields(
        string tier, string code, string name, string timeZone, string? phone, int? studyQuietMinutes)
    {
        if (!TextCode.TryParse<Tier>(tier, out _))
            return Problems.BadField("tier", "The tier is city, county, township or village.");
        if (code.Length is < 1 or > 40) return Problems.BadField("code", "A code has 1 to 40 characters.");
        if (name.Length is < 1 or > 200) return Problems.BadField("name", "A name has 1 to 200 characters.");
        if (phone?.Length > 40) return Problems.BadField("phone", "A telephone number has 40 characters at most.");
        if (studyQuietMinutes is < 1 or > DayMinutes)
            return Problems.BadField("studyQuietMinutes", "A study counts as whole after 1 to 1440 quiet minutes.");
        return TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _) ? null
            : Problems.BadField("timeZone", "Not a time zone, such as Asia/Shanghai.");
    }

    /// <summary>A parent stands above its children, never beside or below them.</summary>
    public static ProblemHttpResult? Place(Guid id, Tier tier, FacilityStore.FacilityRow? parent,
        IReadOnlyList<Tier> below)
    {
        if (parent is not null && parent.Path.Contains(id))
            return Problems.Answer(409, "own_branch", "A facility cannot be moved below itself.");
        if (parent?.Path.Length >= DepthLimit)
            return Problems.Answer(409, "too_deep", "The tree is not deeper than eight facilities.");
        if (parent is not null && TextCode.Parse<Tier>(parent.Tier) >= tier)
            return Problems.Answer(409, "tier_order", "The facility above must be of a higher tier.");
        return below.Any(child => child <= tier)
            ? Problems.Answer(409, "tier_order", "A facility below would be of the same or a higher tier.") : null;
    }
}
