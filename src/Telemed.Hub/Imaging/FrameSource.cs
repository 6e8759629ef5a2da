using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Telemed.Decode;
using Telemed.Dicom;
using Telemed.Dicom.Json;
using Telemed.Dicom.Writing;

namespace Telemed.Hub.Imaging;

/// <summary>Decodes frames of stored instances in the decoding child, from the index alone.</summary>
internal static class FrameSource
{
    private const long EncodedLimitBytes = 1L << 30;

    /// <exception cref="DecodeException">There is no such frame, or it cannot be decoded.</exception>
    public static async Task<byte[]> Decode(
        InstanceRow row, InstancePlaces places, int frameIndex, InstanceContent content, DecodePool decoders,
        CancellationToken cancel) =>
        await decoders.Decode(await RequestOf(row, places, frameIndex, content, cancel), cancel);

    /// <summary>The frame in lossless JPEG-LS.</summary>
    /// <exception cref="DecodeException">There is no such frame, or it cannot be decoded or packed.</exception>
    public static async Task<byte[]> Packed(
        InstanceRow row, InstancePlaces places, int frameIndex, FrameShape shape, InstanceContent content,
        DecodePool decoders, CancellationToken cancel)
    {
        var request = await RequestOf(row, places, frameIndex, content, cancel);
        return request.Coding == FrameCoding.Native
            ? await decoders.Decode(request with { Coding = FrameCoding.NativeToJpegLs }, cancel)
            : await JpegLs.Pack(await decoders.Decode(request, cancel), shape, decoders, cancel);
    }

    private static async Task<FrameRequest> RequestOf(
        InstanceRow row, InstancePlaces places, int frameIndex, InstanceContent content, CancellationToken cancel)
    {
        var dataset = Header(row);
        var ranges = places.Frame(frameIndex);
        if (ranges.Count == 0) throw new DecodeException("The pixel data holds no such frame.");
        if (ranges.Sum(range => range.LengthBytes) > EncodedLimitBytes)
            throw new DecodeException("The frame takes more than 1 GiB.");
        var bytes = row.TransferSyntax == TransferSyntax.Deflated.Uid
            ? await Inflated(row, ranges, content, cancel) : await content.Bytes(row, ranges, cancel);
        return FrameRequests.Make(dataset, TransferSyntax.Of(row.TransferSyntax), places.Frames.Count > 0,
            places.NativeFrameBits, frameIndex, bytes, PixelTag(places), PixelVr(dataset, places));
    }

    /// <summary>The element that holds the frames; whole numbers unless the object has others.</summary>
    public static DicomTag PixelTag(InstancePlaces places) =>
        places.Bulk.ContainsKey($"{DicomTags.FloatPixelData}") ? DicomTags.FloatPixelData
        : places.Bulk.ContainsKey($"{DicomTags.DoubleFloatPixelData}") ? DicomTags.DoubleFloatPixelData
        : DicomTags.PixelData;

    // Bytes are never swapped, words are, and both may hold samples of eight bits (PS3.5 section 8.1.1).
    private static DicomVr PixelVr(DicomDataset dataset, InstancePlaces places) =>
        places.Bulk.TryGetValue($"{DicomTags.PixelData}", out var place)
            ? place.SwapBytes > 1 ? DicomVr.OW : DicomVr.OB
            : dataset[DicomTags.PixelData]?.Vr ?? DicomVr.OW;

    /// <summary>
    /// The same with its colour tables, which are long where pixels have more than eight bits.
    /// </summary>
    public static async Task<DicomDataset> HeaderForEyes(
        InstanceRow row, InstancePlaces places, InstanceContent content, CancellationToken cancel)
    {
        var dataset = Header(row);
        if (dataset.GetString(DicomTags.PhotometricInterpretation) != "PALETTE COLOR"
            || row.TransferSyntax == TransferSyntax.Deflated.Uid) return dataset;
        foreach (var tag in ImageRendering.ColourTables)
        {
            if (!places.Bulk.TryGetValue($"{tag}", out var place)
                || place.Range.LengthBytes > ImageRendering.ColourTableLimitBytes) continue;
            var table = await content.Bytes(row, [place.Range], cancel);
            if (place.SwapBytes == 2)
            {
                var words = MemoryMarshal.Cast<byte, ushort>(table.AsSpan());
                BinaryPrimitives.ReverseEndianness(words, words);
            }
            dataset.Set(new DicomDatasetBuilder().Bytes(tag, DicomVr.OW, table).Build()[tag]!);
        }
        return dataset;
    }

    /// <summary>The attributes of the stored metadata, without long values.</summary>
    public static DicomDataset Header(InstanceRow row)
    {
        var json = new ArrayBufferWriter<byte>(16 * 1024);
        InstanceMetadata.Write(row.Metadata, "", json);
        return DicomJsonReader.Read(json.WrittenMemory);
    }

    // A deflated data set has no places that could be read by themselves; it is inflated up to the frame.
    private static async Task<byte[]> Inflated(
        InstanceRow row, IReadOnlyList<DicomRange> ranges, InstanceContent content, CancellationToken cancel)
    {
        using var deflated = new MemoryStream();
        await content.Copy(row, row.DataOffset, row.SizeBytes - row.DataOffset, deflated, cancel);
        deflated.Position = 0;
        await using var inflate = new DeflateStream(deflated, CompressionMode.Decompress);
        using var body = new MemoryStream();
        long at = 0;
        foreach (var range in ranges)
        {
            var buffer = new byte[64 * 1024];
            for (; at < range.Offset; at += await inflate.ReadAtLeastAsync(buffer.AsMemory(0,
                (int)Math.Min(buffer.Length, range.Offset - at)), 1, true, cancel)) { }
            var part = new byte[range.LengthBytes];
            await inflate.ReadExactlyAsync(part, cancel);
            at += part.Length;
            body.Write(part);
        }
        return body.ToArray();
    }
}
