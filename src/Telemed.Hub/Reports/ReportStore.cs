using System.Text.Json;
using Dapper;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Ecg.Measure;
using Telemed.Hub.Consultations;
using Telemed.Hub.Ecg;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Reports;

/// <summary>All SQL of drafts and reports.</summary>
internal static class ReportStore
{
    private const string FindDraftSql = """
        SELECT version, author_id, content::text AS content, saved_at FROM report_draft WHERE consultation_id = @id
        """;

    private const string QuestionsSql = """
        SELECT q.questions FROM consultation_request q WHERE q.consultation_id = @id
        """;

    /// <summary>Saves over the version that the writer saw; no row when somebody else saved meanwhile.</summary>
    private const string SaveDraftSql = """
        INSERT INTO report_draft (consultation_id, version, author_id, content, saved_at)
        SELECT @id, 1, @author, @content, @at
        WHERE @seen = 0 OR EXISTS (SELECT 1 FROM report_draft d WHERE d.consultation_id = @id)
        ON CONFLICT (consultation_id) DO UPDATE SET
            version = report_draft.version + 1, author_id = excluded.author_id, content = excluded.content,
            saved_at = excluded.saved_at
        WHERE report_draft.version = @seen
        """;

    // The signer stands in the report as he was when he signed, whatever the directory says later.
    private const string InsertSql = """
        INSERT INTO report (id, consultation_id, facility_id, kind, status, number, replaces_id, template_code,
            template_version, content, content_sha256, diff, critical, limited, reason, severity, author_id, signer,
            signed_at, verification_code, created_at)
        SELECT @id, @consultation, @facility, @kind, @status,
            1 + (SELECT count(*) FROM report r WHERE r.consultation_id = @consultation)::int, @replaces, @template, 1,
            @content, @sha256, @diff::jsonb, @critical, @limited, @reason, @severity, @author,
            CASE WHEN @signed THEN jsonb_build_object('name', p.name, 'title', p.title, 'licence', p.licence_number,
                'facility', (SELECT f.name FROM facility f WHERE f.id = @signer_facility)) END,
            CASE WHEN @signed THEN @at END, @verification, @at
        FROM person p WHERE p.id = @author
        """;

    private const string Columns = $"""
        r.id, r.consultation_id, c.number AS consultation_number, r.kind, r.status, r.number, r.template_code,
        r.content::text AS content, r.diff::text AS diff, r.critical, r.limited, r.reason, r.severity, r.author_id,
        r.signer::text AS signer, r.signed_at, r.verification_code, r.created_at, r.replaces_id, c.colour,
        c.state, c.signed_at AS case_signed_at, c.unreviewed, {SnapshotStore.PicturesColumn}
        """;

    private const string FindSql = $"""
        SELECT {Columns} FROM report r JOIN consultation c ON c.id = r.consultation_id
        WHERE r.id = @id AND {ConsultationAccess.VisibleSql} AND {ConsultationAccess.ReportsOpenSql}
        """;

    private const string FindSignedSql = $"""
        SELECT {Columns} FROM report r JOIN consultation c ON c.id = r.consultation_id
        WHERE r.id = @id AND r.signed_at IS NOT NULL
        """;

    private const string CurrentSql = $"""
        SELECT {Columns} FROM report r JOIN consultation c ON c.id = r.consultation_id
        WHERE r.consultation_id = @id AND r.status IN ('final', 'amended') ORDER BY r.number DESC LIMIT 1
        """;

    private const string PreviousSql = $"""
        SELECT {Columns} FROM consultation this
        JOIN consultation c ON c.patient_id = this.patient_id AND c.kind = this.kind AND c.id <> this.id
        JOIN report r ON r.consultation_id = c.id AND r.status IN ('final', 'amended')
        WHERE this.id = @id AND {ConsultationAccess.VisibleSql} ORDER BY r.signed_at DESC LIMIT 1
        """;

    [method: ExplicitConstructor]
    internal sealed record DraftRecord(int Version, Guid AuthorId, string Content, DateTimeOffset SavedAt);

    internal sealed class ReportRecord
    {
        public Guid Id { get; init; }
        public Guid ConsultationId { get; init; }
        public string ConsultationNumber { get; init; } = "";
        public string Kind { get; init; } = "";
        public string Status { get; init; } = "";
        public int Number { get; init; }
        public string TemplateCode { get; init; } = "";
        public string Content { get; init; } = "";
        public string? Diff { get; init; }
        public bool Critical { get; init; }
        public bool Limited { get; init; }
        public string? Reason { get; init; }
        public string? Severity { get; init; }
        public Guid AuthorId { get; init; }
        public string? Signer { get; init; }
        public DateTimeOffset? SignedAt { get; init; }
        public string? VerificationCode { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public Guid? ReplacesId { get; init; }
        public string Colour { get; init; } = "";
        public string State { get; init; } = "";
        public DateTimeOffset? CaseSignedAt { get; init; }
        public bool Unreviewed { get; init; }

        /// <summary>Of the case's versions only the one that waits for its signature stands unreviewed.</summary>
        public bool IsUnreviewed => Status == "preliminary" && Unreviewed;

        public string? Pictures { get; init; }
    }

