using Telemed.Dicom.Dictionary;

namespace Telemed.Dicom.Reading;

/// <summary>
/// Reads one data set with a stack of its own, so that no nesting a sender invents can exhaust the thread's
/// (PS3.5 section 7). Values are read by <see cref="ValueReader"/>.
/// </summary>
internal sealed class DatasetParser
{
    private readonly ByteSource source;
    private readonly ReadContext context;
    private readonly ValueReader values;
    private readonly string section;
    private readonly List<Scope> scopes = [];
    private int depth;

    public DatasetParser(ByteSource source, ReadContext context, string section)
    {
        this.source = source;
        this.context = context;
        this.section = section;
        values = new ValueReader(source, context, section);
    }

    /// <summary>Reading ends before the first outermost tag of another group, when one is set.</summary>
    public int? OnlyGroup { get; init; }

    /// <summary>The outermost pixel data, once met.</summary>
    public PixelDataPlace? Pixels { get; private set; }

    /// <summary>Reads to the end of the stream, or to where the options end it.</summary>
    public DicomDataset Parse(Layout layout)
    {
        var root = new DicomDataset(null, capacity: 64) { Offset = source.Position };
        scopes.Add(new Scope(root, null, long.MaxValue, layout));
        while (Step()) { }
        return root;
    }

    private bool Step()
    {
        var scope = scopes[^1];
        if (source.Position >= scope.End)
        {
            Close();
            return true;
        }
        var head = source.Peek(ElementHeader.LongestHeaderBytes);
        if (head.Length < 8) return EndOfStream(scope, head.Length);
        var tag = ElementHeader.ReadTag(head, scope.Layout.IsBigEndian);
        if (scopes.Count == 1)
        {
            if (OnlyGroup is { } only && tag.Group != only) return false;
            if (context.Options.StopBeforePixelData && PixelDataPlace.IsPixelTag(tag)) return false;
        }
        context.CountElement(section, source.Position);
        return scope.Items is null ? ReadElement(scope, tag, head) : ReadItem(scope, tag, head);
    }

    private bool EndOfStream(Scope scope, int left)
    {
        if (scopes.Count > 1 && left == 0 && context.MayEndInsideItem && scope.End != long.MaxValue)
        {
            Warn("The directory ends inside an item or sequence of stated length.");
            return false;
        }
        if (scopes.Count > 1)
            throw Broken(scope.Items is null
                ? "The file ends inside an item." : "The file ends inside a sequence.");
        if (left > 0) throw Broken("The file ends inside the header of a data element.");
        return false;
    }

    private bool ReadItem(Scope scope, DicomTag tag, ReadOnlySpan<byte> head)
    {
        var length = ElementHeader.ReadLong(head[4..], scope.Layout.IsBigEndian);
        if (tag.Value == Tags.SequenceDelimiter)
        {
            if (length != 0) Warn("The delimiter of a sequence has a length other than 0.");
            source.Advance(8);
            if (scope.End != long.MaxValue)
            {
                Warn("A sequence of stated length has a delimiter too.");
                return true;
            }
            Close();
            return true;
        }
        if (tag.Value != Tags.Item) throw Broken($"A sequence holds {tag.ToDisplay()} where an item must be.");
        var start = source.Position;
        source.Advance(8);
        var end = length == ElementHeader.Undefined ? long.MaxValue : source.Position + length;
        if (end != long.MaxValue && !context.MayEndInsideItem) CheckFits(length, scope.End, start);
        var item = new DicomDataset(scope.Dataset, capacity: 4) { Offset = start };
        scope.Items!.Add(item);
        scopes.Add(new Scope(item, null, end, scope.Layout));
        return true;
    }

