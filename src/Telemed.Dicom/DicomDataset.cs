using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using Telemed.Dicom.Text;

namespace Telemed.Dicom;

/// <summary>A data set or an item of a sequence: its elements in ascending order. Pixel data is never held in
/// it.</summary>
public sealed class DicomDataset : IEnumerable<DicomElement>
{
    private readonly List<DicomElement> elements;
    private DicomCharset? charset;

    /// <summary>An empty data set.</summary>
    public DicomDataset() : this(null) { }

    internal DicomDataset(DicomDataset? parent, int capacity = 0)
    {
        Parent = parent;
        elements = new List<DicomElement>(capacity);
    }

    /// <summary>The data set whose sequence holds this item; null for the outermost.</summary>
    public DicomDataset? Parent { get; internal set; }

    /// <summary>Where the item or data set begins, from the start of the stream; 0 when built.</summary>
    public long Offset { get; internal set; }

    /// <summary>How many elements there are at this level.</summary>
    public int Count => elements.Count;

    /// <summary>The element of that number, or null.</summary>
    public DicomElement? this[DicomTag tag] => IndexOf(tag) is >= 0 and var index ? elements[index] : null;

    /// <summary>The character set of the text here: the item's own, else that of the enclosing data set.</summary>
    public DicomCharset Charset => charset ??= this[DicomTags.SpecificCharacterSet] is { IsEmpty: false } own
        ? DicomCharset.FromTerms(DicomText.SplitAscii(own.Bytes.Span))
        : Parent?.Charset ?? DicomCharset.Default;

    /// <summary>True when the element is there and carries something.</summary>
    public bool Has(DicomTag tag) => this[tag] is { IsEmpty: false };

    /// <summary>One text value without its padding; null when absent, empty or not text.</summary>
    public string? GetString(DicomTag tag, int index = 0) =>
        GetStrings(tag) is var all && index < all.Count && all[index].Length > 0 ? all[index] : null;

    /// <summary>All text values without their padding, empty ones as empty text.</summary>
    public IReadOnlyList<string> GetStrings(DicomTag tag) =>
        this[tag] is { } element ? DicomText.Values(element, Charset) : [];

    /// <summary>A whole number from any integer representation or from text; null when absent or not a
    /// number.</summary>
    public long? GetInteger(DicomTag tag, int index = 0)
    {
        if (this[tag] is not { } element || index < 0) return null;
        if (element.Vr.IsText)
            return GetDouble(tag, index) is { } number && number == Math.Floor(number) && Math.Abs(number) < 1e15
                ? (long)number : null;
        var size = element.Vr.ValueBytes;
        var span = element.Bytes.Span;
        if (size == 0 || (long)size * (index + 1L) > span.Length) return null;
        var at = span.Slice(index * size, size);
        return element.Vr switch
        {
            DicomVr.US => BinaryPrimitives.ReadUInt16LittleEndian(at),
            DicomVr.SS => BinaryPrimitives.ReadInt16LittleEndian(at),
            DicomVr.UL => BinaryPrimitives.ReadUInt32LittleEndian(at),
            DicomVr.SL => BinaryPrimitives.ReadInt32LittleEndian(at),
            DicomVr.SV => BinaryPrimitives.ReadInt64LittleEndian(at),
            DicomVr.UV =>
                BinaryPrimitives.ReadUInt64LittleEndian(at) is <= long.MaxValue and var big ? (long)big : null,
            _ => null,
        };
    }

    /// <summary>As <see cref="GetInteger"/>, null too when outside the range of int.</summary>
    public int? GetInt(DicomTag tag, int index = 0) =>
        GetInteger(tag, index) is >= int.MinValue and <= int.MaxValue and var value ? (int)value : null;

