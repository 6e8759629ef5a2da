using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Deidentify;

/// <summary>Why an object cannot be made anonymous by changing its header.</summary>
public enum DeidentifyDoubt
{
    /// <summary>It can.</summary>
    None,
    /// <summary>It is a document, a report or a recording: its content names people in ways no table knows.</summary>
    NoImage,
    /// <summary>It says itself that names stand in the picture.</summary>
    TextInPicture,
    /// <summary>Its kind often has names in the picture; somebody must have looked.</summary>
    MayShowText,
    /// <summary>It is compressed in a way that may carry words beside the picture, and they cannot be taken out.
    /// </summary>
    MayHoldText,
}

/// <summary>
/// Makes objects that name nobody: the Basic Application Level Confidentiality Profile with cleaned descriptors and
/// moved dates (PS3.15 annex E). Private elements, curves and overlays go; UIDs become others, the same for the same.
/// </summary>
public static class Deidentifier
{
    private const string Method = "PS3.15 basic profile; clean descriptors; modified dates";
    private const int DepthLimit = 256;

    // Ultrasound, secondary capture, photographs and endoscopy: their makers write names into the picture.
    private static readonly string[] Captured =
    [
        "1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.6.", "1.2.840.10008.5.1.4.1.1.3.",
        "1.2.840.10008.5.1.4.1.1.77.1.1", "1.2.840.10008.5.1.4.1.1.77.1.2", "1.2.840.10008.5.1.4.1.1.77.1.4",
        "1.2.840.10008.5.1.4.1.1.77.1.5.",
    ];

    /// <summary>Whether a copy would be safe; says what stands against it otherwise.</summary>
    public static DeidentifyDoubt DoubtOf(DicomFile file)
    {
        var dataset = file.Dataset;
        if (file.PixelData is null || dataset.Has(DicomTags.EncapsulatedDocument)) return DeidentifyDoubt.NoImage;
        if (file.PixelData.IsEncapsulated && !IsFreeOfText(file.TransferSyntax) && !IsCleaned(file.TransferSyntax))
            return DeidentifyDoubt.MayHoldText;
        var burnedIn = dataset.GetString(DicomTags.BurnedInAnnotation);
        if (burnedIn == "YES") return DeidentifyDoubt.TextInPicture;
        var sopClass = dataset.GetString(DicomTags.SOPClassUID) ?? "";
        var isCaptured = Captured.Any(prefix => sopClass.StartsWith(prefix, StringComparison.Ordinal)) ||
                         dataset.GetString(DicomTags.ImageType, 1) == "SECONDARY";
        // Old scanners keep an overlay in the unused bits of the pixels.
        var hasHiddenOverlay = dataset.Any(element =>
            element.Tag is { Group: >= 0x6000 and <= 0x60FF, Element: 0x0102 } && dataset.GetInt(element.Tag) > 0);
        var mayShowText = hasHiddenOverlay || (isCaptured && burnedIn != "NO");
        return mayShowText ? DeidentifyDoubt.MayShowText : DeidentifyDoubt.None;
    }

    /// <summary>Writes the copy of a file; pixels stay as they are, and comments within compressed ones are
    /// blanked.</summary>
    /// <param name="file">What was read of it.</param>
    /// <param name="source">The stream it was read from, able to seek.</param>
    /// <param name="to">Receives the file.</param>
    /// <param name="options">The key and the patient.</param>
    /// <exception cref="ArgumentException">The data set is deflated; inflate it first.</exception>
    /// <exception cref="DicomFormatException">Sequences are nested too deep, or a compressed picture cannot be
    /// cleaned.</exception>
    public static void Write(DicomFile file, Stream source, Stream to, DeidentifyOptions options)
    {
        if (file.TransferSyntax.IsDeflated) throw new ArgumentException("The data set is deflated.", nameof(file));
        var syntax = file.TransferSyntax.IsBigEndian ? TransferSyntax.ExplicitLittleEndian : file.TransferSyntax;
        var isCleaned = file.PixelData is { IsEncapsulated: true } && IsCleaned(syntax);
        using var cleaned = isCleaned ? new CleanedPixels(source, file.PixelData!.Fragments) : null;
        DicomWriter.WriteFile(to, Run(file.Dataset, options), syntax, cleaned ?? source);
    }

