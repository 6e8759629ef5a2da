using System.Buffers.Binary;
using System.Text.Json;
using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Json;

/// <summary>Reads the DICOM JSON model (PS3.18 annex F) into a data set. Values given by reference are left
/// out.</summary>
public static class DicomJsonReader
{
    private const int DepthLimit = 64;
    private const string Section = "DICOM JSON";

    /// <summary>Reads one object.</summary>
    /// <exception cref="DicomFormatException">The text is no DICOM JSON, or is nested deeper than 64
    /// sequences.</exception>
    public static DicomDataset Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 * DepthLimit });
            return Dataset(document.RootElement).Build();
        }
        catch (JsonException broken)
        {
            throw new DicomFormatException(Section, broken.BytePositionInLine ?? 0, "The text is no JSON object.");
        }
        catch (Exception broken)
            when (broken is InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new DicomFormatException(Section, 0, "A value does not fit its representation.");
        }
    }

    // The depth of the document is bounded above, so recursion is too.
    private static DicomDatasetBuilder Dataset(JsonElement json)
    {
        var builder = new DicomDatasetBuilder();
        foreach (var member in json.EnumerateObject())
        {
            if (!DicomTag.TryParse(member.Name, out var tag) || !member.Value.TryGetProperty("vr", out var name))
                continue;
            var text = name.GetString() ?? "";
            if (text.Length != 2) continue;
            var vr = (DicomVr)((text[0] << 8) | text[1]);
            if (vr.IsKnown) Add(builder, tag, vr, member.Value);
        }
        return builder;
    }

    private static void Add(DicomDatasetBuilder builder, DicomTag tag, DicomVr vr, JsonElement element)
    {
        if (element.TryGetProperty("InlineBinary", out var inline))
        {
            builder.Bytes(tag, vr, inline.GetBytesFromBase64());
            return;
        }
        if (!element.TryGetProperty("Value", out var value) || value.ValueKind != JsonValueKind.Array)
        {
            if (!element.TryGetProperty("BulkDataURI", out _)) builder.Empty(tag, vr);
            return;
        }
        var values = value.EnumerateArray().ToArray();
        if (vr == DicomVr.SQ) builder.Sequence(tag, [.. values.Select(Dataset)]);
        else if (vr.IsText) builder.Text(tag, vr, [.. values.Select(one => Text(one, vr))]);
        else if (vr is DicomVr.FL or DicomVr.FD) builder.Floats(tag, vr, [.. values.Select(Number)]);
        else if (vr == DicomVr.AT) builder.Attributes(tag, [.. values.Select(Attribute)]);
        else if (vr == DicomVr.UV) builder.Bytes(tag, vr, Words(values));
        else builder.Integer(
            tag, vr, [.. values.Select(one => one.ValueKind == JsonValueKind.Null ? 0 : one.GetInt64())]);
    }

    private static string Text(JsonElement value, DicomVr vr) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Object when vr == DicomVr.PN => string.Join('=',
            new[] { "Alphabetic", "Ideographic", "Phonetic" }.Select(group =>
                value.TryGetProperty(group, out var part) ? part.GetString() ?? "" : "")).TrimEnd('='),
        _ => value.GetString() ?? "",
    };

    // JSON has no word for what is not finite; the annex allows it as a string (PS3.18 section F.2.2).
    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetDouble() : value.ValueKind == JsonValueKind.Null ? double.NaN
        : value.GetString()?.ToLowerInvariant() switch
        {
            "inf" or "infinity" => double.PositiveInfinity,
            "-inf" or "-infinity" => double.NegativeInfinity,
            _ => double.NaN,
        };

    // The upper half of these numbers is none that a signed one could hold.
    private static byte[] Words(JsonElement[] values)
    {
        var bytes = new byte[values.Length * sizeof(ulong)];
        for (var at = 0; at < values.Length; at++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at * sizeof(ulong)),
                values[at].ValueKind == JsonValueKind.Null ? 0 : values[at].GetUInt64());
        return bytes;
    }

    private static DicomTag Attribute(JsonElement value) =>
        DicomTag.TryParse(value.GetString(), out var tag) ? tag
            : throw new FormatException("An attribute tag has eight digits.");
}
