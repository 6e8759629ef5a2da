using System.Globalization;
using Dapper;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Consultations;

/// <summary>The lists of the three people: the sender's lanes, the reader's queue, the desk's open cases.</summary>
internal static class ListConsultations
{
    private const int DefaultLimit = 50;
    private const int PageLimit = 200;
    private const int SearchLimitChars = 100;

    internal sealed record Filters
    {
        public string? View { get; init; }

        public string? State { get; init; }

        public string? Colour { get; init; }

        public string? Service { get; init; }

        public Guid? FacilityId { get; init; }

        public string? Tier { get; init; }

        public string? Q { get; init; }

        public string? Cursor { get; init; }

        public int? Limit { get; init; }
    }

    [Answers<ConsultationPage>]
    internal static async Task<IResult> Handle(
        [AsParameters] Filters filters, CurrentPerson person, Database database, TimeProvider time,
        CancellationToken cancel)
    {
        var view = filters.View ?? "mine";
        if (Choose(view) is not var (sql, permission, position))
            return Problems.BadField("view", "The view is mine, queue, open, reading or done.");
        if (!person.Has(permission)) return TypedResults.Ok(new ConsultationPage([], null));
        if (Parameters(filters, person, permission) is not { } parameters)
            return Problems.BadField("filter", "A filter has a value that is not of its list.");

        await using var reading = await database.Read(cancel);
        var rows = await reading.Rows<RowRecord>(sql, parameters, cancel);
        var now = time.GetUtcNow();
        return TypedResults.Ok(new ConsultationPage(
            [.. rows.Select(row => row.ToRow(person, now))], Next(rows, Limit(filters), position)));
    }

    private static (string Sql, Permission Permission, Func<RowRecord,
        DateTimeOffset?> Position)? Choose(string view) => view switch
    {
        "mine" => (ConsultationLists.MineSql, Permission.ViewConsultations, row => row.CreatedAt),
        "queue" => (ConsultationLists.QueueSql, Permission.ClaimConsultation, row => row.DueAt),
        "open" => (ConsultationLists.OpenSql, Permission.ViewConsultations, row => row.DueAt),
        "reading" => (ConsultationLists.ReadingSql, Permission.ViewConsultations, row => row.DueAt),
        "done" => (ConsultationLists.DoneSql, Permission.ViewConsultations, row => row.FirstSignedAt),
        _ => null,
    };

    private static int Limit(Filters filters) => Math.Clamp(filters.Limit ?? DefaultLimit, 1, PageLimit);

    private static DynamicParameters? Parameters(Filters filters, CurrentPerson person, Permission permission)
    {
        var states = filters.State?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (states?.All(state => TextCode.TryParse<ConsultationState>(state, out _)) == false) return null;
        if (filters.Colour is { } colour && !TextCode.TryParse<Colour>(colour, out _)) return null;
        if (filters.Tier is { } tier && !TextCode.TryParse<Tier>(tier, out _)) return null;
        var cursor = filters.Cursor is { } text ? Cursor.Read(text) : null;
        if (filters.Cursor is not null && cursor is null) return null;
        if (filters.Q?.Length > SearchLimitChars) return null;
        var search = filters.Q?.Trim() is { Length: > 0 } asked ? asked : null;
        var key = search is null ? null : Patients.PatientKeys.ForSearch(search);

        var parameters = ConsultationAccess.Parameters(person, permission);
        parameters.Add("states", states);
        parameters.Add("colour", filters.Colour);
        parameters.Add("service", filters.Service);
        parameters.Add("facility", filters.FacilityId);
        parameters.Add("tier", filters.Tier);
        parameters.Add("number", search is null ? null : $"{search.Replace("\\", "", StringComparison.Ordinal)
            .Replace("%", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal)}%");
        parameters.Add("keyFrom", key);
        parameters.Add("keyUntil", key is null ? null : key + '\uffff');
        parameters.Add("mayReview", person.Has(Permission.ReviewReport));
        parameters.Add("limit", Limit(filters));
        parameters.Add("beforeRank", (short)(cursor?.Rank ?? 0));
        parameters.Add("beforeAt", cursor?.At);
        parameters.Add("beforeId", cursor?.Id);
        return parameters;
    }

    private static string? Next(
        IReadOnlyList<RowRecord> rows, int limit, Func<RowRecord, DateTimeOffset?> position)
    {
        if (rows.Count < limit) return null;
        var last = rows[^1];
        return new Cursor((int)last.ColourValue, position(last), last.Id).ToString();
    }
}
