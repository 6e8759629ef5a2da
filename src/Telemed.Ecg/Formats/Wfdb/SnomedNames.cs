using System.Collections.Frozen;

namespace Telemed.Ecg.Formats.Wfdb;

/// <summary>
/// What the SNOMED CT codes in the headers of the public collections say; a page of bare numbers helps nobody.
/// </summary>
internal static class SnomedNames
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["426783006"] = "Sinus rhythm",
        ["426177001"] = "Sinus bradycardia",
        ["427084000"] = "Sinus tachycardia",
        ["427393009"] = "Sinus arrhythmia",
        ["164889003"] = "Atrial fibrillation",
        ["164890007"] = "Atrial flutter",
        ["270492004"] = "First degree AV block",
        ["164909002"] = "Left bundle branch block",
        ["59118001"] = "Right bundle branch block",
        ["713426002"] = "Incomplete right bundle branch block",
        ["698252002"] = "Intraventricular conduction delay",
        ["284470004"] = "Premature atrial contraction",
        ["427172004"] = "Premature ventricular contractions",
        ["111975006"] = "Prolonged QT interval",
        ["164934002"] = "T wave abnormality",
        ["59931005"] = "T wave inversion",
        ["55930002"] = "ST change",
        ["428750005"] = "Nonspecific ST-T abnormality",
        ["164873001"] = "Left ventricular hypertrophy",
        ["55827005"] = "High left ventricular voltage",
        ["89792004"] = "Right ventricular hypertrophy",
        ["253352002"] = "Left atrial abnormality",
        ["67741000119109"] = "Left atrial enlargement",
    }.ToFrozenDictionary();

    internal static string? Of(string code) => Names.GetValueOrDefault(code);
}
