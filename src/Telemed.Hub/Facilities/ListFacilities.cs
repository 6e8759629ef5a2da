using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Facilities;

/// <summary>A facility as people see it.</summary>
internal sealed record FacilityView(
    Guid Id, Guid? ParentId, string Tier, string Code, string Name, string TimeZone, string? Phone, bool Active,
    int Version, int? StudyQuietMinutes)
{
    public static FacilityView Of(FacilityStore.FacilityRow row) =>
        new(row.Id, row.ParentId, row.Tier, row.Code, row.Name, row.TimeZone, row.Phone, row.Active, row.Version,
            row.StudyQuietMinutes);
}

/// <summary>The whole tree, parents before children: it is small, and every page needs the names.</summary>
internal static class ListFacilities
{
    [Answers<Page<FacilityView>>]
    internal static async Task<IResult> Handle(Database database, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        var rows = await FacilityStore.List(read, cancel);
        return TypedResults.Ok(new Page<FacilityView>([.. rows.Select(FacilityView.Of)], null));
    }
}
