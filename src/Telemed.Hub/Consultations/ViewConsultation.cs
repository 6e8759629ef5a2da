using System.Text.Json;
using Dapper;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Consultations;

/// <summary>Everything about one consultation that the person may see, in one round trip.</summary>
internal static class ViewConsultation
{
    private const int TimelineLimit = 1000;
    private const int RelayLimit = 50;

    private static readonly string ViewSql = $"""
        SELECT {ConsultationLists.RowColumns}, q.questions, q.complaint, q.history, q.onset_at,
            q.vitals::text AS vitals,
               q.red_flags, q.colour_reason, {PhoneBacks.Column}, c.lease_until, c.limited,
               {ConsultationStore.QualifiedColumns}
        FROM consultation c {ConsultationLists.RowJoins}
        WHERE c.id = @id AND {ConsultationAccess.VisibleSql};

        SELECT {CaseRecord.Columns}, {CaseRecord.FacilityColumns}, {ConsultationStore.QualifiedColumns}
        FROM consultation c JOIN facility f ON f.id = c.facility_id WHERE c.id = @id;

        SELECT e.at, e.kind, p.name AS person_name, e.actor_role AS role, f.name AS facility_name,
               e.from_state AS from, e.to_state AS to, e.reason_code AS reason, e.text
        FROM consultation_event e
        LEFT JOIN person p ON p.id = e.actor_id
        LEFT JOIN facility f ON f.id = e.facility_id
        WHERE e.consultation_id = @id ORDER BY e.ordinal LIMIT {TimelineLimit};

        SELECT m.id, m.created_at AS at, m.kind, m.person_id, p.name AS person_name, m.codes, m.text
        FROM consultation_message m JOIN person p ON p.id = m.person_id
        WHERE m.consultation_id = @id ORDER BY m.created_at, m.id LIMIT {TimelineLimit};

        SELECT a.id, a.kind, a.subject_id, a.file_name, a.size_bytes, a.summary::text AS summary, a.mismatch,
               a.mismatch_decision, a.calibration::text AS calibration, a.created_at
        FROM attachment a WHERE a.consultation_id = @id AND a.removed_at IS NULL
        UNION ALL
        -- A slide is looked at while it arrives; its file is kept under the slide's own number when it is whole.
        SELECT s.id, 'slide', s.id, u.file_name, u.size_bytes, jsonb_build_object('arriving', true, 'format', s.format,
               'widthPx', s.width_px, 'heightPx', s.height_px, 'umPerPx', s.um_per_px, 'objective', s.objective)::text,
               ARRAY[]::text[], NULL, NULL, s.created_at
        FROM slide s JOIN upload u ON u.id = s.upload_id WHERE s.consultation_id = @id AND NOT s.complete
        ORDER BY created_at, id LIMIT {TimelineLimit};

        SELECT r.id, r.kind, r.status, r.number, r.signed_at, r.signer ->> 'name' AS signer_name, r.critical,
               (r.content -> 'answers')::text AS answers
        FROM report r JOIN consultation c ON c.id = r.consultation_id
        WHERE r.consultation_id = @id AND {ConsultationAccess.ReportsOpenSql} ORDER BY r.number LIMIT {TimelineLimit};

        SELECT l.state, l.code, l.finding, l.found_at, l.next_hop_at, l.contacted_at, l.read_back_code,
               l.hops::text AS hops
        FROM critical_loop l JOIN consultation c ON c.id = l.consultation_id
        WHERE l.consultation_id = @id AND {ConsultationAccess.ReportsOpenSql}
        ORDER BY l.number DESC LIMIT {RelayLimit};
        """;

    private sealed class ViewRecord : RowRecord
    {
        public string[]? Questions { get; init; }
        public string? Complaint { get; init; }
        public string? History { get; init; }
        public DateTimeOffset? OnsetAt { get; init; }
        public string? Vitals { get; init; }
        public string[]? RedFlags { get; init; }
        public string? ColourReason { get; init; }
        public string? PhoneBack { get; init; }
        public DateTimeOffset? LeaseUntil { get; init; }
        public bool Limited { get; init; }
    }

