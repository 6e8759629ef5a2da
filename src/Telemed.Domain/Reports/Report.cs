using System.Collections.Immutable;

namespace Telemed.Domain.Reports;

/// <summary>What a version of a report is.</summary>
public enum ReportVersionKind { Preliminary, Final, Addendum, Amended }

/// <summary>One version of a report; once there, it is never changed.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Content">What it says; an addendum says only what it adds.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="SignedBy">Who signed it; null for a preliminary version.</param>
/// <param name="Reason">Why it was amended; null otherwise.</param>
/// <param name="At">When it was made.</param>
public sealed record ReportVersion(
    int Number, ReportVersionKind Kind, ReportContent Content, PersonId Author, PersonId? SignedBy, string? Reason,
    DateTimeOffset At);

/// <summary>The report of one consultation: a draft that changes, and versions that do not.</summary>
public sealed record Report
{
    public required ReportId Id { get; init; }
    public required ConsultationId Consultation { get; init; }

    /// <summary>What is being written now.</summary>
    public required ReportContent Draft { get; init; }

    /// <summary>Who is writing.</summary>
    public required PersonId Author { get; init; }

    /// <summary>What was published, oldest first.</summary>
    public ImmutableArray<ReportVersion> Versions { get; init; } = [];

    /// <summary>The last version that says everything: final or amended, else preliminary; null when none is.</summary>
    public ReportVersion? Current =>
        Versions.LastOrDefault(version => version.Kind is ReportVersionKind.Final or ReportVersionKind.Amended)
        ?? Versions.LastOrDefault(version => version.Kind == ReportVersionKind.Preliminary);

    /// <summary>When it was first signed; null when it never was.</summary>
    public DateTimeOffset? SignedAt =>
        Versions.FirstOrDefault(version => version.Kind == ReportVersionKind.Final)?.At;

    /// <summary>The draft is handed over to another writer; what was written stays.</summary>
    public Report HandTo(PersonId author) => this with { Author = author };

    /// <summary>Publishes the draft as a preliminary version.</summary>
    public SignOutcome Publish(PersonId person, DateTimeOffset now) => Author != person
        ? new SignOutcome.NotTheAuthor()
        : SignedAt is { } at ? new SignOutcome.AlreadySigned(at)
        : new SignOutcome.Signed(With(ReportVersionKind.Preliminary, person, null, null, now));

    /// <summary>Signs the draft as the final version.</summary>
    /// <param name="signer">The author, or the reviewer or third reader the consultation lets sign.</param>
    /// <param name="mayBeAnother">Whether the consultation lets somebody other than the author sign.</param>
    /// <param name="form">What completeness is measured by.</param>
    /// <param name="now">Server time.</param>
    public SignOutcome Sign(PersonId signer, bool mayBeAnother, SignatureForm form, DateTimeOffset now)
    {
        if (SignedAt is { } at) return new SignOutcome.AlreadySigned(at);
        return Seal(ReportVersionKind.Final, signer, mayBeAnother, form, null, now);
    }

    /// <summary>Signs the draft as an amended version; the versions it replaces stay readable.</summary>
    public SignOutcome Amend(
        PersonId signer, bool mayBeAnother, SignatureForm form, string reason, DateTimeOffset now)
    {
        if (SignedAt is null) return new SignOutcome.NotSignedYet();
        if (string.IsNullOrWhiteSpace(reason)) return new SignOutcome.ReasonMissing();
        if (ReportDiff.Between(Current!.Content, Draft).IsEmpty) return new SignOutcome.NothingChanged();
        return Seal(ReportVersionKind.Amended, signer, mayBeAnother, form, reason, now);
    }

    /// <summary>Signs words that are added to the signed report and change nothing in it.</summary>
    public SignOutcome Add(PersonId signer, string words, DateTimeOffset now)
    {
        if (SignedAt is null) return new SignOutcome.NotSignedYet();
        if (string.IsNullOrWhiteSpace(words)) return new SignOutcome.NothingChanged();
        var added = new ReportContent { Template = Draft.Template, Conclusion = words };
        return new SignOutcome.Signed(this with
        {
            Versions = Versions.Add(new(
                Versions.Length + 1, ReportVersionKind.Addendum, added, signer, signer, null, now)),
        });
    }

    private SignOutcome Seal(
        ReportVersionKind kind, PersonId signer, bool mayBeAnother, SignatureForm form, string? reason,
        DateTimeOffset now)
    {
        if (signer != Author && !mayBeAnother) return new SignOutcome.NotTheAuthor();
        var missing = Completeness.Of(form.Template, Draft, form.QuestionCount, form.IsCritical);
        return missing.IsEmpty
            ? new SignOutcome.Signed(With(kind, Author, signer, reason, now))
            : new SignOutcome.Incomplete(missing);
    }

    private Report With(
        ReportVersionKind kind, PersonId author, PersonId? signer, string? reason, DateTimeOffset now) => this with
    {
        Versions = Versions.Add(new(Versions.Length + 1, kind, Draft, author, signer, reason, now)),
    };
}

/// <summary>What completeness is measured by when a report is signed.</summary>
/// <param name="Template">The report's template.</param>
/// <param name="QuestionCount">How many numbered questions the sender asked.</param>
/// <param name="IsCritical">Whether the case was marked critical.</param>
public sealed record SignatureForm(ReportTemplate Template, int QuestionCount, bool IsCritical);

/// <summary>What became of a signature: one case per reason.</summary>
public abstract record SignOutcome
{
    private SignOutcome()
    {
    }

    /// <summary>Done; the new version is the report's last.</summary>
    public sealed record Signed(Report Report) : SignOutcome;

    /// <summary>Somebody else is writing this report.</summary>
    public sealed record NotTheAuthor : SignOutcome;

    /// <summary>It was signed then; from now on it is amended or added to.</summary>
    public sealed record AlreadySigned(DateTimeOffset At) : SignOutcome;

    /// <summary>Only a signed report is amended or added to.</summary>
    public sealed record NotSignedYet : SignOutcome;

    /// <summary>An amendment says why.</summary>
    public sealed record ReasonMissing : SignOutcome;

    /// <summary>The draft says what the signed version says, or the addendum says nothing.</summary>
    public sealed record NothingChanged : SignOutcome;

    /// <summary>These must be filled in first.</summary>
    public sealed record Incomplete(ImmutableArray<Missing> Missing) : SignOutcome;
}
