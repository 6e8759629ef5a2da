using System.Text.Json;
using Telemed.Dicom.Json;

namespace Telemed.Dicom.Tests.Corpus;

/// <summary>Our DICOM JSON of a file, with the hash of long values written as the corpus writes it.</summary>
internal static class OurModel
{
    private static readonly DicomReadOptions Options = new() { HashBulk = true, InlineLimitBytes = 1024 };

    public static JsonDocument Of(DicomFile file) => Of(file.Dataset);

    public static DicomFile Read(Stream stream) => DicomReader.Read(stream, Options);

    public static JsonDocument Of(DicomDataset dataset)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
            new DicomJsonWriter(json, Bulk).Write(dataset);
        body.Position = 0;
        return JsonDocument.Parse(body);
    }

    private static void Bulk(Utf8JsonWriter json, string path, DicomElement element)
    {
        var sha256 = Convert.ToHexStringLower(element.Bulk!.Sha256!);
        json.WriteString("bulkHash", $"sha256:{sha256};length:{element.Bulk.LengthBytes}");
    }
}