    [method: ExplicitConstructor]
    private sealed record MessageRecord(
        Guid Id, DateTimeOffset At, string Kind, Guid PersonId, string PersonName, string[] Codes, string Text);

    [method: ExplicitConstructor]
    private sealed record AttachmentRecord(
        Guid Id, string Kind, Guid? SubjectId, string FileName, long SizeBytes, string? Summary, string[]? Mismatch,
        string? MismatchDecision, string? Calibration, DateTimeOffset CreatedAt);

    [method: ExplicitConstructor]
    private sealed record ReportRecord(
        Guid Id, string Kind, string Status, int Number, DateTimeOffset? SignedAt, string? SignerName, bool Critical,
        string? Answers);

    [method: ExplicitConstructor]
    private sealed record LoopRecord(
        string State, string Code, string Finding, DateTimeOffset FoundAt, DateTimeOffset? NextHopAt,
        DateTimeOffset? ContactedAt, string ReadBackCode, string Hops);

    private sealed record Parts(
        ViewRecord Row, Case Case, IReadOnlyList<TimelineEntry> Timeline, IReadOnlyList<MessageRecord> Messages,
        IReadOnlyList<AttachmentRecord> Attachments, IReadOnlyList<ReportRecord> Reports,
        IReadOnlyList<LoopRecord> Loops);

    [Answers<ConsultationView>]
    internal static Task<IResult> Handle(
        Guid id, CurrentPerson person, CaseChanges changes, CancellationToken cancel) =>
        Answer(changes, person, id, StatusCodes.Status200OK, cancel);

    /// <summary>The consultation as an answer with a status; 404 when it is not there for this person.</summary>
    internal static async Task<IResult> Answer(
        CaseChanges changes, CurrentPerson person, Guid id, int status, CancellationToken cancel)
    {
        await using var reading = await changes.Database.Read(cancel);
        if (await Load(reading, person, id, cancel) is not { } parts) return Problems.NotFound();
        var timers = await changes.TimersOf(parts.Case, cancel);
        var hasRead = parts.Messages.Any(message => message.Kind == GiveReading.MessageKind
            && message.PersonId == person.Id.Value && message.At >= parts.Case.Its.StateSince);
        var allowed = AllowedCommands.Of(parts.Case, person, changes.Now, timers, hasRead);
        return TypedResults.Json(
            View(parts, person, changes.Now, allowed), ConsultationJson.Default.ConsultationView, statusCode: status);
    }

    private static ConsultationView View(
        Parts parts, CurrentPerson person, DateTimeOffset now, IReadOnlyList<string> allowed)
    {
        var row = parts.Row;
        var reports = parts.Reports.Where(report => MayShow(report, parts.Case, person)).ToArray();
        var answers = Answers(reports);
        return new ConsultationView(row.ToRow(person, now))
        {
            Questions =
            [
                .. (row.Questions ?? []).Select((text, index) =>
                    new QuestionAnswer(index + 1, text, answers.GetValueOrDefault(index + 1))),
            ],
            Complaint = row.Complaint ?? "",
            History = row.History ?? "",
            OnsetAt = row.OnsetAt,
            Vitals = Json(row.Vitals),
            RedFlags = row.RedFlags ?? [],
            ColourReason = row.ColourReason,
            PhoneBack = PhoneBacks.Read(row.PhoneBack),
            Timeline = parts.Timeline,
            Messages =
            [
                .. parts.Messages.Select(message => new MessageLine(
                    message.Id, message.At, message.Kind, new PersonLine(message.PersonId, message.PersonName),
                    message.Codes, message.Text)),
            ],
            AttachmentList = [.. parts.Attachments.Select(Attachment)],
            Reports =
            [
                .. reports.Select(report => new ReportLine(
                    report.Id, report.Kind, report.Status, report.Number, report.SignedAt, report.SignerName,
                    report.Critical)),
            ],
            Actions =
            [
                .. parts.Timeline.Where(entry => entry.Kind == "record_action").Select(entry =>
                    new ActionLine(entry.Reason ?? "", entry.Text, entry.At, entry.PersonName)),
            ],
            CriticalLoop = parts.Loops is [var loop, ..] ? Loop(loop) : null,
            EarlierCriticalLoops = [.. parts.Loops.Skip(1).Select(Loop)],
            Allowed = allowed,
            LeaseUntil = row.LeaseUntil,
            Limited = row.Limited,
            ReviewReason = person.Has(Permission.WriteReport) && WhyReviewed(parts.Case, person) is { } reason
                ? TextCode.Of(reason) : null,
        };
    }

