using System.Collections.Frozen;
using static System.TimeSpan;

namespace Telemed.Domain.Clocks;

/// <summary>
/// The clocks of one service of the catalogue (practice 2.1). The catalogue may change each; what stands here are the
/// recommended defaults. A corridor for which the practice names no figure has the figure of its nearest neighbour
/// among the services (decided 2026-11-21), marked below.
/// </summary>
public sealed record ServiceTimers
{
    /// <summary>The service's code in the catalogue.</summary>
    public required string Code { get; init; }

    /// <summary>From queued to claimed.</summary>
    public required ByColour<TimeSpan> Claim { get; init; }

    /// <summary>From sent to signed, pauses excluded.</summary>
    public required ByColour<TimeSpan> Report { get; init; }

    /// <summary>From sent to the answer by voice, where the practice wants one; null where it does not.</summary>
    public TimeSpan? VerbalRed { get; init; }

    /// <summary>From sent to the final report where the first is preliminary by nature; null where not.</summary>
    public TimeSpan? FinalRed { get; init; }

    /// <summary>
    /// The hours in which the green clocks of the promise and of the readers run; null means always. Those of the
    /// sender and of what the hub does by rule run day and night.
    /// </summary>
    public DutyHours? GreenHours { get; init; }

    /// <summary>The hours in which the clocks of a corridor run; null means always.</summary>
    public DutyHours? HoursOf(Colour colour) => colour == Colour.Green ? GreenHours : null;

    /// <summary>The limits of the states.</summary>
    public StateTimers States { get; init; } = StateTimers.Default;

    /// <summary>Twelve-lead electrocardiogram.</summary>
    public static readonly ServiceTimers Ecg = new()
    {
        Code = "ecg",
        Claim = new(FromMinutes(2), FromMinutes(10), FromMinutes(60)),
        Report = new(FromMinutes(10), FromMinutes(30), FromHours(2)),
    };

    /// <summary>Plain X-ray.</summary>
    public static readonly ServiceTimers XRay = new()
    {
        Code = "xray",
        Claim = new(FromMinutes(5), FromMinutes(30), FromMinutes(60)),
        Report = new(FromMinutes(30), FromHours(2), FromHours(4)),
    };

    /// <summary>Computed tomography and magnetic resonance.</summary>
    public static readonly ServiceTimers CtMr = new()
    {
        Code = "ct_mr",
        Claim = new(FromMinutes(10), FromMinutes(60), FromMinutes(120)),
        Report = new(FromMinutes(60), FromHours(4), FromHours(24)),
    };

    /// <summary>Head CT for stroke. Only red is named; yellow and green are those of CT.</summary>
    public static readonly ServiceTimers CtHead = new()
    {
        Code = "ct_head",
        Claim = CtMr.Claim with { Red = FromMinutes(5) },
        Report = CtMr.Report with { Red = FromMinutes(30) },
        VerbalRed = FromMinutes(15),
    };

    /// <summary>Whole-body CT after trauma. Only red is named; yellow and green are those of CT.</summary>
    public static readonly ServiceTimers TraumaCt = new()
    {
        Code = "trauma_ct",
        Claim = CtMr.Claim with { Red = FromMinutes(5) },
        Report = CtMr.Report with { Red = FromMinutes(60) },
        VerbalRed = FromMinutes(5),
        FinalRed = FromHours(24),
    };

    /// <summary>Question in words, with or without photos.</summary>
    public static readonly ServiceTimers Text = new()
    {
        Code = "text_consult",
        Claim = new(FromMinutes(5), FromMinutes(30), FromHours(4)),
        Report = new(FromMinutes(15), FromHours(4), FromHours(24)),
    };

    /// <summary>Whole-slide consultation. Only green is named; red and yellow are those of CT, doubled.</summary>
    public static readonly ServiceTimers Slide = new()
    {
        Code = "pathology_wsi",
        Claim = new(FromMinutes(20), FromHours(2), FromHours(8)),
        Report = new(FromHours(2), FromHours(8), FromHours(48)),
    };

    /// <summary>Frozen section, the patient on the table. Only red is named; the others are those of slides.</summary>
    public static readonly ServiceTimers Frozen = new()
    {
        Code = "frozen_section",
        Claim = Slide.Claim with { Red = FromMinutes(5) },
        Report = Slide.Report with { Red = FromMinutes(30) },
    };

    /// <summary>All defaults by code.</summary>
    public static readonly FrozenDictionary<string, ServiceTimers> Defaults =
        new[] { Ecg, XRay, CtMr, CtHead, TraumaCt, Text, Slide, Frozen }.ToFrozenDictionary(service => service.Code);
}
