using System.ComponentModel.DataAnnotations;
using Telemed.Ecg.Measure;

namespace Telemed.Hub.Ecg;

/// <summary>Settings of ECGs: from where on a flag is set. Lists of critical values differ between hospitals.</summary>
internal sealed record EcgOptions
{
    [Range(20, 100)]
    public double BradycardiaBpm { get; init; } = 50;

    [Range(60, 200)]
    public double TachycardiaBpm { get; init; } = 100;

    [Range(10, 60)]
    public double CriticalSlowBpm { get; init; } = 35;

    [Range(20, 80)]
    public double UrgentSlowBpm { get; init; } = 40;

    [Range(80, 250)]
    public double UrgentFastBpm { get; init; } = 130;

    [Range(120, 300)]
    public double CriticalFastBpm { get; init; } = 200;

    [Range(1000, 10_000)]
    public double CriticalPauseMs { get; init; } = 3000;

    [Range(380, 600)]
    public double LongQtcMaleMs { get; init; } = 450;

    [Range(380, 600)]
    public double LongQtcFemaleMs { get; init; } = 460;

    [Range(400, 700)]
    public double CriticalQtcMs { get; init; } = 500;

    [Range(120, 400)]
    public double LongPrMs { get; init; } = 200;

    [Range(80, 200)]
    public double WideQrsMs { get; init; } = 120;

    internal TriageThresholds Limits() => new()
    {
        BradycardiaBpm = BradycardiaBpm, TachycardiaBpm = TachycardiaBpm, CriticalSlowBpm = CriticalSlowBpm,
        UrgentSlowBpm = UrgentSlowBpm, UrgentFastBpm = UrgentFastBpm, CriticalFastBpm = CriticalFastBpm,
        CriticalPauseMs = CriticalPauseMs, LongQtcMaleMs = LongQtcMaleMs, LongQtcFemaleMs = LongQtcFemaleMs,
        CriticalQtcMs = CriticalQtcMs, LongPrMs = LongPrMs, WideQrsMs = WideQrsMs,
    };
}
