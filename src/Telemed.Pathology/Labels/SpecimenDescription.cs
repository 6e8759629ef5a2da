using Telemed.Dicom;

namespace Telemed.Pathology.Labels;

/// <summary>What a DICOM slide says of its specimen (PS3.3 C.7.6.22, PS3.16 TID 8001 to 8003).</summary>
public static class SpecimenDescription
{
    private const int StepsLimit = 64;

    private static readonly DicomTag PreparationSequence = new(0x00400610), StepContentSequence = new(0x00400612);

    // "Using substance", in SNOMED CT and in the older SNOMED RT that files still carry.
    private static readonly string[] UsingSubstance = ["424361007", "G-C350"];

    /// <summary>Specimen, block, slide and stain; null where the object does not say.</summary>
    public static SlideLabelling Read(DicomDataset header)
    {
        var specimens = header.GetItems(DicomTags.SpecimenDescriptionSequence);
        // Several specimens on one glass are no single place in a tree.
        var named = specimens.Count == 1
            ? LabelText.Read(specimens[0].GetString(DicomTags.SpecimenIdentifier) ?? "") : SlideLabelling.Unknown;
        var known = named.Or(LabelText.Read(header.GetString(DicomTags.ContainerIdentifier) ?? ""));
        return specimens.Count > 0 && StainOf(specimens[0]) is { } stain ? known with { Stain = stain } : known;
    }

    private static string? StainOf(DicomDataset specimen)
    {
        var substances = specimen.GetItems(PreparationSequence).Take(StepsLimit)
            .SelectMany(step => step.GetItems(StepContentSequence).Take(StepsLimit))
            .Where(item => CodeOf(item, DicomTags.ConceptNameCodeSequence) is { } name
                && UsingSubstance.Contains(name.GetString(DicomTags.CodeValue)))
            .Select(item => CodeOf(item, DicomTags.ConceptCodeSequence)?.GetString(DicomTags.CodeMeaning))
            .OfType<string>().Where(IsStain).ToList();
        if (substances.Count == 0) return null;
        return Has(substances, "hematoxylin") && Has(substances, "eosin") ? "HE"
            : substances.Select(name => LabelText.Read(name).Stain ?? name).First();
    }

    // Fixatives and media are substances of the same list.
    private static bool IsStain(string name) =>
        !name.Contains("paraffin", StringComparison.OrdinalIgnoreCase)
        && !name.Contains("formalin", StringComparison.OrdinalIgnoreCase)
        && !name.Contains("formol", StringComparison.OrdinalIgnoreCase)
        && (name.Contains("stain", StringComparison.OrdinalIgnoreCase)
            || name.Contains("hematoxylin", StringComparison.OrdinalIgnoreCase)
            || name.Contains("eosin", StringComparison.OrdinalIgnoreCase) || LabelText.Read(name).Stain is not null);

    private static bool Has(List<string> names, string word) =>
        names.Exists(name => name.Replace("haema", "hema", StringComparison.OrdinalIgnoreCase)
            .Contains(word, StringComparison.OrdinalIgnoreCase));

    private static DicomDataset? CodeOf(DicomDataset item, DicomTag tag) =>
        item.GetItems(tag) is { Count: > 0 } codes ? codes[0] : null;
}
