namespace Telemed.Domain.Consultations;

/// <summary>What is known of a report when its reader finishes it, as far as it decides on a review.</summary>
public sealed record ReviewFacts
{
    /// <summary>Whether the reader signs reports of this service only after a review.</summary>
    public required bool SignsAfterReview { get; init; }

    /// <summary>Whether what was measured is critical, by itself or together with what the reader wrote.</summary>
    public required bool IsMeasuredCritical { get; init; }

    /// <summary>Whether the case is marked critical, by hand or by what the report says.</summary>
    public required bool IsCritical { get; init; }

    /// <summary>The corridor of the case.</summary>
    public required Colour Colour { get; init; }

    /// <summary>How many of a hundred reports of the service are reviewed before signing, 0 to 100.</summary>
    public required int SharePercent { get; init; }

    /// <summary>The number drawn once for the case, from 0 to below 1; null for a case from before drawing.</summary>
    public required double? Draw { get; init; }
}

/// <summary>Which reports a second reader sees before they are signed (practice 2.2, ReviewPending).</summary>
public static class ReviewRules
{
    /// <summary>Why the report is reviewed before it is signed; null when it need not be.</summary>
    /// <remarks>Of several reasons the reviewer is told the one that says where to look.</remarks>
    public static ReviewReason? Of(ReviewFacts facts)
    {
        if (facts.IsMeasuredCritical && !facts.IsCritical) return ReviewReason.CriticalMismatch;
        if (facts.SignsAfterReview) return ReviewReason.JuniorReporter;
        return IsSampled(facts) ? ReviewReason.Sampled : null;
    }

    // Red is not drawn: a sample serves the quality of many, and must not keep one patient waiting.
    private static bool IsSampled(ReviewFacts facts) =>
        facts.Colour != Colour.Red && facts.Draw * 100 < facts.SharePercent;
}