    /// <summary>The header of the copy; values kept by place stay where they are.</summary>
    /// <exception cref="DicomFormatException">Sequences are nested too deep.</exception>
    public static DicomDataset Run(DicomDataset dataset, DeidentifyOptions options)
    {
        var mapping = new ElementMapping(options, IdentifyingWords.Of(dataset));
        var copy = new DicomDataset();
        Copy(dataset, copy, mapping, isDummy: false, depth: 0);
        var code = options.Key.CodeFor(options.Patient);
        var marks = new DicomDatasetBuilder()
            .Text(DicomTags.PatientName, $"Teaching^{code}").Text(DicomTags.PatientID, code)
            .Text(DicomTags.PatientIdentityRemoved, "YES").Text(DicomTags.DeidentificationMethod, Method)
            .Text(DicomTags.LongitudinalTemporalInformationModified, "MODIFIED")
            .Sequence(DicomTags.DeidentificationMethodCodeSequence,
                Item("113100", "Basic Application Confidentiality Profile"), Item("113105", "Clean Descriptors Option"),
                Item("113107", "Retain Longitudinal Temporal Information Modified Dates Option")).Build();
        foreach (var element in marks) copy.Set(element);
        if (mapping.NeedsUtf8)
            copy.Set(new DicomElement(DicomTags.SpecificCharacterSet, DicomVr.CS, "ISO_IR 192"u8.ToArray(), 0));
        return copy;
    }

    // The reader has bounded the depth; this is for data sets that were built.
    private static void Copy(DicomDataset from, DicomDataset to, ElementMapping mapping, bool isDummy, int depth)
    {
        if (depth > DepthLimit)
            throw new DicomFormatException("data set", from.Offset, "Sequences are nested too deep.");
        foreach (var element in from)
        {
            var action = ElementMapping.ActionOf(element, isDummy);
            if (element.Vr != DicomVr.SQ)
            {
                if (mapping.Map(element, from, action) is { } mapped) to.Set(mapped);
                continue;
            }
            if (action == ProfileAction.Remove) continue;
            var items = new List<DicomDataset>();
            to.Set(new DicomElement(element.Tag, items, 0));
            if (action == ProfileAction.Empty) continue;
            foreach (var item in element.Items)
            {
                var copied = new DicomDataset(to);
                Copy(item, copied, mapping, isDummy || action == ProfileAction.Dummy, depth + 1);
                items.Add(copied);
            }
        }
    }

    // Run lengths and deflated frames have no place for words.
    private static bool IsFreeOfText(TransferSyntax syntax) =>
        syntax.Uid is "1.2.840.10008.1.2.5" or "1.2.840.10008.1.2.8.1";

    // JPEG, JPEG-LS, JPEG 2000 and its fast form; neither JPIP, nor video, nor JPEG XL.
    private static bool IsCleaned(TransferSyntax syntax) => syntax.Uid is
        "1.2.840.10008.1.2.4.50" or "1.2.840.10008.1.2.4.51" or "1.2.840.10008.1.2.4.53" or "1.2.840.10008.1.2.4.55" or
        "1.2.840.10008.1.2.4.57" or "1.2.840.10008.1.2.4.70" or "1.2.840.10008.1.2.4.80" or "1.2.840.10008.1.2.4.81" or
        "1.2.840.10008.1.2.4.90" or "1.2.840.10008.1.2.4.91" or "1.2.840.10008.1.2.4.92" or "1.2.840.10008.1.2.4.93" or
        "1.2.840.10008.1.2.4.201" or "1.2.840.10008.1.2.4.202" or "1.2.840.10008.1.2.4.203";

    private static DicomDatasetBuilder Item(string code, string meaning) => new DicomDatasetBuilder()
        .Text(DicomTags.CodeValue, code).Text(DicomTags.CodingSchemeDesignator, "DCM")
        .Text(DicomTags.CodeMeaning, meaning);
}
