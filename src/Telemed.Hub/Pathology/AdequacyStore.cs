using Telemed.Domain;
using Telemed.Hub.Consultations;
using Telemed.Storage;

namespace Telemed.Hub.Pathology;

/// <summary>What the reader says of a slide; it goes back to the laboratory.</summary>
/// <param name="Answer">"adequate", "limited" or "inadequate".</param>
/// <param name="Reasons">Codes of the list slide_adequacy_reason.</param>
/// <param name="Text">More in words; may be empty.</param>
/// <param name="By">Name of the person who said so.</param>
/// <param name="At">When.</param>
internal sealed record AdequacyView(string Answer, IReadOnlyList<string> Reasons, string Text, string By,
    DateTimeOffset At);

/// <summary>All SQL of adequacy.</summary>
internal static class AdequacyStore
{
    private const string FindLast = """
        SELECT a.answer, a.reasons, a.text, p.name AS by, a.created_at AS at
        FROM slide_adequacy a JOIN person p ON p.id = a.person_id
        WHERE a.slide_id = @id ORDER BY a.created_at DESC, a.id DESC LIMIT 1
        """;

    private const string Insert = """
        INSERT INTO slide_adequacy (id, slide_id, person_id, answer, reasons, text, created_at)
        VALUES (@id, @slide, @person, @answer, @reasons, @text, @at)
        """;

    // The form of the report asks for the whole case; it holds for each slide of which the signer said nothing himself.
    private const string FromReport = """
        INSERT INTO slide_adequacy (id, slide_id, person_id, answer, text, report_id, created_at)
        SELECT gen_random_uuid(), s.id, @person, r.content #>> '{values,material.adequacy}',
            left(coalesce(r.content #>> '{values,material.adequacy_why}', ''), 2000), r.id, @at
        FROM report r
        JOIN slide s ON s.consultation_id = r.consultation_id
            AND EXISTS (SELECT 1 FROM slide_view v WHERE v.slide_id = s.id AND v.person_id = @person)
        WHERE r.id = @report AND r.content #>> '{values,material.adequacy}' IN ('adequate', 'limited', 'inadequate')
          AND NOT EXISTS (SELECT 1 FROM slide_adequacy a WHERE a.slide_id = s.id AND a.person_id = @person
              AND a.report_id IS NULL)
        """;

    private sealed record LastRow
    {
        public required string Answer { get; init; }
        public required string[] Reasons { get; init; }
        public required string Text { get; init; }
        public required string By { get; init; }
        public required DateTimeOffset At { get; init; }
    }

    public static async Task<AdequacyView?> Last(Reading reading, Guid slide, CancellationToken cancel) =>
        await reading.RowOrNone<LastRow>(FindLast, new { id = slide }, cancel) is { } row
            ? new AdequacyView(row.Answer, row.Reasons, row.Text, row.By, row.At) : null;

    public static void Add(CaseChange change, Guid slide, PersonId person, AdequacyView said) =>
        change.Batch.Add(Insert, ("id", Guid.CreateVersion7(said.At)), ("slide", slide), ("person", person.Value),
            ("answer", said.Answer), ("reasons", said.Reasons.ToArray()), ("text", said.Text), ("at", said.At));

    /// <summary>Takes over what a report says, in the round trip that signs it.</summary>
    public static void TakeFromReport(CaseChange change, ReportId report) =>
        change.Batch.Add(FromReport, ("report", report.Value), ("person", change.Person!.Id.Value), ("at", change.Now));
}
