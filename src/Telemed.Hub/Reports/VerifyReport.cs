using System.Globalization;
using System.Text;
using Dapper;
using Telemed.Domain;
using Telemed.Storage;

namespace Telemed.Hub.Reports;

/// <summary>
/// The public page behind the code on paper: whether a report is genuine, and nothing of what it says.
/// </summary>
internal static class VerifyReport
{
    private const int CodeLimitChars = 40;

    private const string FindSql = """
        SELECT r.status, r.number, r.signed_at, r.signer ->> 'facility' AS facility, c.number AS consultation_number,
               encode(r.content_sha256, 'hex') AS sha256,
               EXISTS (SELECT 1 FROM report n WHERE n.replaces_id = r.id AND n.status = 'amended') AS replaced
        FROM report r JOIN consultation c ON c.id = r.consultation_id
        WHERE r.verification_code = @code
        """;

    [method: ExplicitConstructor]
    private sealed record Found(
        string Status, int Number, DateTimeOffset SignedAt, string? Facility, string ConsultationNumber, string Sha256,
        bool Replaced);

    internal static async Task<IResult> Handle(
        string code, string? language, HttpContext http, Database database, CancellationToken cancel)
    {
        var chosen = ReportHeadings.LanguageOf(language ?? http.Request.Headers.AcceptLanguage.ToString());
        await using var reading = await database.Read(cancel);
        var found = code.Length > CodeLimitChars
            ? null
            : await reading.RowOrNone<Found>(FindSql, new { code = Written(code) }, cancel);
        http.Response.Headers.ContentSecurityPolicy = PageHtml.Policy;
        return TypedResults.Text(Page(found, chosen), "text/html", Encoding.UTF8,
            found is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    // As people type it: without hyphens, in lower case, with spaces.
    private static string Written(string code)
    {
        var letters = string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return letters.Length == 12 ? $"{letters[..4]}-{letters[4..8]}-{letters[8..]}" : letters;
    }

    private static string Page(Found? found, Language language)
    {
        var page = new PageHtml().Begin(ReportHeadings.CodeOf(language), ReportHeadings.Title[language])
            .Element("h1", ReportHeadings.Title[language]);
        if (found is null)
        {
            return page.Element("p", ReportHeadings.Unknown[language], "critical")
                .Element("p", ReportHeadings.UnknownHelp[language]).End();
        }
        page.Element("p", ReportHeadings.Genuine[language], "answer");
        if (found.Replaced) page.Element("p", ReportHeadings.Replaced[language], "critical");
        return page.Raw("<table>")
            .Row(ReportHeadings.Number[language], $"{found.ConsultationNumber} / {found.Number}")
            .Row(ReportHeadings.StatusOf(found.Status, language), found.Facility)
            .Row(ReportHeadings.Signed[language],
                found.SignedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture))
            .Row("SHA-256", found.Sha256, "hash").Raw("</table>").End();
    }
}
