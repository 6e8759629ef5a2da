using System.Collections.Immutable;

namespace Telemed.Domain.Reports;

/// <summary>What an ECG shows in numbers, as far as it is known; null where not.</summary>
public sealed record EcgFacts
{
    /// <summary>Mean ventricular rate in beats per minute.</summary>
    public double? VentricularRatePerMin { get; init; }

    /// <summary>Longest interval between two beats, in milliseconds.</summary>
    public double? LongestRrMs { get; init; }

    /// <summary>Shortest interval between two pre-excited beats in atrial fibrillation, in milliseconds.</summary>
    public double? ShortestPreExcitedRrMs { get; init; }

    /// <summary>Corrected QT in milliseconds.</summary>
    public double? QtcMs { get; init; }

    /// <summary>Whether premature beats fall on the T wave.</summary>
    public bool HasROnT { get; init; }

    /// <summary>How long a ventricular tachycardia lasts, in seconds.</summary>
    public double? VentricularTachycardiaSeconds { get; init; }
}

/// <summary>Limits of the critical ECG values; lists differ between provinces, so each is a setting.</summary>
public sealed record CriticalEcgLimits
{
    public double TachycardiaRatePerMin { get; init; } = 200;
    public double VentricularTachycardiaRatePerMin { get; init; } = 150;
    public double VentricularTachycardiaSeconds { get; init; } = 30;
    public double LongRrMs { get; init; } = 3000;
    public double LowRatePerMin { get; init; } = 35;
    public double PreExcitedRrMs { get; init; } = 250;
    public double QtcMs { get; init; } = 550;
}

/// <summary>Why an ECG is critical.</summary>
public enum CriticalEcgReason
{
    Statement, SustainedVentricularTachycardia, FastSupraventricular, PreExcitedFibrillation, LongPause, LowRate,
    LongQtWithROnT,
}

/// <summary>The critical set of practice 5.1: from statements and from numbers.</summary>
public static class CriticalEcg
{
    private static readonly string[] FastRhythms = ["50", "51", "52", "53", "54", "55", "56"];

    /// <summary>All reasons for which the ECG is critical; empty when it is not.</summary>
    public static ImmutableArray<CriticalEcgReason> Of(
        IReadOnlyCollection<CodedStatement> statements, EcgFacts facts, CriticalEcgLimits limits)
    {
        var codes = statements.Select(statement => statement.Code).ToHashSet();
        var fast = FastRhythms.Any(codes.Contains) && facts.VentricularRatePerMin >= limits.TachycardiaRatePerMin;
        var sustained = codes.Contains("70")
            && facts.VentricularRatePerMin >= limits.VentricularTachycardiaRatePerMin
            && facts.VentricularTachycardiaSeconds >= limits.VentricularTachycardiaSeconds;
        var preExcited = codes.Contains("50") && codes.Contains("108")
            && facts.ShortestPreExcitedRrMs <= limits.PreExcitedRrMs;
        (CriticalEcgReason Reason, bool Holds)[] all =
        [
            (CriticalEcgReason.Statement, statements.Any(CriticalFindings.IsCritical)),
            (CriticalEcgReason.SustainedVentricularTachycardia, sustained),
            (CriticalEcgReason.FastSupraventricular, fast),
            (CriticalEcgReason.PreExcitedFibrillation, preExcited),
            (CriticalEcgReason.LongPause, facts.LongestRrMs >= limits.LongRrMs),
            (CriticalEcgReason.LowRate, facts.VentricularRatePerMin <= limits.LowRatePerMin),
            (CriticalEcgReason.LongQtWithROnT, facts.QtcMs >= limits.QtcMs && facts.HasROnT),
        ];
        return [.. all.Where(entry => entry.Holds).Select(entry => entry.Reason)];
    }
}
