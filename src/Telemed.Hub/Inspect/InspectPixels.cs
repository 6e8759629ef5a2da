using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Telemed.Decode;
using Telemed.Dicom;
using Telemed.Hub.Imaging;

namespace Telemed.Hub.Inspect;

/// <summary>
/// Decodes the frames of an object in the decoding child and prints the hash and the figures of each.
/// </summary>
internal static class InspectPixels
{
    private const int FrameLimit = 10_000;
    private const int FigureDigits = 3;
    private static readonly DecodePool Pool = new(TimeProvider.System, children: 1);

    public static async Task Run(
        InspectSource source, DicomFile file, InspectOptions options, InspectResult result, CancellationToken cancel)
    {
        if (!options.Pixels || file.PixelData is not { } pixels) return;
        var frames = new JsonArray();
        result.Details["frames"] = frames;
        await using var stream = file.TransferSyntax.IsDeflated ? Inflated(source.Path, file)
            : File.OpenRead(source.Path);
        for (var index = 0; index < Math.Min(pixels.FrameCount, FrameLimit); index++)
            frames.Add((JsonNode)await Frame(file, index, stream, result, cancel));
    }

    private static async Task<JsonObject> Frame(
        DicomFile file, int index, Stream stream, InspectResult result, CancellationToken cancel)
    {
        try
        {
            var request = FrameRequests.Make(file, index, stream);
            var frame = await Pool.Decode(request, cancel);
            return Describe(frame, request, file);
        }
        catch (DecodeException refused)
        {
            result.Warn($"Frame {index + 1}: {refused.Message}");
            return new JsonObject { ["problem"] = refused.Message };
        }
    }

    private static JsonObject Describe(byte[] frame, FrameRequest request, DicomFile file)
    {
        var line = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(frame)),
            ["bytes"] = frame.Length };
        var shape = FrameShape.Of(file.Dataset)! with { BitsAllocated = request.BitsAllocated };
        var isFloat = file.PixelData!.Tag != DicomTags.PixelData;
        if (FrameFigures.Of(frame, shape, isFloat) is not { } figures) return line;
        line["min"] = Number(figures.Min);
        line["max"] = Number(figures.Max);
        line["mean"] = Number(figures.Mean);
        line["grid4x4Means"] = new JsonArray([.. figures.GridMeans.Select(plane =>
            (JsonNode)new JsonArray([.. plane.Select(Number)]))]);
        return line;
    }

    private static JsonNode? Number(double value) =>
        double.IsFinite(value) ? JsonValue.Create(Math.Round(value, FigureDigits)) : null;

    // The reader has inflated this once already within its limits, so it is bounded here too.
    private static FileStream Inflated(string path, DicomFile file)
    {
        using var deflated = File.OpenRead(path);
        deflated.Seek(file.DatasetOffset, SeekOrigin.Begin);
        using var inflate = new DeflateStream(deflated, CompressionMode.Decompress);
        var plain = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None,
            bufferSize: 64 * 1024, FileOptions.DeleteOnClose);
        inflate.CopyTo(plain);
        return plain;
    }
}
