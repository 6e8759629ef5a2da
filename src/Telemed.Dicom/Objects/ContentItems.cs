using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Objects;

/// <summary>The content items of structured documents that are used here (PS3.3 C.17.3).</summary>
internal static class ContentItems
{
    private static readonly DicomTag GraphicData = new(0x00700022), GraphicType = new(0x00700023),
        ReferencedFrameOfReferenceUid = new(0x30060024);

    private const string ModifiesConcept = "HAS CONCEPT MOD", IsContext = "HAS OBS CONTEXT", Contains = "CONTAINS";

    public static DicomDatasetBuilder Container(DicomCode concept, params DicomDatasetBuilder[] items) =>
        Item(Contains, "CONTAINER", concept).Text(DicomTags.ContinuityOfContent, "SEPARATE")
            .Sequence(DicomTags.ContentSequence, items);

    public static DicomDatasetBuilder Text(DicomCode concept, string words) =>
        Item(Contains, "TEXT", concept).Text(DicomTags.TextValue, words);

    public static DicomDatasetBuilder Image(DicomReference image)
    {
        var reference = image.Item();
        if (image.Frame is { } frame) reference.Integer(DicomTags.ReferencedFrameNumber, frame);
        return Item(Contains, "IMAGE", null).Sequence(DicomTags.ReferencedSOPSequence, reference);
    }

    public static DicomDatasetBuilder Code(DicomCode concept, DicomCode value) =>
        Item(Contains, "CODE", concept).Sequence(DicomTags.ConceptCodeSequence, value.Item());

    /// <summary>A code that says more of what it stands in.</summary>
    public static DicomDatasetBuilder Modifier(DicomCode concept, DicomCode value) =>
        Item(ModifiesConcept, "CODE", concept).Sequence(DicomTags.ConceptCodeSequence, value.Item());

    public static DicomDatasetBuilder Number(DicomCode concept, double value, DicomCode unit) =>
        Item(Contains, "NUM", concept).Sequence(DicomTags.MeasuredValueSequence, new DicomDatasetBuilder()
            .Number(DicomTags.NumericValue, value).Sequence(DicomTags.MeasurementUnitsCodeSequence, unit.Item()));

    /// <summary>TID 1410: by which the same thing is found again in another document.</summary>
    public static DicomDatasetBuilder[] Tracking(string name, string uid) =>
    [
        Item(IsContext, "TEXT", DicomCode.Dcm("112039", "Tracking Identifier")).Text(DicomTags.TextValue, name),
        Item(IsContext, "UIDREF", DicomCode.Dcm("112040", "Tracking Unique Identifier")).Text(DicomTags.UID, uid),
    ];

    /// <summary>A place in space (PS3.3 C.18.9): x, y, z, x, y, z … in millimetres.</summary>
    public static DicomDatasetBuilder Place(
        DicomCode concept, string graphicType, string frameOfReferenceUid, ReadOnlySpan<double> coordinatesMm) =>
        Item(Contains, "SCOORD3D", concept).Number(GraphicData, coordinatesMm).Text(GraphicType, graphicType)
            .Text(ReferencedFrameOfReferenceUid, frameOfReferenceUid);

    /// <summary>TID 1204: the language of the words, as RFC 5646 names it.</summary>
    public static DicomDatasetBuilder Language(string code, string name) =>
        Item(ModifiesConcept, "CODE", DicomCode.Dcm("121049", "Language of Content Item and Descendants"))
            .Sequence(DicomTags.ConceptCodeSequence, new DicomCode(code, "RFC5646", name).Item());

    /// <summary>TID 1002 and 1003: a person observed.</summary>
    public static DicomDatasetBuilder[] Observer(string name, string? organization) =>
    [
        Item(IsContext, "CODE", DicomCode.Dcm("121005", "Observer Type"))
            .Sequence(DicomTags.ConceptCodeSequence, DicomCode.Dcm("121006", "Person").Item()),
        Item(IsContext, "PNAME", DicomCode.Dcm("121008", "Person Observer Name"))
            .Text(DicomTags.PersonName, DicomObjectPlace.PersonNameOf(name)),
        .. organization is { Length: > 0 }
            ? [Item(IsContext, "TEXT", DicomCode.Dcm("121009", "Person Observer's Organization Name"))
                .Text(DicomTags.TextValue, organization)]
            : Array.Empty<DicomDatasetBuilder>(),
    ];

    /// <summary>The root of a document, which is the data set itself.</summary>
    public static DicomDatasetBuilder Root(
        this DicomDatasetBuilder builder, DicomCode title, string template, params DicomDatasetBuilder[] items) =>
        builder.Text(DicomTags.ValueType, "CONTAINER")
            .Sequence(DicomTags.ConceptNameCodeSequence, title.Item()).Text(DicomTags.ContinuityOfContent, "SEPARATE")
            .Sequence(DicomTags.ContentTemplateSequence, new DicomDatasetBuilder()
                .Text(DicomTags.MappingResource, "DCMR").Text(DicomTags.TemplateIdentifier, template))
            .Sequence(DicomTags.ContentSequence, items);

    private static DicomDatasetBuilder Item(string relationship, string valueType, DicomCode? concept)
    {
        var item = new DicomDatasetBuilder()
            .Text(DicomTags.RelationshipType, relationship).Text(DicomTags.ValueType, valueType);
        return concept is null ? item : item.Sequence(DicomTags.ConceptNameCodeSequence, concept.Item());
    }
}
