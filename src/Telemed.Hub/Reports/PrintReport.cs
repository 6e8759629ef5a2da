using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Telemed.Domain;
using Telemed.Domain.Reports;
using Telemed.Hub.Imaging;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Reports;

/// <summary>
/// A report as a page in true millimetres, action card first; the same page for screen, paper and PDF.
/// </summary>
internal static class PrintReport
{
    private const int QrMm = 28;

    private const string CaseSql = """
        SELECT c.number, c.colour, c.submitted_at, p.name AS patient_name, p.sex, p.birth_date,
               f.name AS facility_name, f.time_zone, pf.name AS performer_name, r.name AS requester_name,
               r.language AS requester_language, q.questions, q.complaint
        FROM consultation c
        JOIN patient p ON p.id = c.patient_id
        JOIN facility f ON f.id = c.facility_id
        JOIN person r ON r.id = c.requester_id
        LEFT JOIN facility pf ON pf.id = c.performer_facility_id
        LEFT JOIN consultation_request q ON q.consultation_id = c.id
        WHERE c.id = @id
        """;

    [method: ExplicitConstructor]
    internal sealed record CaseLine(
        string Number, string Colour, DateTimeOffset? SubmittedAt, string PatientName, string Sex, DateOnly? BirthDate,
        string FacilityName, string TimeZone, string? PerformerName, string RequesterName, string RequesterLanguage,
        string[]? Questions, string? Complaint);

    internal static async Task<IResult> Page(
        Guid id, string? language, CurrentPerson person, HttpContext http, Database database, IBlobStore store,
        CancellationToken cancel)
    {
        if (await Html(id, language, person, http, database, store, cancel) is not { } html) return Problems.NotFound();
        http.Response.Headers.ContentSecurityPolicy = PageHtml.Policy;
        return TypedResults.Text(html, "text/html", Encoding.UTF8);
    }

    internal static async Task<IResult> Pdf(
        Guid id, string? language, CurrentPerson person, HttpContext http, Database database, IBlobStore store,
        PrintWorker printer, CancellationToken cancel)
    {
        if (await Html(id, language, person, http, database, store, cancel) is not { } html) return Problems.NotFound();
        return TypedResults.File(await printer.Print(html, cancel), "application/pdf");
    }

    private static async Task<string?> Html(
        Guid id, string? language, CurrentPerson person, HttpContext http, Database database, IBlobStore store,
        CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        if (await ViewReport.Find(reading, person, id, cancel) is not { } report) return null;
        var its = await FindCase(reading, report.ConsultationId, cancel);
        var chosen = ReportHeadings.LanguageOf(language ?? http.Request.Headers.AcceptLanguage.ToString());
        var pictures = await ReportPictures.Load(report, reading, store, cancel);
        var measured = await Measurements.Of(reading, new ConsultationId(report.ConsultationId), cancel);
        return Build(report, its, pictures, measured, chosen, $"{http.Request.Scheme}://{http.Request.Host}");
    }

    internal static Task<CaseLine> FindCase(Reading reading, Guid consultationId, CancellationToken cancel) =>
        reading.Row<CaseLine>(CaseSql, new { id = consultationId }, cancel);

    /// <summary>The page itself.</summary>
    /// <param name="report">The version to print.</param>
    /// <param name="its">The case it belongs to.</param>
    /// <param name="pictures">Its pictures, with their bytes.</param>
    /// <param name="measured">What was measured on the images of the case.</param>
    /// <param name="language">The language of headings and coded words.</param>
    /// <param name="origin">Where the paper's code is checked, without a slash at the end.</param>
    internal static string Build(
        ReportStore.ReportRecord report, CaseLine its, IReadOnlyList<PrintedPicture> pictures,
        IReadOnlyList<Measurements.Measurement> measured, Language language, string origin)
    {
        var written = WrittenReport.Read(report.Content);
        var page = new PageHtml()
            .Begin(ReportHeadings.CodeOf(language), $"{ReportHeadings.Title[language]} {its.Number}");
        AddHead(page, report, its, language);
        AddCard(page, written, language);
        AddCase(page, its, language);
        AddAnswers(page, its, written, language);
        AddConclusion(page, written, language);
        AddFindings(page, report, written, language);
        ReportPictures.Add(page, pictures, language);
        AddMeasured(page, measured, language);
        AddChanges(page, report, language);
        AddSignature(page, report, its, language, origin);
        return page.End();
    }

