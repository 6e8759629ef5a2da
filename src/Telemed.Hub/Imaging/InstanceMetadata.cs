using System.Buffers;
using System.Diagnostics;
using System.IO.Compression;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Telemed.Dicom;
using Telemed.Dicom.Json;

namespace Telemed.Hub.Imaging;

/// <summary>
/// The DICOM JSON of an instance as it is kept: compressed, with references that get their address when served.
/// </summary>
internal static class InstanceMetadata
{
    private const int InflatedLimitBytes = 64 * 1024 * 1024;
    private static readonly byte[] Marker = Encoding.ASCII.GetBytes("\"BulkDataURI\":\"@");

    /// <summary>Makes the JSON and notes where each value lies that it refers to.</summary>
    public static byte[] Make(DicomFile file, Dictionary<string, (DicomRange, int)> bulk)
    {
        var body = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(body))
            new DicomJsonWriter(json, (writer, path, element) =>
            {
                writer.WriteString("BulkDataURI", "@" + path);
                if (element.Bulk is { } place) bulk[path] = (new DicomRange(place.Offset, place.LengthBytes),
                    place.SwapBytes);
            }).Write(file.Dataset);
        // A window of the text's own size: the packer clears as much memory as its window has.
        var packed = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(body.WrittenCount));
        try
        {
            var window = Math.Clamp(BitOperations.Log2((uint)body.WrittenCount) + 1, 12, 22);
            if (!BrotliEncoder.TryCompress(body.WrittenSpan, packed, out var count, quality: 1, window))
                throw new UnreachableException();
            return packed[..count];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    /// <summary>Writes the JSON object with its references under an address.</summary>
    /// <param name="stored">What <see cref="Make"/> gave.</param>
    /// <param name="bulkAddress">The absolute address of the instance's bulk data, with a slash at the end.</param>
    /// <param name="to">Receives the object.</param>
    public static void Write(byte[] stored, string bulkAddress, IBufferWriter<byte> to)
    {
        var json = Inflate(stored);
        var left = json.AsSpan();
        while (left.IndexOf(Marker) is >= 0 and var at)
        {
            to.Write(left[..(at + Marker.Length - 1)]);
            to.Write(Encoding.ASCII.GetBytes(bulkAddress));
            left = left[(at + Marker.Length)..];
        }
        to.Write(left);
    }

    private static byte[] Inflate(byte[] stored)
    {
        using var brotli = new BrotliStream(new MemoryStream(stored), CompressionMode.Decompress);
        using var body = new MemoryStream();
        var buffer = new byte[32 * 1024];
        while (brotli.Read(buffer) is > 0 and var count)
        {
            body.Write(buffer, 0, count);
            if (body.Length > InflatedLimitBytes)
                throw new InvalidDataException("Stored metadata is longer than its limit.");
        }
        return body.ToArray();
    }
}