    /// <summary>A version of a report that is about to be written.</summary>
    internal sealed record NewReport
    {
        public required ReportId Id { get; init; }
        public required string Kind { get; init; }
        public required string Status { get; init; }
        public required WrittenReport Written { get; init; }
        public required bool IsSigned { get; init; }
        public required bool IsCritical { get; init; }
        public Guid? Replaces { get; init; }
        public string? Diff { get; init; }
        public string? Reason { get; init; }
        public string? Severity { get; init; }
        public string? VerificationCode { get; init; }
    }

    internal static Task<DraftRecord?> FindDraft(Reading reading, ConsultationId id, CancellationToken cancel) =>
        reading.RowOrNone<DraftRecord>(FindDraftSql, new { id = id.Value }, cancel);

    /// <summary>The draft, and what was measured of the case's ECGs.</summary>
    internal static Task<(DraftRecord? Draft, IReadOnlyList<EcgAnalysis> Measured)> FindDraftAndMeasured(
        Reading reading, ConsultationId id, CancellationToken cancel) =>
        reading.Sets<(DraftRecord?, IReadOnlyList<EcgAnalysis>)>(
            $"{FindDraftSql}; {EcgsOfCase.Sql}", new { id = id.Value },
            async sets => (await sets.ReadSingleOrDefaultAsync<DraftRecord>(),
                [.. (await sets.ReadAsync<string>()).Select(EcgsOfCase.Read)]), cancel);

    internal static async Task<string[]> Questions(Reading reading, ConsultationId id, CancellationToken cancel) =>
        await reading.RowOrNone<string[]>(QuestionsSql, new { id = id.Value }, cancel) ?? [];

    internal static void AddDraft(StatementBatch batch, CaseChange change, WrittenReport written, int seen) =>
        batch.Add(SaveDraftSql, ("id", change.Its.Id.Value), ("author", change.Person!.Id.Value),
            ("content", written.Stored), ("at", change.Now), ("seen", seen));

    internal static void AddReport(CaseChange change, NewReport report)
    {
        AddRow(change, report);
        if (report.Kind != "addendum") SnapshotStore.Keep(change, report.Id);
    }

    private static void AddRow(CaseChange change, NewReport report) =>
        change.Batch.Add(InsertSql,
            ("id", report.Id.Value), ("consultation", change.Its.Id.Value), ("facility", change.Its.SentFrom.Value),
            ("kind", report.Kind), ("status", report.Status), ("replaces", report.Replaces),
            ("template", report.Written.Content.Template), ("content", report.Written.Stored),
            ("sha256", report.Written.Sha256), ("diff", report.Diff), ("critical", report.IsCritical),
            ("limited", change.Its.IsLimited), ("reason", report.Reason), ("severity", report.Severity),
            ("author", change.Person!.Id.Value), ("signed", report.IsSigned),
            ("signer_facility", change.Step.Actor.Facility?.Value), ("at", change.Now),
            ("verification", report.VerificationCode));

    /// <summary>A report of a consultation that the person may see.</summary>
    internal static Task<ReportRecord?> Find(Reading reading, CurrentPerson person, Guid id, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person, Permission.ViewReports);
        parameters.Add("id", id);
        return reading.RowOrNone<ReportRecord>(FindSql, parameters, cancel);
    }

    /// <summary>A signed report for the hub's own use.</summary>
    internal static Task<ReportRecord?> FindSigned(Reading reading, Guid id, CancellationToken cancel) =>
        reading.RowOrNone<ReportRecord>(FindSignedSql, new { id }, cancel);

    /// <summary>The last signed version that says everything.</summary>
    internal static Task<ReportRecord?> Current(Reading reading, ConsultationId id, CancellationToken cancel) =>
        reading.RowOrNone<ReportRecord>(CurrentSql, new { id = id.Value }, cancel);

    /// <summary>
    /// The patient's last signed report of the same kind, from another consultation that the person may see.
    /// </summary>
    internal static Task<ReportRecord?> Previous(
        Reading reading, CurrentPerson person, ConsultationId id, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person, Permission.ViewReports);
        parameters.Add("id", id.Value);
        return reading.RowOrNone<ReportRecord>(PreviousSql, parameters, cancel);
    }

    internal static ReportView View(ReportRecord row)
    {
        var written = WrittenReport.Read(row.Content);
        return new ReportView
        {
            Id = row.Id,
            ConsultationId = row.ConsultationId,
            ConsultationNumber = row.ConsultationNumber,
            Kind = row.Kind,
            Status = row.Status,
            Number = row.Number,
            Template = row.TemplateCode,
            Content = written.Values(),
            Answers = written.Answers(),
            Impression = written.Content.Conclusion,
            Advice = written.Advice,
            Limits = written.Content.Limits,
            Certainty = written.CertaintyCode,
            ActionCard = written.Card,
            Critical = row.Critical,
            Limited = row.Limited,
            Unreviewed = row.IsUnreviewed,
            Reason = row.Reason,
            Severity = row.Severity,
            CreatedAt = row.CreatedAt,
            SignedAt = row.SignedAt,
            Signer = row.Signer is { } signer
                ? JsonSerializer.Deserialize(signer, ReportsJson.Default.SignerLine) : null,
            VerificationCode = row.VerificationCode,
            ReplacesId = row.ReplacesId,
            Diff = row.Diff is { } diff
                ? JsonSerializer.Deserialize(diff, ReportsJson.Default.IReadOnlyListDiffLine) : null,
            Pictures = ReportPictures.Of(row),
        };
    }
}
