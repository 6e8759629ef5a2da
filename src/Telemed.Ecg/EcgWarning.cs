using System.Collections.Frozen;
using System.Globalization;

namespace Telemed.Ecg;

/// <summary>
/// Something odd about a file that can be read all the same. It carries a code and its numbers and names, so that each
/// reader is told in his language; the English sentences stand here, those of all four languages with the page.
/// </summary>
/// <param name="Code">Which sentence; one of <see cref="Codes"/>.</param>
/// <param name="Values">Its numbers and names, in the order of its places, written the same in every language.</param>
public sealed record EcgWarning(string Code, IReadOnlyList<string> Values)
{
    private const string Mark = "ecg:";
    private const char Between = '|';

    private static readonly FrozenDictionary<string, string> Sentences = new Dictionary<string, string>
    {
        ["lead_samples"] = "Lead {0} declares {1} samples and holds {2}; the rest is missing.",
        ["lead_was_off"] = "The cart says lead {0} was off.",
        ["lead_off_throughout"] = "Lead {0} was off for the whole recording.",
        ["lead_cut"] = "The data of lead {0} is cut short.",
        ["lead_check_sum"] = "The check sum of lead {0} does not match its samples.",
        ["lead_amplitude"] = "Lead {0} has implausibly large amplitudes: the range in its header may be wrong.",
        ["lengths_differ"] = "The leads differ in length.",
        ["csv_guessed"] = "The columns, the unit and the sampling rate were guessed from the file.",
        ["record_length"] = "The record says it has {0} bytes and has {1}.",
        ["record_check_sum"] = "The record's check sum does not match its content.",
        ["section_cut"] = "Section {0} is cut short.",
        ["section_check_sum"] = "The check sum of section {0} does not match its content.",
        ["header_field_cut"] = "Header field {0} is cut short.",
        ["measurements_cut"] = "The measurements are cut short.",
        ["interpretation_cut"] = "The interpretation is cut short.",
        ["waveform_cut"] = "The waveform is cut short.",
        ["block_cut"] = "A block of channel {0} is cut short.",
        ["healforce"] =
            "The record departs from SCP-ECG in the way of the Healforce handhelds; its leads carry no names.",
        ["interpolated"] =
            "Between the beats the cart kept every fourth sample; those between are interpolated.",
        ["group_samples"] = "Group {0} declares {1} samples and holds {2}.",
        ["file_samples"] = "A signal file should hold {0} samples and holds {1}.",
        ["file_frames"] = "A signal file should hold {0} frames and holds {1}.",
        ["file_records"] = "The file declares {0} records and holds {1}.",
        ["signal_start"] = "Signal {0} does not begin with the value its header names.",
        ["signal_check_sum"] = "The check sum of signal {0} does not match its samples.",
        ["never_finished"] = "The recording was never finished; its length is taken from the file.",
        ["gaps"] = "The recording has gaps; the records are shown one after the other.",
        ["shown_once"] = "This ECG is there already in another file; it is shown once.",
        ["other_patient"] = "The same ECG was received for another patient: check whose it is.",
    }.ToFrozenDictionary();

    /// <summary>The codes of all warnings.</summary>
    public static IReadOnlyCollection<string> Codes => Sentences.Keys;

    /// <summary>The warning with its values in invariant writing.</summary>
    /// <param name="code">One of <see cref="Codes"/>.</param>
    /// <param name="values">Numbers and names for the places of the sentence.</param>
    /// <exception cref="ArgumentException">There is no sentence of this code.</exception>
    public static EcgWarning Of(string code, params IReadOnlyList<object> values) => Sentences.ContainsKey(code)
        ? new EcgWarning(code, [.. values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")])
        : throw new ArgumentException($"There is no warning {code}.", nameof(code));

    /// <summary>
    /// The warning as one text that a page translates: <c>ecg:section_cut|6</c>. A value never holds the sign between.
    /// </summary>
    public string Coded => Mark + string.Join(Between, [Code, .. Values.Select(value => value.Replace(Between, '/'))]);

    /// <summary>The warning as an English sentence.</summary>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, Sentences[Code], [.. Values]);
}