    private static void AddMeasured(
        PageHtml page, IReadOnlyList<Measurements.Measurement> measured, Language language)
    {
        if (measured.Count == 0) return;
        page.Element("h2", MeasurementLines.Heading[language]);
        foreach (var line in MeasurementLines.Of(measured, language)) page.Element("div", line);
    }

    private static void AddHead(PageHtml page, ReportStore.ReportRecord report, CaseLine its, Language language)
    {
        var (glyph, word) = ReportHeadings.ColourOf(its.Colour, language);
        page.Raw("<header><div>").Element("h1", ReportHeadings.Title[language])
            .Element("div", its.PerformerName ?? its.FacilityName).Raw("</div><div class=\"status\">")
            .Element("div", $"{ReportHeadings.StatusOf(report.Status, language)} · {report.Number}")
            .Element("div", $"{glyph} {word}").Raw("</div></header>");
        if (report.Critical) page.Element("div", ReportHeadings.Critical[language], "critical");
        if (report.Limited) page.Element("p", ReportHeadings.Limited[language]);
    }

    private static void AddCard(PageHtml page, WrittenReport written, Language language)
    {
        var card = written.Content.Action;
        if (card == ActionCard.Empty) return;
        page.Raw("<section class=\"card\">").Element("h2", ReportHeadings.ActionCard[language]).Raw("<table>")
            .Row(ReportHeadings.DoNow[language], card.DoNow, "answer").Row(ReportHeadings.Give[language], card.Give)
            .Row(ReportHeadings.DoNot[language], card.DoNot).Row(ReportHeadings.SendIf[language], card.SendIf)
            .Row(ReportHeadings.CallBackAt[language], card.CallBackAt).Raw("</table></section>");
    }