    /// <summary>A number from a float, an integer or text (DS, IS); null when absent, not a number or not
    /// finite.</summary>
    public double? GetDouble(DicomTag tag, int index = 0)
    {
        if (this[tag] is not { } element || index < 0) return null;
        if (element.Vr.IsText)
            return GetString(tag, index) is { } text &&
                   double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) &&
                   double.IsFinite(parsed) ? parsed : null;
        var size = element.Vr.ValueBytes;
        var span = element.Bytes.Span;
        if (size == 0 || (long)size * (index + 1L) > span.Length) return null;
        double value = element.Vr switch
        {
            DicomVr.FL => BinaryPrimitives.ReadSingleLittleEndian(span[(index * size)..]),
            DicomVr.FD => BinaryPrimitives.ReadDoubleLittleEndian(span[(index * size)..]),
            _ => GetInteger(tag, index) ?? double.NaN,
        };
        return double.IsFinite(value) ? value : null;
    }

    /// <summary>How many values the element holds; 0 when absent or empty.</summary>
    public int ValueCount(DicomTag tag) => this[tag] switch
    {
        null => 0,
        { Vr: DicomVr.SQ } sequence => sequence.Items.Count,
        { Vr.ValueBytes: > 0 } number => number.Bytes.Length / number.Vr.ValueBytes,
        { IsEmpty: true } => 0,
        { Vr.IsText: true } => GetStrings(tag).Count,
        _ => 1,
    };

    /// <summary>All numbers of the element; those that are no numbers are left out.</summary>
    public IReadOnlyList<double> GetDoubles(DicomTag tag)
    {
        var values = new List<double>();
        var count = ValueCount(tag);
        for (var index = 0; index < count; index++)
            if (GetDouble(tag, index) is { } value) values.Add(value);
        return values;
    }

    /// <summary>The items of a sequence; empty when absent.</summary>
    public IReadOnlyList<DicomDataset> GetItems(DicomTag tag) => this[tag]?.Items ?? [];

    /// <summary>The first item of a sequence, or null.</summary>
    public DicomDataset? GetItem(DicomTag tag) => GetItems(tag) is [var first, ..] ? first : null;

    /// <summary>The stored bytes of an element held in memory; empty when absent.</summary>
    public ReadOnlyMemory<byte> GetBytes(DicomTag tag) => this[tag]?.Bytes ?? default;

    /// <summary>Finds a private element by the name that reserved its block (PS3.5 section 7.8.1).</summary>
    /// <param name="group">Odd group number.</param>
    /// <param name="creator">Name of the private creator, exactly.</param>
    /// <param name="element">Low byte of the element number.</param>
    public DicomElement? FindPrivate(ushort group, string creator, byte element)
    {
        for (var block = 0x10; block <= 0xFF; block++)
            if (GetString(new DicomTag(group, (ushort)block)) == creator)
                return this[new DicomTag(group, (ushort)((block << 8) | element))];
        return null;
    }

    /// <inheritdoc/>
    public IEnumerator<DicomElement> GetEnumerator() => elements.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal DicomElement At(int index) => elements[index];

    /// <summary>Adds in order of tags. Returns false, leaving the first, when that tag is there already.</summary>
    internal bool TryAdd(DicomElement element)
    {
        if (elements.Count == 0 || elements[^1].Tag < element.Tag)
        {
            elements.Add(element);
            return true;
        }
        var index = IndexOf(element.Tag);
        if (index >= 0) return false;
        elements.Insert(~index, element);
        return true;
    }

    /// <summary>Puts an element in its place in the order of tags; one with the same tag goes.</summary>
    public void Set(DicomElement element)
    {
        var index = IndexOf(element.Tag);
        if (index >= 0) elements[index] = element;
        else elements.Insert(~index, element);
        if (element.Tag == DicomTags.SpecificCharacterSet) charset = null;
    }

    internal bool Remove(DicomTag tag)
    {
        var index = IndexOf(tag);
        if (index < 0) return false;
        elements.RemoveAt(index);
        return true;
    }

    private int IndexOf(DicomTag tag)
    {
        var low = 0;
        var high = elements.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = elements[middle].Tag.CompareTo(tag);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return ~low;
    }
}
