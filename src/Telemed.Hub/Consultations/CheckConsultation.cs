using Dapper;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Consultations;

/// <summary>
/// "Before you send": what is missing, and whether it stops the sending. Only a doubt about the patient stops Red, and
/// a frozen section without anybody to call: its answer would reach nobody.
/// </summary>
internal static class CheckConsultation
{
    private const int ShortQuestionChars = 8;

    private const string FactsSql = """
        SELECT c.kind, c.service_code, c.colour, q.questions, q.complaint, q.onset_at,
               q.vitals IS NOT NULL AS has_vitals, a.files, a.doubtful, a.photos, a.warnings, a.slides, u.running,
               e.electrodes, q.phone_back_name, q.phone_back_number
        FROM consultation c
        JOIN consultation_request q ON q.consultation_id = c.id
        CROSS JOIN LATERAL (
            SELECT count(*)::int AS files,
                   count(*) FILTER (WHERE cardinality(a.mismatch) > 0 AND a.mismatch_decision IS NULL)::int AS doubtful,
                   count(*) FILTER (WHERE a.kind IN ('image', 'pdf', 'document'))::int AS photos,
                   COALESCE(sum(CASE WHEN jsonb_typeof(a.summary -> 'warnings') = 'array'
                                     THEN jsonb_array_length(a.summary -> 'warnings') END), 0)::int AS warnings,
                   count(*) FILTER (WHERE a.kind = 'slide'
                       AND a.summary #>> '{quality,verdict}' IN ('fair', 'poor'))::int AS slides
            FROM attachment a WHERE a.consultation_id = c.id AND a.removed_at IS NULL
        ) a
        CROSS JOIN LATERAL (
            SELECT count(*)::int AS running FROM upload u
            WHERE u.consultation_id = c.id AND u.state IN ('receiving', 'checking')
        ) u
        CROSS JOIN LATERAL (
            SELECT count(DISTINCT r.id)::int AS electrodes
            FROM ecg_recording r JOIN ecg_measurement m ON m.ecg_id = r.id
                 CROSS JOIN LATERAL jsonb_array_elements(m.analysis -> 'flags') flag
            WHERE r.consultation_id = c.id AND jsonb_typeof(m.analysis -> 'flags') = 'array'
              AND flag ->> 'code' IN ('lead_off', 'arm_reversal', 'leg_reversal', 'channel_error', 'noise')
        ) e
        WHERE c.id = @id
        """;

    [method: ExplicitConstructor]
    private sealed record Facts(
        string Kind, string ServiceCode, string Colour, string[] Questions, string Complaint, DateTimeOffset? OnsetAt,
        bool HasVitals, int Files, int Doubtful, int Photos, int Warnings, int Slides, int Running, int Electrodes,
        string? PhoneBackName, string? PhoneBackNumber);

    [Answers<IReadOnlyList<Check>>]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, Database database, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        if (!await ConsultationAccess.MaySee(reading, person, new ConsultationId(id), cancel))
            return Problems.NotFound();
        return TypedResults.Ok(await Of(reading, new ConsultationId(id), cancel));
    }

    /// <summary>The checks of a draft, the stopping ones first.</summary>
    internal static async Task<IReadOnlyList<Check>> Of(Reading reading, ConsultationId id, CancellationToken cancel)
    {
        var facts = await reading.Row<Facts>(FactsSql, new { id = id.Value }, cancel);
        return [.. Checks(facts).OrderBy(check => check.Severity, StringComparer.Ordinal)];
    }

    private static IEnumerable<Check> Checks(Facts facts)
    {
        var stops = facts.Colour == "red" ? "warn" : "block";
        // A file that seems to be of another patient stops everything, Red too: a wrong answer is worse than a late
        // one.
        if (facts.Doubtful > 0) yield return New("patient_mismatch", "block", ("files", facts.Doubtful));
        if (FrozenSection.Is(facts.ServiceCode)
            && FrozenSection.Gap(facts.PhoneBackName, facts.PhoneBackNumber) is { } gap)
            yield return New(gap == PhoneBackGap.Person ? "no_phone_back_person" : "no_phone_back_number", "block");
        if (facts.Questions.Length == 0) yield return New("no_question", stops);
        else if (facts.Questions.All(question => question.Length < ShortQuestionChars))
            yield return New("short_question", "warn");
        // What is on its way counts as coming: it may be sent after the case, but nobody should send unaware of it.
        if (facts.Running > 0) yield return New("upload_running", "warn", ("files", facts.Running));
        if (facts.Kind != "general" && facts.Files == 0) yield return New("no_files", stops);
        else if (facts.Kind != "general" && facts.Files == facts.Photos) yield return New("only_photos", "warn");
        if (facts.Complaint.Length == 0) yield return New("no_complaint", "warn");
        if (facts.OnsetAt is null) yield return New("no_onset", "warn");
        if (facts is { Colour: "red", HasVitals: false }) yield return New("no_vitals", "warn");
        // An electrode that is off, exchanged or drowned in noise is mended now, while the patient still lies there.
        if (facts.Electrodes > 0) yield return New("ecg_electrodes", "warn", ("ecgs", facts.Electrodes));
        // A slide can be scanned again while its glass lies beside the scanner.
        if (facts.Slides > 0) yield return New("slide_quality", "warn", ("slides", facts.Slides));
        if (facts.Warnings > 0) yield return New("file_warnings", "warn", ("warnings", facts.Warnings));
    }

    private static Check New(string code, string severity, params (string Name, int Value)[] parameters) =>
        new(code, severity, parameters.ToDictionary(pair => pair.Name, pair => $"{pair.Value}"));
}
