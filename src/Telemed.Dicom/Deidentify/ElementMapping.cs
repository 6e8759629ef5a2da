using System.Text;
using Telemed.Dicom.Text;
using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Deidentify;

/// <summary>Decides for each element what becomes of it, and makes its new value.</summary>
internal sealed class ElementMapping(DeidentifyOptions options, IReadOnlySet<string> identifying)
{
    private const string Removed = "REMOVED", NoNumber = "0", NoAge = "000Y";
    private const string RegisteredByDicom = "1.2.840.10008.";
    // Directory records name files, and people name files after patients.
    private const ushort Directory = 0x0004, PatientGroup = 0x0010;

    // Identifiers of vocabularies, not of anybody's objects.
    private static readonly HashSet<uint> OfVocabularies = [0x0008010C, 0x00080117, 0x00080118];
    private readonly int days = options.Key.DaysFor(options.Patient);

    /// <summary>True once a kept text has a letter beyond ASCII.</summary>
    public bool NeedsUtf8 { get; private set; }

    /// <summary>What becomes of an element.</summary>
    /// <param name="element">Of the original.</param>
    /// <param name="isDummy">True inside a sequence whose content means nothing any more.</param>
    public static ProfileAction ActionOf(DicomElement element, bool isDummy)
    {
        var tag = element.Tag;
        if (tag.IsPrivate || tag.IsGroupLength || tag == DicomTags.SpecificCharacterSet || element.Vr == DicomVr.UN ||
            tag.Group is Directory or (>= 0x5000 and <= 0x50FF) or (>= 0x6000 and <= 0x60FF))
            return ProfileAction.Remove;
        var action = ConfidentialityProfile.Of(tag);
        if (action != ProfileAction.Keep) return action;
        return element.Vr switch
        {
            // The profile names every element that it knows to hold free text; what it does not know is not believed.
            DicomVr.LT or DicomVr.ST or DicomVr.UT or DicomVr.UR => ProfileAction.Remove,
            DicomVr.PN => ProfileAction.Empty,
            DicomVr.UI when !OfVocabularies.Contains(tag.Value) => ProfileAction.MapUid,
            DicomVr.LO or DicomVr.SH or DicomVr.UC when isDummy => ProfileAction.Dummy,
            _ => ProfileAction.Keep,
        };
    }

    /// <summary>The new element; null when there is none. Not for sequences.</summary>
    public DicomElement? Map(DicomElement element, DicomDataset of, ProfileAction action)
    {
        if (element.Vr is DicomVr.DA or DicomVr.DT or DicomVr.TM && element.Tag.Group != PatientGroup)
            return Text(element, Values(element, of).Select(value => MovedDates.Move(value, element.Vr, days) ?? ""));
        if (ConfidentialityProfile.IsCleaned(element.Tag) && element.Vr.IsText) return Cleaned(element, of, action);
        return action switch
        {
            ProfileAction.Remove => null,
            ProfileAction.Empty => new DicomElement(element.Tag, element.Vr, default(ReadOnlyMemory<byte>), 0),
            ProfileAction.Dummy => Dummy(element),
            ProfileAction.MapUid => Text(element, Values(element, of).Select(OtherUid)),
            _ => Kept(element, of),
        };
    }

    private DicomElement? Cleaned(DicomElement element, DicomDataset of, ProfileAction action)
    {
        var cleaned = Values(element, of).Select(value => DescriptorCleaner.Clean(value, identifying))
            .Where(value => value.Length > 0).ToArray();
        return cleaned.Length > 0 ? Text(element, cleaned)
            : action == ProfileAction.Dummy ? Dummy(element)
            : action == ProfileAction.Empty
                ? new DicomElement(element.Tag, element.Vr, default(ReadOnlyMemory<byte>), 0)
            : null;
    }

    private string OtherUid(string uid) =>
        uid.Length == 0 || uid.StartsWith(RegisteredByDicom, StringComparison.Ordinal) ? uid : options.Key.UidFor(uid);

    private DicomElement? Dummy(DicomElement element) => element.Vr switch
    {
        DicomVr.UI => null,
        DicomVr.AS => Text(element, [NoAge]),
        DicomVr.DS or DicomVr.IS => Text(element, [NoNumber]),
        { IsText: true } => Text(element, [Removed]),
        { ValueBytes: > 0 } when element.Bulk is null =>
            new DicomElement(element.Tag, element.Vr, new byte[element.Bytes.Length], 0),
        _ => null,
    };

    // Text in the original's character set is written anew in UTF-8; ASCII is the same in both.
    private DicomElement Kept(DicomElement element, DicomDataset of)
    {
        if (!element.Vr.UsesCharacterSet || IsPlain(element.Bytes.Span)) return element;
        return Text(element, Values(element, of));
    }

    private DicomElement Text(DicomElement element, IEnumerable<string> values)
    {
        var text = string.Join('\\', values);
        NeedsUtf8 |= !Ascii.IsValid(text);
        return new DicomElement(
            element.Tag, element.Vr, DicomDatasetBuilder.Padded(Encoding.UTF8.GetBytes(text), element.Vr), 0);
    }

    private static IReadOnlyList<string> Values(DicomElement element, DicomDataset of) =>
        DicomText.Values(element, of.Charset);

    private static bool IsPlain(ReadOnlySpan<byte> bytes) => Ascii.IsValid(bytes) && !bytes.Contains((byte)0x1B);
}
