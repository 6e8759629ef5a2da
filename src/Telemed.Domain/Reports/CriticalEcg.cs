namespace Telemed.Domain.Reports;

/// <summary>What was measured of an ECG, as far as it is known; null where not.</summary>
public sealed record EcgFacts
{
    /// <summary>Mean ventricular rate in beats per minute.</summary>
    public double? VentricularRatePerMin { get; init; }

    /// <summary>Shortest interval between two beats, in milliseconds.</summary>
    public double? ShortestRrMs { get; init; }
}

/// <summary>Limits of the critical ECG values; lists differ between provinces, so each is a setting.</summary>
public sealed record CriticalEcgLimits
{
    /// <summary>Rate from which a ventricular tachycardia is critical, in beats per minute.</summary>
    public double VentricularTachycardiaRatePerMin { get; init; } = 150;

    /// <summary>RR interval up to which a pre-excited atrial fibrillation is critical, in milliseconds.</summary>
    public double PreExcitedRrMs { get; init; } = 250;
}

/// <summary>
/// The part of the critical set (practice 5.1) that neither side sees alone: the reader names the rhythm, the machine
/// has the number. What a statement says by itself is in <see cref="CriticalFindings"/>; rates, pauses, QTc and ST
/// that are critical whatever the rhythm are flags of the measuring.
/// </summary>
public static class CriticalEcg
{
    private const string AtrialFibrillation = "50";
    private const string VentricularTachycardia = "70";
    private const string PreExcitation = "108";

    /// <summary>Whether what the reader names is critical at what was measured.</summary>
    /// <remarks>
    /// The set asks for thirty seconds of ventricular tachycardia. A resting ECG of ten cannot show them: a tachycardia
    /// that is fast over the whole trace counts.
    /// </remarks>
    public static bool IsCritical(
        IReadOnlyCollection<CodedStatement> statements, EcgFacts facts, CriticalEcgLimits limits)
    {
        var codes = statements.Select(statement => statement.Code).ToHashSet();
        var isFast = codes.Contains(VentricularTachycardia)
            && facts.VentricularRatePerMin >= limits.VentricularTachycardiaRatePerMin;
        var isPreExcited = codes.Contains(AtrialFibrillation) && codes.Contains(PreExcitation)
            && facts.ShortestRrMs <= limits.PreExcitedRrMs;
        return isFast || isPreExcited;
    }
}
