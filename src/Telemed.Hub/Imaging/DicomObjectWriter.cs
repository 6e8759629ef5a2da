using System.Text.Json;
using Telemed.Dicom;
using Telemed.Dicom.Dictionary;
using Telemed.Dicom.Text;

namespace Telemed.Hub.Imaging;

/// <summary>Writes attributes of the DICOM JSON model from plain values (PS3.18 annex F).</summary>
internal static class DicomObjectWriter
{
    extension(Utf8JsonWriter json)
    {
        /// <summary>Text; an empty one is written as an element without a value.</summary>
        public void Attribute(DicomTag tag, string? value, DicomVr? vr = null)
        {
            json.WriteStartObject(tag.ToString());
            var kind = vr ?? DicomRegistry.VrOf(tag);
            json.WriteString("vr", kind.ToString());
            if (value is { Length: > 0 })
            {
                json.WriteStartArray("Value");
                foreach (var part in kind.IsSingleText ? [value] : value.Split('\\'))
                    if (kind == DicomVr.PN) WriteName(json, part);
                    else json.WriteStringValue(part);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }

        /// <summary>A whole number; null is written as an element without a value.</summary>
        public void Attribute(DicomTag tag, long? value)
        {
            json.WriteStartObject(tag.ToString());
            json.WriteString("vr", DicomRegistry.VrOf(tag).ToString());
            if (value is { } number)
            {
                json.WriteStartArray("Value");
                json.WriteNumberValue(number);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }

        /// <summary>Several texts.</summary>
        public void Attribute(DicomTag tag, IReadOnlyCollection<string> values) =>
            json.Attribute(tag, string.Join('\\', values));
    }

    private static void WriteName(Utf8JsonWriter json, string value)
    {
        var groups = PersonName.Groups(value);
        json.WriteStartObject();
        if (groups.Alphabetic.Length > 0) json.WriteString("Alphabetic", groups.Alphabetic);
        if (groups.Ideographic.Length > 0) json.WriteString("Ideographic", groups.Ideographic);
        if (groups.Phonetic.Length > 0) json.WriteString("Phonetic", groups.Phonetic);
        json.WriteEndObject();
    }
}
