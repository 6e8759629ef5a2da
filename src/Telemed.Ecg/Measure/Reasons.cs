using System.Globalization;

namespace Telemed.Ecg.Measure;

/// <summary>
/// The sentences of reasons. A flag carries their codes and numbers, so that each reader sees them in his language; the
/// English ones stand here, those of all four languages with the page.
/// </summary>
public static class Reasons
{
    private static readonly Dictionary<string, string> Sentences = new()
    {
        ["lead_off"] = "No signal for more than a second in {0}.",
        ["einthoven"] = "I + III differs from II by {0} µV.",
        ["noise"] = "Noise in {0}.",
        ["wander"] = "The baseline wanders by up to {1} mV in {0}.",
        ["mains"] = "Mains hum in {0}.",
        ["arm_reversal"] =
            "Lead I is upside down and aVR upright while V5 and V6 are normal: arm electrodes exchanged?",
        ["leg_reversal"] = "Lead II is nearly flat: right arm and right leg electrodes exchanged?",
        ["chest_order"] = "R is much smaller in {0} than on both sides of it: chest electrodes exchanged?",
        ["rate_below"] = "Mean ventricular rate {0}/min is below {1}.",
        ["rate_above"] = "Mean ventricular rate {0}/min is above {1}.",
        ["pr_above"] = "PR {0} ms is longer than {1}.",
        ["two_p"] = "Between most beats a second P wave stands half-way.",
        ["qrs_from"] = "QRS {0} ms is at least {1}.",
        ["qtc_from"] = "QTc {0} ms ({1}) reaches {2}.",
        ["sex_unknown"] = "Sex is unknown: the stricter limit was used.",
        ["qtc_wide"] = "The wide QRS lengthens it.",
        ["no_qrs"] = "No QRS complex was found although the electrodes are on.",
        ["no_qrs_for"] = "No QRS complex for {0} s although the electrodes are on.",
        ["vf_wave"] = "{0} % of the power lies between 3 and 9 Hz, and no QRS stands out of the wave.",
        ["pause"] = "A pause of {0} s.",
        ["wide_run"] = "{0} wide beats in a row at 100/min or faster.",
        ["wide_fast"] = "Wide beats at {0}/min without a sure P wave.",
        ["early_wide"] = "Early wide beats of another shape: {0}.",
        ["early_same"] = "Early beats of the usual shape: {0}.",
        ["rr_vary"] = "RR intervals vary by {0} % from beat to beat.",
        ["no_p"] = "No matching P wave stands before the beats.",
        ["few_p"] = "Only {0} % of beats have a matching P wave.",
        ["short_strip"] = "A short strip cannot prove it.",
        ["pacing"] = "Pacing spikes: {0}.",
        ["st_raised"] = "ST at J is raised: {0} mV.",
        ["st_lowered"] = "ST at J is lowered: {0} mV.",
        ["posterior"] = "Consider a posterior infarct (V7 to V9).",
        ["strict_limits"] = "Sex or age is unknown: the strictest limits were used.",
        ["wide_cause"] = "The wide QRS may be the cause.",
        ["voltage_cause"] = "High left ventricular voltage may be the cause.",
        ["cart_normal"] = "The cart calls this ECG normal.",
        ["cart_fibrillation"] = "The cart says atrial fibrillation, which was not found here.",
        ["cart_sinus"] = "The cart says sinus rhythm.",
        ["cart_infarct"] = "The cart says acute infarct; ST elevation was not found here.",
        ["cart_rate"] = "The cart counts {0}/min, we {1}.",
        ["cart_interval"] = "{0}: the cart has {1} ms, we {2}.",
        ["tall_t"] = "Tall T waves with a wide QRS.",
        ["sinus_p"] = "A P wave stands before the beats, and the rate is between the limits.",
        ["new"] = "New since the earlier ECG:",
        ["rate_changed"] = "The rate went from {0} to {1}/min.",
        ["qtc_changed"] = "QTc (Fridericia) went from {0} to {1} ms.",
        ["unchanged"] = "Rate, conduction, ST and QTc are as before.",
    };

    /// <summary>The codes of all sentences.</summary>
    public static IReadOnlyCollection<string> Codes => Sentences.Keys;

    /// <summary>A reason as English text.</summary>
    /// <param name="parts">Its sentences in order.</param>
    public static string English(IEnumerable<ReasonPart> parts) => string.Join(" ", parts.Select(part =>
        string.Format(CultureInfo.InvariantCulture, Sentences[part.Code], [.. part.Values])));

    internal static ReasonPart Part(string code, params FormattableString[] values) =>
        new(code, [.. values.Select(value => value.ToString(CultureInfo.InvariantCulture))]);

    internal static ReasonPart Leads(string code, IEnumerable<string> leads) => new(code, [string.Join(", ", leads)]);
}