    // Who signs only after a review knows it from the first word on; that a case was drawn is told when it is finished.
    private static ReviewReason? WhyReviewed(Case its, CurrentPerson person) =>
        its.Its.ReviewNeeded ?? (its.SignsAfterReview && its.Its.Holder == person.Id
            && its.Its.State is ConsultationState.Claimed or ConsultationState.Reading
            ? ReviewReason.JuniorReporter : null);

    // A preliminary report is the reader's own until the rules let the sender see it.
    private static bool MayShow(ReportRecord report, Case its, CurrentPerson person) =>
        report.Status != "preliminary" || its.Its.PreliminaryIsVisible || its.Its.SignedAt is not null
        || person.Has(Permission.WriteReport);

    private static Dictionary<int, string> Answers(IReadOnlyList<ReportRecord> reports)
    {
        var answers = new Dictionary<int, string>();
        foreach (var report in reports)
        {
            if (Json(report.Answers) is not { ValueKind: JsonValueKind.Array } list) continue;
            foreach (var answer in list.EnumerateArray())
            {
                if (answer.GetProperty("text").GetString() is { Length: > 0 } text)
                    answers[answer.GetProperty("number").GetInt32()] = text;
            }
        }
        return answers;
    }

    private static AttachmentLine Attachment(AttachmentRecord row)
    {
        var summary = Json(row.Summary);
        return new AttachmentLine(row.Id, row.Kind, row.SubjectId, row.FileName, row.SizeBytes, summary,
            Warnings(summary), row.Mismatch ?? [], row.MismatchDecision, Json(row.Calibration), row.CreatedAt);
    }

    private static string[] Warnings(JsonElement? summary) =>
        summary is { ValueKind: JsonValueKind.Object } whole
        && whole.TryGetProperty("warnings", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.String).Select(each =>
                each.GetString()!)]
            : [];

    private static CriticalLine Loop(LoopRecord row) => new(
        row.State, row.Code, row.Finding, row.FoundAt, row.NextHopAt, row.ContactedAt, row.ReadBackCode,
        JsonSerializer.Deserialize(row.Hops, ConsultationJson.Default.IReadOnlyListCriticalHopLine) ?? []);

    private static JsonElement? Json(string? text)
    {
        if (text is null) return null;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static Task<Parts?> Load(Reading reading, CurrentPerson person, Guid id, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person);
        parameters.Add("id", id);
        return reading.Sets(ViewSql, parameters, ReadParts, cancel);
    }

    private static async Task<Parts?> ReadParts(SqlMapper.GridReader sets)
    {
        var row = await sets.ReadSingleOrDefaultAsync<ViewRecord>();
        if (row is null) return null;
        var found = await sets.ReadSingleAsync<CaseRecord>();
        return new Parts(
            row, found.ToCase(), (await sets.ReadAsync<TimelineEntry>()).AsList(),
            (await sets.ReadAsync<MessageRecord>()).AsList(), (await sets.ReadAsync<AttachmentRecord>()).AsList(),
            (await sets.ReadAsync<ReportRecord>()).AsList(), (await sets.ReadAsync<LoopRecord>()).AsList());
    }
}
