namespace Telemed.Ecg.Measure;

/// <summary>The limits of the flags; lists differ between countries and hospitals, so each is a setting.</summary>
public sealed record TriageThresholds
{
    /// <summary>Heart rate below which bradycardia is told, in beats a minute.</summary>
    public double BradycardiaBpm { get; init; } = 50;
    /// <summary>Heart rate above which tachycardia is told.</summary>
    public double TachycardiaBpm { get; init; } = 100;
    /// <summary>
    /// Rate at or below which it is critical (Chinese consensus lists: mean ventricular rate 35 or less).
    /// </summary>
    public double CriticalSlowBpm { get; init; } = 35;
    /// <summary>Rate below which it is urgent.</summary>
    public double UrgentSlowBpm { get; init; } = 40;
    /// <summary>Rate above which it is urgent.</summary>
    public double UrgentFastBpm { get; init; } = 130;
    /// <summary>Rate from which it is critical.</summary>
    public double CriticalFastBpm { get; init; } = 200;
    /// <summary>Long pause that is critical, in milliseconds.</summary>
    public double CriticalPauseMs { get; init; } = 3000;
    /// <summary>QTc from which a man's is long, in milliseconds.</summary>
    public double LongQtcMaleMs { get; init; } = 450;
    /// <summary>QTc from which a woman's is long.</summary>
    public double LongQtcFemaleMs { get; init; } = 460;
    /// <summary>QTc above which it is critical.</summary>
    public double CriticalQtcMs { get; init; } = 500;
    /// <summary>PR above which first-degree block is told.</summary>
    public double LongPrMs { get; init; } = 200;
    /// <summary>QRS from which it is wide.</summary>
    public double WideQrsMs { get; init; } = 120;
}
