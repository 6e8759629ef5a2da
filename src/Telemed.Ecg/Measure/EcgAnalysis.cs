namespace Telemed.Ecg.Measure;

/// <summary>What our own measuring found; always shown as computer-suggested, never in place of the reader.</summary>
public sealed record EcgAnalysis
{
    /// <summary>The beats in time order.</summary>
    public required IReadOnlyList<EcgBeat> Beats { get; init; }

    /// <summary>Global values; null where they could not be measured.</summary>
    public required EcgIntervals Intervals { get; init; }

    /// <summary>ST level at the J point against QRS onset for each lead of the median beat, in microvolts.</summary>
    public required IReadOnlyDictionary<string, double> StLevelsUv { get; init; }

    /// <summary>Amplitudes of the median beat's waves, lead by lead.</summary>
    public required IReadOnlyDictionary<string, LeadAmplitudes> Amplitudes { get; init; }

    /// <summary>How good each lead's signal is.</summary>
    public required SignalQuality Quality { get; init; }

    /// <summary>What a reader should look at, most urgent first.</summary>
    public IReadOnlyList<EcgFlag> Flags { get; init; } = [];
}

/// <summary>Global intervals and axes of the dominant beat.</summary>
public sealed record EcgIntervals
{
    /// <summary>Beats a minute, from the mean of all RR intervals.</summary>
    public double? HeartRateBpm { get; init; }
    /// <summary>Mean RR interval.</summary>
    public double? RrMs { get; init; }
    /// <summary>P onset to P end.</summary>
    public double? PMs { get; init; }
    /// <summary>P onset to QRS onset.</summary>
    public double? PrMs { get; init; }
    /// <summary>QRS onset to QRS end.</summary>
    public double? QrsMs { get; init; }
    /// <summary>QRS onset to T end.</summary>
    public double? QtMs { get; init; }
    /// <summary>QT by Bazett.</summary>
    public double? QtcBazettMs { get; init; }
    /// <summary>QT by Fridericia.</summary>
    public double? QtcFridericiaMs { get; init; }
    /// <summary>Frontal P axis in degrees, −180 to 180.</summary>
    public double? PAxisDeg { get; init; }
    /// <summary>Frontal QRS axis in degrees, −180 to 180.</summary>
    public double? QrsAxisDeg { get; init; }
    /// <summary>Frontal T axis in degrees, −180 to 180.</summary>
    public double? TAxisDeg { get; init; }
}

/// <summary>One beat; times are milliseconds after the start of the trace.</summary>
/// <param name="AtMs">The steepest part of its QRS.</param>
/// <param name="Dominant">True when it has the shape most beats have.</param>
/// <param name="POnMs">P onset, null where the beat has no P wave.</param>
/// <param name="POffMs">P end.</param>
/// <param name="QrsOnMs">QRS onset.</param>
/// <param name="QrsOffMs">QRS end (J point).</param>
/// <param name="TPeakMs">T peak, null where no T wave shows.</param>
/// <param name="TOffMs">T end.</param>
public sealed record EcgBeat(
    double AtMs, bool Dominant, double? POnMs, double? POffMs, double? QrsOnMs, double? QrsOffMs, double? TPeakMs,
        double? TOffMs);

/// <summary>Amplitudes of one lead of the median beat in microvolts, against the level at QRS onset.</summary>
/// <param name="PUv">P wave, the larger deflection.</param>
/// <param name="QUv">Negative deflection before R, zero or below.</param>
/// <param name="RUv">Largest positive deflection of the QRS, zero or above.</param>
/// <param name="SUv">Largest negative deflection of the QRS, zero or below.</param>
/// <param name="TUv">T wave, the larger deflection.</param>
public sealed record LeadAmplitudes(double PUv, double QUv, double RUv, double SUv, double TUv);

/// <summary>How urgent a flag is; a flag raises a case's priority and never lowers it.</summary>
public enum FlagLevel
{
    /// <summary>Worth knowing.</summary>
    Info,
    /// <summary>To be read soon.</summary>
    Abnormal,
    /// <summary>To be read now.</summary>
    Critical,
}

/// <summary>Something a reader should look at, with the reason and the place.</summary>
/// <param name="Code">Stable code in snake case, for example "st_elevation".</param>
/// <param name="Level">How urgent.</param>
/// <param name="Reason">The rule and the numbers that met it, in English.</param>
/// <param name="AtMs">Where in the trace to look.</param>
/// <param name="Leads">The leads it shows in; empty for all.</param>
public sealed record EcgFlag(string Code, FlagLevel Level, string Reason, double? AtMs, IReadOnlyList<string> Leads)
{
    /// <summary>The code of the flag that the cart and we say different things.</summary>
    public const string CartDisagrees = "cart_disagrees";

    /// <summary>The reason in parts that other languages can say; empty in what was stored by older versions.</summary>
    public IReadOnlyList<ReasonPart> Because { get; init; } = [];

    internal static EcgFlag Of(
        string code, FlagLevel level, double? atMs,
            IReadOnlyList<string> leads, params IReadOnlyList<ReasonPart> because) =>
        new(code, level, Reasons.English(because), atMs, leads) { Because = because };
}

/// <summary>One sentence of a reason.</summary>
/// <param name="Code">Which sentence, see <see cref="Reasons"/>.</param>
/// <param name="Values">Its numbers and lead names, in the order of its places, written the same in every
/// language.</param>
public sealed record ReasonPart(string Code, IReadOnlyList<string> Values);

/// <summary>How good a recording's signal is.</summary>
/// <param name="Grade">0 (unreadable) to 100 (clean): the mean of its leads.</param>
/// <param name="Leads">The leads in file order.</param>
/// <param name="EinthovenResidualUv">Median of |I + III − II|; null where a limb lead is not stored.</param>
public sealed record SignalQuality(int Grade, IReadOnlyList<LeadQuality> Leads, double? EinthovenResidualUv);

/// <summary>How good one lead's signal is.</summary>
/// <param name="Lead">Canonical name.</param>
/// <param name="Off">True when the lead is flat, at the rail or missing for more than a second in all.</param>
/// <param name="NoiseUv">Typical height of what lies between the waves above 40 Hz.</param>
/// <param name="WanderUv">Range of the baseline, 5th to 95th percentile.</param>
/// <param name="MainsShare">Share of 50 or 60 Hz in the power of the lead, 0 to 1.</param>
/// <param name="Grade">0 to 100.</param>
public sealed record LeadQuality(string Lead, bool Off, double NoiseUv, double WanderUv, double MainsShare, int Grade);
