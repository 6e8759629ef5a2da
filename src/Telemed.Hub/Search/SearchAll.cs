using Telemed.Domain.Access;
using Telemed.Hub.Consultations;
using Telemed.Hub.Facilities;
using Telemed.Hub.Patients;
using Telemed.Hub.People;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Search;

/// <summary>
/// One box for everything: patients, cases, people and facilities, each only within the person's reach.
/// </summary>
internal static class SearchAll
{
    private const int EachLimit = 8;
    private const int WordsLimit = 100;

    // Shorter parts are in every number, and no index helps to find them.
    private const int NumberPartChars = 3;

    private const string ByNumber = $"""
        SELECT c.id, c.number, c.state, c.colour, c.service_code, p.name AS patient_name
        FROM consultation c JOIN patient p ON p.id = c.patient_id
        WHERE c.number ILIKE @pattern AND {ConsultationAccess.VisibleSql}
        ORDER BY c.created_at DESC LIMIT @limit
        """;

    private sealed record CaseRow
    {
        public Guid Id { get; init; }
        public string Number { get; init; } = "";
        public string State { get; init; } = "";
        public string Colour { get; init; } = "";
        public string ServiceCode { get; init; } = "";
        public string PatientName { get; init; } = "";

        public CaseFound Found() => new(Id, Number, State, Colour, ServiceCode, new PatientOfCase(PatientName));
    }

    internal sealed record PatientOfCase(string Name);

    internal sealed record CaseFound(
        Guid Id, string Number, string State, string Colour, string ServiceCode, PatientOfCase Patient);

    internal sealed record PersonFound(Guid Id, string Name, string? Title, string? Phone, string? FacilityName);

    internal sealed record Response(
        IReadOnlyList<PatientFound> Patients, IReadOnlyList<CaseFound> Consultations, IReadOnlyList<PersonFound> People,
        IReadOnlyList<FacilityView> Facilities);

    [Answers<Response>]
    internal static async Task<IResult> Handle(
        string? q, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        var words = q?.Trim() ?? "";
        if (words.Length > WordsLimit) return Problems.BadField("q", $"At most {WordsLimit} characters.");
        if (words.Length == 0) return TypedResults.Ok(new Response([], [], [], []));
        await using var read = await database.Read(cancel);
        var patients = person.Has(Permission.ViewPatients)
            ? await PatientStore.Search(read, person, words, EachLimit, cancel) : [];
        var cases = person.Has(Permission.ViewConsultations) && IsPartOfNumber(words)
            ? await Cases(read, person, words, cancel) : [];
        var people = await PersonStore.List(read, null, words, null, Guid.Empty, EachLimit, cancel);
        var facilities = await FacilityStore.Search(read, words, EachLimit, cancel);
        return TypedResults.Ok(new Response(
            [.. patients.Select(each => each.Found(time.GetUtcNow()))], cases,
            [.. people.Where(each => each.Active).Select(each => PersonView.Of(each, whole: false)).Select(Found)],
            [.. facilities.Select(FacilityView.Of)]));
    }

    private static bool IsPartOfNumber(string words) =>
        words.Length >= NumberPartChars && words.Any(char.IsAsciiDigit);

    private static async Task<IReadOnlyList<CaseFound>> Cases(
        Reading read, CurrentPerson person, string words, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person);
        parameters.Add("pattern", "%" + LikePattern.Escape(words) + "%");
        parameters.Add("limit", EachLimit);
        return [.. (await read.Rows<CaseRow>(ByNumber, parameters, cancel)).Select(row => row.Found())];
    }

    private static PersonFound Found(PersonView person) =>
        new(person.Id, person.Name, person.Title, person.Phone, person.Roles.Count > 0 ? person.Roles[0].FacilityName
            : null);
}

internal static class SearchRoutes
{
    public static void MapSearch(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/search", SearchAll.Handle).Needs(Permission.ViewDirectory);
}