    private bool ReadElement(Scope scope, DicomTag tag, ReadOnlySpan<byte> head)
    {
        if (tag.Value == Tags.ItemDelimiter && scopes.Count > 1)
        {
            source.Advance(8);
            if (scope.End == long.MaxValue) Close();
            else Warn("An item of stated length has a delimiter too.");
            return true;
        }
        if (tag.Group == 0xFFFE) return StrayDelimiter(tag);
        if (tag.Value == 0 && scopes.Count == 1 && scope.Dataset.Count > 0) return TrailingBytes();
        var header = HeaderReader.Read(tag, head, scope, context, section, source);
        var start = source.Position;
        source.Advance(header.HeaderBytes);
        if (header.Vr == DicomVr.SQ) return OpenSequence(scope, header, scope.Layout, start);
        if (header is { Vr: DicomVr.UN, IsUndefined: true })
        {
            context.Warn(section, start, $"{header.Tag.ToDisplay()} is a sequence written as unknown.");
            return OpenSequence(scope, header, Layout.Implicit, start);
        }
        if (!header.IsUndefined) CheckFits(header.Length, scope.End, start);
        if (IsSequenceWrittenAsUnknown(header)) return OpenSequence(scope, header, Layout.Implicit, start);
        var element = values.Read(header, scope.Layout.IsBigEndian, start);
        if (scopes.Count == 1 && PixelDataPlace.IsPixelTag(tag)) Pixels = values.LastPlace;
        Add(scope.Dataset, element);
        return true;
    }

    // A sender without this entry in its dictionary wrote the sequence as unknown bytes, which are implicit little
    // endian.
    private bool IsSequenceWrittenAsUnknown(ElementHeader header) =>
        header is { Vr: DicomVr.UN, Length: >= 8 } && DicomRegistry.Find(header.Tag)?.Vr == DicomVr.SQ &&
        source.Peek(4) is { Length: 4 } first && ElementHeader.ReadTag(first, false).Value == Tags.Item;

    private bool OpenSequence(Scope scope, ElementHeader header, Layout layout, long start)
    {
        if (++depth > context.Options.DepthLimit)
            throw new DicomFormatException(section, start,
                $"Sequences are nested deeper than {context.Options.DepthLimit} levels.");
        if (!header.IsUndefined && !context.MayEndInsideItem) CheckFits(header.Length, scope.End, start);
        var items = new List<DicomDataset>();
        Add(scope.Dataset, new DicomElement(header.Tag, items, source.Position));
        var end = header.IsUndefined ? long.MaxValue : source.Position + header.Length;
        scopes.Add(new Scope(scope.Dataset, items, end, layout));
        return true;
    }

    private void Close()
    {
        if (scopes[^1].Items is not null) depth--;
        scopes.RemoveAt(scopes.Count - 1);
    }

    private bool StrayDelimiter(DicomTag tag)
    {
        if (tag.Value == Tags.Item) throw Broken("An item stands outside any sequence.");
        Warn($"{tag.ToDisplay()} stands where nothing is open; it was passed over.");
        source.Advance(8);
        return true;
    }

    // Padding of zeros, or a second file behind the first: neither belongs to the data set.
    private bool TrailingBytes()
    {
        Warn("Bytes that are no data element follow the data set; they were left out.");
        return false;
    }

    private void Add(DicomDataset dataset, DicomElement element)
    {
        if (dataset.Count > 0 && element.Tag < dataset.At(dataset.Count - 1).Tag)
            context.Warn(section, element.Offset, $"{element.Tag.ToDisplay()} is out of order.");
        if (!dataset.TryAdd(element))
            context.Warn(section, element.Offset, $"{element.Tag.ToDisplay()} appears twice; the first was kept.");
    }

    private void CheckFits(uint length, long scopeEnd, long start)
    {
        if (source.Remaining is { } remaining && length > remaining)
            throw new DicomFormatException(section, start,
                $"A length of {length} bytes is declared, but the file has only {remaining} left.");
        if (scopeEnd == long.MaxValue || source.Position + length <= scopeEnd) return;
        context.Warn(
            section, start, $"A length of {length} bytes runs past the end of the enclosing item or sequence.");
        // Writers forget to count; the inner length is the one that other readers follow.
        for (var at = 0; at < scopes.Count; at++)
            if (scopes[at].End < source.Position + length)
                scopes[at] = scopes[at] with { End = source.Position + length };
    }

    private void Warn(string problem) => context.Warn(section, source.Position, problem);

    private DicomFormatException Broken(string problem) => new(section, source.Position, problem);
}

/// <summary>An open data set or item (Items is null) or an open sequence.</summary>
internal readonly record struct Scope(DicomDataset Dataset, List<DicomDataset>? Items, long End, Layout Layout);

/// <summary>The structural tags of PS3.5 section 7.5.</summary>
internal static class Tags
{
    public const uint Item = 0xFFFEE000;
    public const uint ItemDelimiter = 0xFFFEE00D;
    public const uint SequenceDelimiter = 0xFFFEE0DD;
}
