using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Telemed.Dicom;
using Telemed.Dicom.Json;
using Telemed.Dicom.Review;

namespace Telemed.Hub.Inspect;

/// <summary>Prints a DICOM file as its JSON model, with what is doubtful in it.</summary>
internal static class InspectDicom
{
    private static readonly DicomReadOptions ReadOptions =
        new() { HashBulk = true, InlineLimitBytes = DicomJsonWriter.InlineLimitBytes };

    public static async Task<bool> Run(
        InspectSource source, InspectOptions options, InspectResult result, CancellationToken cancel)
    {
        if (!DicomFile.MayBe(source.Head.Span)) return false;
        result.Kind = "dicom";
        try
        {
            await using var stream = File.OpenRead(source.Path);
            var file = DicomReader.Read(stream, ReadOptions);
            Describe(file, result);
            foreach (var inside in InspectKinds.InsideDicom) await inside(source, file, options, result, cancel);
        }
        catch (DicomFormatException broken)
        {
            result.Refuse(broken.Section, broken.Offset, broken.Problem);
        }
        return true;
    }

    private static void Describe(DicomFile file, InspectResult result)
    {
        result.Details["transferSyntax"] = file.TransferSyntax.Uid;
        result.Details["sopClass"] = file.Dataset.GetString(DicomTags.SOPClassUID) ??
                                     file.Meta.GetString(DicomTags.MediaStorageSOPClassUID);
        result.Details["dataset"] = Model(file.Dataset);
        foreach (var warning in file.Warnings) result.Warn(warning.ToString());
        foreach (var warning in DicomReview.Of(file)) result.Warn(warning.ToString());
        if (Suggestions(file.Dataset) is { Count: > 0 } suggestions) result.Details["textSuggestions"] = suggestions;
        WarnOfIdentity(file, result);
    }

    /// <summary>
    /// An ECG is kept under an identifier of the hub's own, so the bad UIDs that ECG converters write do not turn the
    /// patient away; any other object must name itself.
    /// </summary>
    private static void WarnOfIdentity(DicomFile file, InspectResult result)
    {
        try
        {
            foreach (var warning in DicomIdentity.Of(file).Warnings) result.Warn(warning);
        }
        catch (DicomFormatException unnamed) when (Telemed.Ecg.DicomEcg.HasWaveform(file.Dataset))
        {
            result.Warn($"{unnamed.Problem} It cannot be filed as a DICOM object and is kept as an ECG.");
        }
    }

    private static JsonNode Model(DicomDataset dataset)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body)) new DicomJsonWriter(json, WriteBulk).Write(dataset);
        return JsonNode.Parse(body.GetBuffer().AsSpan(0, (int)body.Length))!;
    }

    private static void WriteBulk(Utf8JsonWriter json, string path, DicomElement element)
    {
        json.WriteStartObject("bulk");
        json.WriteNumber("bytes", element.Bulk?.LengthBytes ?? element.Bytes.Length);
        json.WriteString("sha256",
            Convert.ToHexStringLower(element.Bulk?.Sha256 ?? SHA256.HashData(element.Bytes.Span)));
        json.WriteEndObject();
    }

    private static JsonArray Suggestions(DicomDataset dataset)
    {
        var list = new JsonArray();
        foreach (var suggestion in CharacterSetReview.Suggest(dataset))
            list.Add((JsonNode)new JsonObject
            {
                ["tag"] = suggestion.Tag.ToString(), ["encoding"] = suggestion.Encoding,
                ["asLabelled"] = suggestion.AsLabelled, ["suggested"] = suggestion.Suggested,
            });
        return list;
    }
}
