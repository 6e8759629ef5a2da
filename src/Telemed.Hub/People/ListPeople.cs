using Telemed.Domain.Access;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.People;

/// <summary>People by name, at a facility and below it.</summary>
internal static class ListPeople
{
    [Answers<Page<PersonView>>]
    internal static async Task<IResult> Handle(
        Guid? facilityId, string? q, string? cursor, int? limit, CurrentPerson person, Database database,
        CancellationToken cancel)
    {
        if (q?.Length > 100) return Problems.BadField("q", "Fewer words, please.");
        var after = PageCursor.TryRead(cursor, 2, out var values) && Guid.TryParse(values[1], out var id)
            ? (Name: values[0], Id: id) : (null, Guid.Empty);
        var count = PageCursor.Limit(limit);
        await using var read = await database.Read(cancel);
        var rows = await PersonStore.List(read, facilityId, string.IsNullOrWhiteSpace(q) ? null : q.Trim(), after.Name,
            after.Id, count + 1, cancel);
        var whole = person.Has(Permission.ManagePeople);
        var shown = rows.Take(count).ToList();
        return TypedResults.Ok(new Page<PersonView>([.. shown.Select(row => PersonView.Of(row, whole))],
            rows.Count > count ? PageCursor.Write(shown[^1].Name, shown[^1].Id.ToString()) : null));
    }

    [Answers<PersonView>]
    internal static async Task<IResult> One(Guid id, CurrentPerson person, Database database, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        return await PersonStore.Find(read, id, cancel) is { } row
            ? TypedResults.Ok(PersonView.Of(row, person.Has(Permission.ManagePeople)))
            : Problems.NotFound();
    }
}
