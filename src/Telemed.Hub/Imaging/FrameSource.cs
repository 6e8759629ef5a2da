using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using Telemed.Decode;
using Telemed.Dicom;
using Telemed.Dicom.Json;

namespace Telemed.Hub.Imaging;

/// <summary>Decodes frames of stored instances in the decoding child, from the index alone.</summary>
internal static class FrameSource
{
    private const long EncodedLimitBytes = 1L << 30;

    /// <exception cref="DecodeException">There is no such frame, or it cannot be decoded.</exception>
    public static async Task<byte[]> Decode(
        InstanceRow row, InstancePlaces places, int frameIndex, InstanceContent content, DecodePool decoders,
            CancellationToken cancel)
    {
        var dataset = Header(row);
        var ranges = places.Frame(frameIndex);
        if (ranges.Count == 0) throw new DecodeException("The pixel data holds no such frame.");
        if (ranges.Sum(range => range.LengthBytes) > EncodedLimitBytes)
            throw new DecodeException("The frame takes more than 1 GiB.");
        var bytes = row.TransferSyntax == TransferSyntax.Deflated.Uid
            ? await Inflated(row, ranges, content, cancel) : await content.Bytes(row, ranges, cancel);
        var request = FrameRequests.Make(dataset, TransferSyntax.Of(row.TransferSyntax), places.Frames.Count > 0,
            places.NativeFrameBits, frameIndex, bytes);
        return await decoders.Decode(request, cancel);
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
