using Telemed.Domain;
using Telemed.Domain.Patients;
using Telemed.Storage;

namespace Telemed.Hub.Uploads;

/// <summary>Compares the patient of a file's header with the one chosen: a swapped file must not go unseen.</summary>
internal static class PatientComparison
{
    private sealed record Chosen(string Name, string Sex, DateOnly? BirthDate);

    private const string FindPatient = "SELECT name, sex, birth_date FROM patient WHERE id = @id";

    /// <summary>The fields in which both say something, and say different things: name, birth_date, sex.</summary>
    public static async Task<string[]> Differences(
        Reading reading, PatientId? patient, HeaderPatient? header, CancellationToken cancel)
    {
        if (patient is not { } id || header is null) return [];
        if (await reading.RowOrNone<Chosen>(FindPatient, new { id = id.Value }, cancel) is not { } chosen) return [];
        return [.. Differences(header, chosen.Name, chosen.Sex, chosen.BirthDate)];
    }

    internal static IEnumerable<string> Differences(HeaderPatient header, string name, string sex, DateOnly? birthDate)
    {
        if (Words(header.Name) is { Count: > 0 } words && !words.SetEquals(Words(name))
            && !IsJoined(header.Name, name) && !NameKeys.MayBeSame(header.Name, name)) yield return "name";
        if (header.BirthDate is { } born && birthDate is { } known && born != known) yield return "birth_date";
        if (header.Sex is "male" or "female" && sex is "male" or "female" && header.Sex != sex) yield return "sex";
    }

    // Devices write family and given names in either order, in capitals, parted by carets, commas or nothing, and often
    // in Latin letters only: "Li^Jianguo" on the tracing of 李建国.
    private static HashSet<string> Words(string name) =>
        [.. name.ToUpperInvariant().Split([' ', '^', ',', '=', '.', '-'], StringSplitOptions.RemoveEmptyEntries)];

    private static bool IsJoined(string one, string other) => string.Concat(Words(one)) == string.Concat(Words(other));
}
