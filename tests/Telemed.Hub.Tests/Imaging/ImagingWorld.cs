using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Telemed.Dicom;
using Telemed.Dicom.Writing;

namespace Telemed.Hub.Tests.Imaging;

/// <summary>Small images for tests, and the requests that DICOMweb clients send.</summary>
internal static class ImagingWorld
{
    public const string CtClass = "1.2.840.10008.5.1.4.1.1.2";

    /// <summary>A CT slice of 8 x 8 pixels; pixel n of it is <paramref name="fill"/> + n.</summary>
    public static byte[] Slice(string study, string series, string sop, int number = 1, string patientId = "P1",
        string name = "Zhang^Wei=张^伟", int fill = 0, string date = "20260102", string description = "Chest",
        string? accession = null)
    {
        var pixels = new byte[8 * 8 * 2];
        for (var at = 0; at < 64; at++) BitConverter.TryWriteBytes(pixels.AsSpan(at * 2), (short)(fill + at));
        var dataset = new DicomDatasetBuilder()
            .Text(DicomTags.SOPClassUID, CtClass).Text(DicomTags.SOPInstanceUID, sop)
            .Text(DicomTags.StudyInstanceUID, study).Text(DicomTags.SeriesInstanceUID, series)
            .Text(DicomTags.PatientID, patientId).Text(DicomTags.PatientName, name).Text(DicomTags.PatientSex, "M")
            .Text(DicomTags.PatientBirthDate, "19700101")
            .Text(DicomTags.StudyDate, date).Text(DicomTags.StudyTime, "101500")
            .Text(DicomTags.AccessionNumber, accession ?? "ACC" + patientId)
            .Text(DicomTags.StudyDescription, description)
            .Text(DicomTags.Modality, "CT").Integer(DicomTags.SeriesNumber, 1).Integer(DicomTags.InstanceNumber, number)
            .Number(DicomTags.PixelSpacing, 0.5, 0.5).Integer(DicomTags.Rows, 8).Integer(DicomTags.Columns, 8)
            .Integer(DicomTags.SamplesPerPixel, 1).Integer(DicomTags.BitsAllocated, 16)
            .Integer(DicomTags.BitsStored, 16).Integer(DicomTags.HighBit, 15)
            .Integer(DicomTags.PixelRepresentation, 1)
            .Text(DicomTags.PhotometricInterpretation, "MONOCHROME2")
            .Bytes(DicomTags.PixelData, DicomVr.OW, pixels).Build();
        using var file = new MemoryStream();
        DicomWriter.WriteFile(file, dataset, TransferSyntax.ExplicitLittleEndian);
        return file.ToArray();
    }

    public static string NewUid() => DicomUid.FromGuid(Guid.NewGuid());

    public static MultipartContent Parts(params byte[][] files)
    {
        var content = new MultipartContent("related", "border" + Guid.NewGuid().ToString("N"));
        content.Headers.ContentType!.Parameters.Add(new NameValueHeaderValue("type", "\"application/dicom\""));
        foreach (var file in files)
        {
            var part = new ByteArrayContent(file);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
            content.Add(part);
        }
        return content;
    }

    public static async Task<JsonElement> Json(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement;

    /// <summary>The parts of a multipart answer.</summary>
    public static async Task<List<(string ContentType, byte[] Body)>> PartsOf(HttpResponseMessage response)
    {
        Assert.True(response.Content.Headers.ContentType?.MediaType == "multipart/related",
            $"{response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        var boundary = response.Content.Headers.ContentType!.Parameters
            .First(one => one.Name == "boundary").Value!.Trim('"');
        var reader = new Microsoft.AspNetCore.WebUtilities.MultipartReader(
            boundary, await response.Content.ReadAsStreamAsync());
        var parts = new List<(string, byte[])>();
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            using var body = new MemoryStream();
            await section.Body.CopyToAsync(body);
            parts.Add((section.ContentType!, body.ToArray()));
        }
        return parts;
    }

    public static string Text(JsonElement row, string tag) =>
        row.GetProperty(tag).TryGetProperty("Value", out var values) ? values[0].ToString() : "";
}