    private static void AddCase(PageHtml page, CaseLine its, Language language) =>
        page.Raw("<div class=\"two\"><table>")
            .Row(ReportHeadings.Patient[language], $"{its.PatientName} ({ReportHeadings.SexOf(its.Sex, language)})")
            .Row(ReportHeadings.Born[language], its.BirthDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            .Row(ReportHeadings.Number[language], its.Number).Raw("</table><table>")
            .Row(ReportHeadings.From[language], $"{its.FacilityName}, {its.RequesterName}")
            .Row(ReportHeadings.By[language], its.PerformerName)
            .Row(ReportHeadings.Sent[language], Local(its.SubmittedAt, its.TimeZone)).Raw("</table></div><table>")
            .Row(ReportHeadings.Complaint[language], its.Complaint).Raw("</table>");

    private static void AddAnswers(PageHtml page, CaseLine its, WrittenReport written, Language language)
    {
        if (its.Questions is not { Length: > 0 } questions) return;
        page.Element("h2", ReportHeadings.Questions[language]).Raw("<table>");
        for (var at = 0; at < questions.Length; at++)
        {
            var answer = written.Content.Answers.FirstOrDefault(each => each.Number == at + 1)?.Text;
            page.Row($"{at + 1}. {questions[at]}", answer ?? "—", "answer");
        }
        page.Raw("</table>");
    }

    private static void AddConclusion(PageHtml page, WrittenReport written, Language language)
    {
        page.Element("h2", ReportHeadings.Conclusion[language]).Raw("<table>")
            .Row(ReportHeadings.Conclusion[language], written.Content.Conclusion, "answer");
        if (written.CertaintyCode is { } sure)
            page.Row(ReportHeadings.Certainty[language], ReportHeadings.CertaintyOf(sure, language));
        page.Row(ReportHeadings.Advice[language], written.Advice)
            .Row(ReportHeadings.Limits[language], written.Content.Limits).Raw("</table>");
    }

    private static void AddFindings(
        PageHtml page, ReportStore.ReportRecord report, WrittenReport written, Language language)
    {
        if (!ReportCatalogue.Templates.TryGetValue(report.TemplateCode, out var template)) return;
        foreach (var section in template.Sections)
        {
            var filled = section.Fields.Where(field =>
                written.Content.Values.ContainsKey($"{section.Code}.{field.Code}")).ToArray();
            if (filled.Length == 0) continue;
            page.Element("h2", section.Label[language]).Raw("<table>");
            foreach (var field in filled)
            {
                page.Row(field.Label[language],
                    Written(field, written.Content.Values[$"{section.Code}.{field.Code}"], language));
            }
            page.Raw("</table>");
        }
    }

    /// <summary>A filled field in words.</summary>
    internal static string Written(TemplateField field, FieldValue value, Language language) => value switch
    {
        FieldValue.Choice(var code) => Option(field, code, language),
        FieldValue.Choices(var codes) => string.Join("; ", codes.Select(code => Option(field, code, language))),
        FieldValue.Number(var number) =>
            $"{number.ToString("0.###", CultureInfo.InvariantCulture)} {field.Unit}".TrimEnd(),
        FieldValue.Text(var words) => words,
        FieldValue.Statements(var items) => string.Join("; ", items.Select(item => Statement(item, language))),
        FieldValue.Table(var rows) => string.Join("\n", rows.Select(row => string.Join(", ",
            field.Columns.Where(column => row.ContainsKey(column.Code)).Select(column =>
                $"{column.Label[language]}: {Written(column, row[column.Code], language)}")))),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Option(TemplateField field, string code, Language language) =>
        field.Options.FirstOrDefault(option => option.Code == code)?.Label[language] ?? code;

    private static string Statement(CodedStatement item, Language language)
    {
        var words = new[] { item.Code }.Concat(item.Modifiers).Select(code =>
            ReportCatalogue.StatementsByCode.TryGetValue(code, out var known) ? known.Label[language] : code).ToArray();
        return words.Length == 1 ? words[0] : $"{words[0]} ({string.Join(", ", words[1..])})";
    }

    private static void AddChanges(PageHtml page, ReportStore.ReportRecord report, Language language)
    {
        if (report.Diff is null) return;
        var lines = JsonSerializer.Deserialize(report.Diff, ReportsJson.Default.IReadOnlyListDiffLine) ?? [];
        page.Element("h2", ReportHeadings.Changes[language]).Raw("<table>")
            .Row(ReportHeadings.Reason[language], report.Reason);
        foreach (var line in lines)
        {
            var code = language == Language.ZhCn ? "zh" : ReportHeadings.CodeOf(language);
            page.Raw("<tr>").Element("th", line.Labels?.GetValueOrDefault(code) ?? line.Field).Raw("<td>");
            foreach (var run in line.Words)
            {
                page.Element(run.Kind switch { "added" => "ins", "removed" => "del", _ => "span" }, run.Text);
            }
            page.Raw("</td></tr>");
        }
        page.Raw("</table>");
    }

    private static void AddSignature(
        PageHtml page, ReportStore.ReportRecord report, CaseLine its, Language language, string origin)
    {
        page.Raw("<footer><div>");
        if (report.Signer is { } json
            && JsonSerializer.Deserialize(json, ReportsJson.Default.SignerLine) is { } signer)
        {
            page.Element("div", $"{ReportHeadings.Signed[language]}: {signer.Name} {signer.Title}".TrimEnd(), "answer")
                .Element("div", signer.Facility ?? "");
            if (signer.Licence is { } licence) page.Element("div", $"{ReportHeadings.Licence[language]}: {licence}");
            page.Element("div", Local(report.SignedAt, its.TimeZone) ?? "");
        }
        else
        {
            page.Element("div", ReportHeadings.Preliminary[language], "answer");
            if (report.IsUnreviewed) page.Element("div", ReportHeadings.Unreviewed[language], "answer");
        }
        page.Element("div", $"SHA-256 {Convert.ToHexStringLower(WrittenReport.Read(report.Content).Sha256)}", "hash");
        page.Raw("</div>");
        if (report.VerificationCode is { } code)
        {
            page.Raw("<div>").Qr($"{origin}/verify/{code}", QrMm)
                .Element("div", ReportHeadings.Code[language]).Element("div", code, "code").Raw("</div>");
        }
        page.Raw("</footer>");
    }

    private static string? Local(DateTimeOffset? at, string zone)
    {
        if (at is not { } known) return null;
        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? TimeZoneInfo.ConvertTime(known, found).ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)
            : known.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
    }
}
