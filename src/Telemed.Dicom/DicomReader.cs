using Telemed.Dicom.Reading;

namespace Telemed.Dicom;

/// <summary>Reads DICOM files and data sets from foreign bytes (PS3.10 section 7, PS3.5 section 7).</summary>
public static class DicomReader
{
    internal const string MetaSection = "file meta";
    internal const string DataSection = "data set";
    private const int PreambleBytes = 128;
    private const int MagicBytes = 4;
    private const int UidLimit = 64;

    /// <summary>Reads a file from the present place of the stream, which need not know its length.</summary>
    /// <param name="stream">Read synchronously; seeks over long values when it can.</param>
    /// <param name="options">What to keep and how much to accept.</param>
    /// <returns>The header and the place of the pixels.</returns>
    /// <exception cref="DicomFormatException">The bytes are no DICOM, or break the format, or pass a limit.</exception>
    public static DicomFile Read(Stream stream, DicomReadOptions? options = null)
    {
        using var source = new ByteSource(stream);
        var context = new ReadContext(options ?? DicomReadOptions.Default);
        var preamble = ReadPreamble(source, context);
        var meta = ReadMeta(source, context, mayBeAbsent: preamble.Length == 0);
        var dataOffset = source.Position;
        var syntax = SyntaxOf(meta, source, context);
        context.MayEndInsideItem = meta.GetString(DicomTags.MediaStorageSOPClassUID) == DicomIdentity.MediaDirectory;
        return syntax.IsDeflated
            ? ReadDeflated(source, context, preamble, meta, dataOffset, syntax)
            : ReadPlain(source, context, preamble, meta, dataOffset, syntax);
    }

    /// <summary>Reads a bare data set, as it travels over the network.</summary>
    /// <exception cref="DicomFormatException">The bytes break the format or pass a limit.</exception>
    public static DicomDataset ReadDataset(Stream stream, TransferSyntax syntax, DicomReadOptions? options = null)
    {
        using var source = new ByteSource(stream);
        var context = new ReadContext(options ?? DicomReadOptions.Default);
        return new DatasetParser(source, context, DataSection).Parse(new Layout(syntax.IsExplicit, syntax.IsBigEndian));
    }

    private static byte[] ReadPreamble(ByteSource source, ReadContext context)
    {
        var head = source.Peek(PreambleBytes + MagicBytes);
        if (DicomFile.LooksLike(head))
        {
            var preamble = head[..PreambleBytes].ToArray();
            source.Advance(PreambleBytes + MagicBytes);
            return preamble;
        }
        if (head.Length == 0) throw new DicomFormatException("preamble", 0, "The file is empty.");
        if (Layout.Guess(head, source.Remaining) is null)
            throw new DicomFormatException("preamble", 0,
                "There is no \"DICM\" at byte 128, and the first bytes are no data element.");
        context.Warn("preamble", 0, "The preamble is missing.");
        return [];
    }

    private static DicomDataset ReadMeta(ByteSource source, ReadContext context, bool mayBeAbsent)
    {
        var head = source.Peek(ElementHeader.LongestHeaderBytes);
        if (head.Length < 8)
            throw new DicomFormatException(
                MetaSection, source.Position, "The file ends where the file meta must begin.");
        var layout = Layout.Explicit;
        var tag = ElementHeader.ReadTag(head, false);
        if (tag.Group == 0x0002 && !ElementHeader.ReadVr(head[4..]).IsKnown
            && ElementHeader.ReadLong(head[4..], false) < 256)
        {
            context.Warn(MetaSection, source.Position, "The file meta is written without value representations.");
            layout = Layout.Implicit;
        }
        else if (tag.Group == 0x0200)
            throw new DicomFormatException(
                MetaSection, source.Position, "The file meta is written in big-endian order.");
        var start = source.Position;
        var meta = new DatasetParser(source, context, MetaSection) { OnlyGroup = 2 }.Parse(layout);
        if (meta.Count == 0 && !mayBeAbsent) context.Warn(MetaSection, source.Position, "There is no file meta.");
        if (meta.Count > 0 && !meta.Has(DicomTags.FileMetaInformationGroupLength))
            context.Warn(MetaSection, start, "The length of the file meta is not stated.");
        else if (meta.GetInteger(DicomTags.FileMetaInformationGroupLength) is { } stated
            && stated != source.Position - start - 12)
            context.Warn(MetaSection, start, "The stated length of the file meta is wrong.");
        return meta;
    }

    private static TransferSyntax SyntaxOf(DicomDataset meta, ByteSource source, ReadContext context)
    {
        var head = source.Peek(ElementHeader.LongestHeaderBytes);
        var guess = Layout.Guess(head, source.Remaining);
        var element = meta[DicomTags.TransferSyntaxUID];
        if (meta.GetString(DicomTags.TransferSyntaxUID) is not { } uid)
        {
            context.Warn(
                MetaSection, source.Position, "No transfer syntax is named; it was guessed from the data set.");
            if (guess is null && head.Length > 0) throw NoDataset(source);
            return SyntaxOf(guess ?? Layout.Explicit);
        }
        if (uid.Length > UidLimit || !DicomUid.IsTolerable(uid))
            throw new DicomFormatException(MetaSection, element!.Offset, "The transfer syntax is no valid UID.");
        if (!TransferSyntax.IsKnown(uid))
            context.Warn(MetaSection, element!.Offset, $"The transfer syntax {uid} is not known.");
        var stated = TransferSyntax.Of(uid);
        var actual = new Layout(stated.IsExplicit, stated.IsBigEndian);
        if (stated.IsDeflated || guess is null || guess == actual) return stated;
        context.Warn(DataSection, source.Position, $"The data set is not written in the stated transfer syntax {uid}.");
        return stated.IsEncapsulated
            && guess == Layout.Implicit ? stated with { IsExplicit = false } : SyntaxOf(guess.Value);
    }

    private static TransferSyntax SyntaxOf(Layout layout) => layout switch
    {
        { IsExplicit: false } => TransferSyntax.ImplicitLittleEndian,
        { IsBigEndian: true } => TransferSyntax.ExplicitBigEndian,
        _ => TransferSyntax.ExplicitLittleEndian,
    };

    private static DicomFormatException NoDataset(ByteSource source) =>
        new(DataSection, source.Position, "No data element begins here.");

    private static DicomFile ReadDeflated(
        ByteSource source, ReadContext context, byte[] preamble, DicomDataset meta, long dataOffset,
            TransferSyntax syntax)
    {
        using var inflate = new LimitedInflateStream(source, context.Options);
        using var inflated = new ByteSource(inflate);
        return ReadPlain(inflated, context, preamble, meta, dataOffset, syntax);
    }

    private static DicomFile ReadPlain(
        ByteSource source, ReadContext context, byte[] preamble, DicomDataset meta, long dataOffset,
            TransferSyntax syntax)
    {
        if (source.Peek(1).Length == 0)
            throw new DicomFormatException(DataSection, source.Position, "The data set is empty.");
        var parser = new DatasetParser(source, context, DataSection);
        var dataset = parser.Parse(new Layout(syntax.IsExplicit, syntax.IsBigEndian));
        if (dataset.Count == 0) throw NoDataset(source);
        var pixels = parser.Pixels is { } place ? PixelDataFacts.Describe(place, dataset, context) : null;
        return new DicomFile
        {
            Meta = meta, Dataset = dataset, TransferSyntax = syntax, DatasetOffset = dataOffset,
            PixelData = pixels, Warnings = context.Warnings, Preamble = preamble,
        };
    }
}
