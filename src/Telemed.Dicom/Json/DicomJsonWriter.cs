using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Telemed.Dicom.Text;

namespace Telemed.Dicom.Json;

/// <summary>Writes what stands for a binary value that is too long to be inlined.</summary>
/// <param name="json">Inside the element's object, behind its "vr".</param>
/// <param name="path">Tags and item numbers from the outermost data set to the element, such as
/// 00409096/1/0040A30A.</param>
/// <param name="element">The element.</param>
public delegate void WriteBulk(Utf8JsonWriter json, string path, DicomElement element);

/// <summary>The DICOM JSON model (PS3.18 annex F). Walks with a stack of its own.</summary>
public sealed class DicomJsonWriter(Utf8JsonWriter json, WriteBulk writeBulk)
{
    /// <summary>Binary values up to this length stand in the JSON itself, in bytes.</summary>
    public const int InlineLimitBytes = 1024;

    private readonly Stack<Level> levels = new();

    /// <summary>Writes one data set as an object. Group lengths are left out, as the annex says.</summary>
    public void Write(DicomDataset dataset)
    {
        json.WriteStartObject();
        levels.Push(new Level(dataset, null, ""));
        while (levels.TryPop(out var level))
        {
            if (level.Sequence is not null) NextItem(level);
            else NextElements(level);
        }
    }

    private void NextElements(Level level)
    {
        for (var at = level.Next; at < level.Dataset.Count; at++)
        {
            var element = level.Dataset.At(at);
            if (element.Tag.IsGroupLength) continue;
            json.WriteStartObject(element.Tag.ToString());
            json.WriteString("vr", element.Vr.ToString());
            if (element.Vr == DicomVr.SQ && element.Items.Count > 0)
            {
                json.WriteStartArray("Value");
                levels.Push(level with { Next = at + 1 });
                levels.Push(new Level(level.Dataset, element, level.Path));
                return;
            }
            WriteValues(level, element);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private void NextItem(Level level)
    {
        if (level.Next >= level.Sequence!.Items.Count)
        {
            json.WriteEndArray();
            json.WriteEndObject();
            return;
        }
        json.WriteStartObject();
        levels.Push(level with { Next = level.Next + 1 });
        var path = $"{level.Path}{level.Sequence.Tag}/{level.Next + 1}/";
        levels.Push(new Level(level.Sequence.Items[level.Next], null, path));
    }

    private void WriteValues(Level level, DicomElement element)
    {
        if (element.IsEmpty) return;
        if (element.Vr.IsBinary || element.Bulk is not null) WriteBinary(level, element);
        else if (element.Vr.IsText) WriteTexts(element, level.Dataset.Charset);
        else WriteNumbers(element);
    }

    private void WriteBinary(Level level, DicomElement element)
    {
        if (!element.Bytes.IsEmpty && element.Bytes.Length <= InlineLimitBytes)
            json.WriteBase64String("InlineBinary", element.Bytes.Span);
        else writeBulk(json, level.Path + element.Tag, element);
    }

    private void WriteTexts(DicomElement element, DicomCharset charset)
    {
        var values = DicomText.Values(element, charset);
        if (values is [] or [""]
            || (element.Vr == DicomVr.PN && values is [var only] && PersonName.Groups(only).IsEmpty)) return;
        json.WriteStartArray("Value");
        foreach (var value in values)
        {
            if (value.Length == 0) json.WriteNullValue();
            else if (element.Vr == DicomVr.PN) WriteName(value);
            else if (element.Vr is DicomVr.DS or DicomVr.IS) WriteNumberText(value, element.Vr);
            else json.WriteStringValue(value);
        }
        json.WriteEndArray();
    }

    private void WriteName(string value)
    {
        var groups = PersonName.Groups(value);
        json.WriteStartObject();
        if (groups.Alphabetic.Length > 0) json.WriteString("Alphabetic", groups.Alphabetic);
        if (groups.Ideographic.Length > 0) json.WriteString("Ideographic", groups.Ideographic);
        if (groups.Phonetic.Length > 0) json.WriteString("Phonetic", groups.Phonetic);
        json.WriteEndObject();
    }

    // A decimal string is a JSON number (PS3.18 table F.2.3-1); what is no number stays the text it was.
    private void WriteNumberText(string value, DicomVr vr)
    {
        if (value[0] != '-'
            && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            json.WriteNumberValue(whole);
        else if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) &&
                 double.IsFinite(number) && (vr == DicomVr.DS || !value.Contains('.')))
            json.WriteNumberValue(number);
        else json.WriteStringValue(value);
    }

    private void WriteNumbers(DicomElement element)
    {
        var size = element.Vr.ValueBytes;
        var bytes = element.Bytes.Span;
        json.WriteStartArray("Value");
        for (var at = 0; at + size <= bytes.Length; at += size) WriteNumber(element.Vr, bytes.Slice(at, size));
        json.WriteEndArray();
    }

    private void WriteNumber(DicomVr vr, ReadOnlySpan<byte> at)
    {
        switch (vr)
        {
            case DicomVr.US: json.WriteNumberValue(BinaryPrimitives.ReadUInt16LittleEndian(at)); break;
            case DicomVr.SS: json.WriteNumberValue(BinaryPrimitives.ReadInt16LittleEndian(at)); break;
            case DicomVr.UL: json.WriteNumberValue(BinaryPrimitives.ReadUInt32LittleEndian(at)); break;
            case DicomVr.SL: json.WriteNumberValue(BinaryPrimitives.ReadInt32LittleEndian(at)); break;
            case DicomVr.UV: json.WriteNumberValue(BinaryPrimitives.ReadUInt64LittleEndian(at)); break;
            case DicomVr.SV: json.WriteNumberValue(BinaryPrimitives.ReadInt64LittleEndian(at)); break;
            case DicomVr.FL: WriteFloat(BinaryPrimitives.ReadSingleLittleEndian(at)); break;
            case DicomVr.FD: WriteFloat(BinaryPrimitives.ReadDoubleLittleEndian(at)); break;
            case DicomVr.AT: json.WriteStringValue(Reading.ElementHeader.ReadTag(at, false).ToString()); break;
        }
    }

    // JSON has no word for these; the annex allows them as strings (PS3.18 section F.2.2).
    private void WriteFloat(double value)
    {
        if (double.IsNaN(value)) json.WriteStringValue("NaN");
        else if (double.IsInfinity(value)) json.WriteStringValue(value > 0 ? "inf" : "-inf");
        else json.WriteNumberValue(value);
    }

    private void WriteFloat(float value)
    {
        if (float.IsFinite(value)) json.WriteNumberValue((double)value);
        else WriteFloat((double)value);
    }

    // A data set whose element Next comes next, or a sequence whose item Next does.
    private readonly record struct Level(DicomDataset Dataset, DicomElement? Sequence, string Path, int Next = 0);
}
