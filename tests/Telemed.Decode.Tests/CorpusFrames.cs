using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Telemed.Dicom;
using Telemed.TestKit;

namespace Telemed.Decode.Tests;

/// <summary>Compares the frames of a file with what independent decoders gave for it.</summary>
internal static class CorpusFrames
{
    private const double Tolerance = 1.0;

    public static string? Compare(string path, JsonElement pixels)
    {
        using var stream = File.OpenRead(path);
        var read = DicomReader.Read(stream);
        Stream source = read.TransferSyntax.IsDeflated ? Inflated(path, read) : stream;
        var frames = new List<byte[]>();
        try
        {
            for (var index = 0; index < read.PixelData!.FrameCount; index++)
            {
                var request = FrameRequests.Make(read, index, source);
                request.Check();
                frames.Add(FrameDecoder.Decode(request));
            }
        }
        catch (DecodeException refused)
        {
            return refused.Message;
        }
        if (Decoders(pixels).All(decoder => !decoder.TryGetProperty("frames", out _))) return null;
        var isLossy = pixels.TryGetProperty("lossy", out _);
        return isLossy ? CompareFigures(frames[0], read, pixels) : CompareHashes(frames, pixels);
    }

    private static string? CompareHashes(List<byte[]> frames, JsonElement pixels)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var frame in frames) all.AppendData(frame);
        var ours = Convert.ToHexStringLower(all.GetHashAndReset());
        var theirs = Decoders(pixels).Where(decoder => decoder.TryGetProperty("allFrames", out _))
            .Select(decoder => decoder.GetProperty("allFrames").GetString()).ToArray();
        var single = Decoders(pixels)
            .Where(decoder => decoder.TryGetProperty("frames", out var list) && list.ValueKind == JsonValueKind.Array)
            .Select(decoder => decoder.GetProperty("frames")[0].GetString()).ToArray();
        var first = Convert.ToHexStringLower(SHA256.HashData(frames[0]));
        return theirs.Contains(ours) || (theirs.Length == 0 && single.Contains(first)) ? null
            : $"{frames.Count} frames, {frames[0].Length} bytes, all {ours[..8]} first {first[..8]}, "
                + $"expected {string.Join(' ', theirs.Select(hash => hash![..8]))} "
                + $"first {string.Join(' ', single.Select(hash => hash![..8]))}";
    }

    private static string? CompareFigures(byte[] frame, DicomFile read, JsonElement pixels)
    {
        var shape = FrameShape.Of(read.Dataset)!;
        var figures = FrameFigures.Of(frame, shape, isFloat: false)!;
        foreach (var decoder in Decoders(pixels))
        {
            if (!decoder.TryGetProperty("firstFrameStats", out var stats)) continue;
            var means = stats.GetProperty("grid4x4Means").EnumerateArray()
                .Select(plane => plane.EnumerateArray().Select(mean => mean.GetDouble()).ToArray()).ToArray();
            for (var plane = 0; plane < means.Length; plane++)
                for (var field = 0; field < 16; field++)
                    if (Math.Abs(means[plane][field] - figures.GridMeans[plane][field]) > Tolerance)
                        return $"plane {plane} field {field}: {figures.GridMeans[plane][field]:F2}, "
                            + $"expected {means[plane][field]:F2}";
            return null;
        }
        return null;
    }

    private static IEnumerable<JsonElement> Decoders(JsonElement pixels) =>
        pixels.EnumerateObject()
            .Where(part => part.Value.ValueKind == JsonValueKind.Object && part.Name != "uncompressedReference")
            .Select(part => part.Value);

    private static MemoryStream Inflated(string path, DicomFile read)
    {
        using var stream = File.OpenRead(path);
        stream.Seek(read.DatasetOffset, SeekOrigin.Begin);
        using var inflate = new DeflateStream(stream, CompressionMode.Decompress);
        var plain = new MemoryStream();
        inflate.CopyTo(plain);
        return plain;
    }

    public static JsonElement? Expected(string file)
    {
        var set = file.IndexOf("pydicom_fileset", StringComparison.Ordinal);
        var name = set < 0 ? Path.GetFileName(file) : file[set..].Replace("/", "__", StringComparison.Ordinal);
        var text = File.ReadAllText(Path.Combine(TestData.Folder("dicom")!, "expected", name + ".json"));
        var quoted = Regex.Replace(text, @"(?m)^(\s+)(-?Infinity|NaN)(,?)$", "$1\"$2\"$3");
        return JsonDocument.Parse(quoted).RootElement.TryGetProperty("pixels", out var pixels) ? pixels : null;
    }
}
