using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Telemed.Dicom;

namespace Telemed.Decode;

/// <summary>Makes the request for one frame of a DICOM object.</summary>
internal static class FrameRequests
{
    private const long EncodedLimitBytes = (1L << 30) - 64;

    /// <summary>Reads the frame's bytes and describes them.</summary>
    /// <param name="file">The object; its pixel data must have been indexed.</param>
    /// <param name="frameIndex">Counted from 0.</param>
    /// <param name="source">The stream the object was read from, seekable; the inflated one when deflated.</param>
    /// <exception cref="DecodeException">The frame is missing, too large, or its shape is not known.</exception>
    public static FrameRequest Make(DicomFile file, int frameIndex, Stream source)
    {
        if (file.PixelData is not { } pixels) throw new DecodeException("The object has no pixel data.");
        var bytes = Bytes(pixels.FrameRanges(frameIndex), source);
        return Make(
            file.Dataset, file.TransferSyntax, pixels.IsEncapsulated, pixels.NativeFrameBits ?? 0, frameIndex, bytes,
            pixels.Tag, pixels.Vr);
    }

    /// <summary>Describes the bytes of a frame that were read already.</summary>
    /// <exception cref="DecodeException">The shape of the frame is not known, or its compression is not.</exception>
    public static FrameRequest Make(
        DicomDataset dataset, TransferSyntax syntax, bool isEncapsulated, long nativeFrameBits, int frameIndex,
            byte[] bytes,
        DicomTag? tag = null, DicomVr vr = DicomVr.OW)
    {
        if (ShapeOf(dataset, tag ?? DicomTags.PixelData) is not { } shape)
            throw new DecodeException("The object does not say how large a frame is, or the size is impossible.");
        var coding = isEncapsulated ? CodingOf(syntax.Uid) : FrameCoding.Native;
        if (coding == FrameCoding.Native && syntax.IsBigEndian) Swap(bytes, shape.BitsAllocated, vr);
        var isBits = coding == FrameCoding.Native && shape.BitsAllocated == 1;
        var firstBit = isBits ? (int)(nativeFrameBits * frameIndex % 8) : 0;
        return new FrameRequest(coding, shape.Rows, shape.Columns, shape.Samples, shape.BitsAllocated,
            StoredBits(dataset, shape), shape.IsSigned, shape.IsPlanar
                && (coding is FrameCoding.Native or FrameCoding.Deflate),
            firstBit, bytes);
    }

    // Float and double pixels have no integer image module; their width follows from the tag (PS3.3 C.7.6.24,
    // C.7.6.25).
    private static FrameShape? ShapeOf(DicomDataset dataset, DicomTag tag) =>
        FrameShape.Of(dataset) is not { } shape ? null
        : tag == DicomTags.FloatPixelData ? shape with { BitsAllocated = 32, BitsStored = 32 }
        : tag == DicomTags.DoubleFloatPixelData ? shape with { BitsAllocated = 64, BitsStored = 64 }
        : shape;

    // Only where the stored bits are the lowest ones can the others be cleared without moving anything.
    private static int StoredBits(DicomDataset dataset, FrameShape shape) =>
        dataset.GetInt(DicomTags.HighBit) == shape.BitsStored - 1 ? shape.BitsStored : shape.BitsAllocated;

    private static FrameCoding CodingOf(string syntaxUid) => syntaxUid switch
    {
        "1.2.840.10008.1.2.5" => FrameCoding.Rle,
        "1.2.840.10008.1.2.8.1" => FrameCoding.Deflate,
        "1.2.840.10008.1.2.4.50" or "1.2.840.10008.1.2.4.51" or "1.2.840.10008.1.2.4.53" or "1.2.840.10008.1.2.4.55" or
        "1.2.840.10008.1.2.4.57" or "1.2.840.10008.1.2.4.70" => FrameCoding.Jpeg,
        "1.2.840.10008.1.2.4.80" or "1.2.840.10008.1.2.4.81" => FrameCoding.JpegLs,
        "1.2.840.10008.1.2.4.90" or "1.2.840.10008.1.2.4.91" or "1.2.840.10008.1.2.4.201" or
        "1.2.840.10008.1.2.4.202" or "1.2.840.10008.1.2.4.203" => FrameCoding.Jpeg2000,
        _ => throw new DecodeException($"Frames in transfer syntax {syntaxUid} are not decoded here."),
    };

    private static byte[] Bytes(IReadOnlyList<DicomRange> ranges, Stream source)
    {
        var total = ranges.Sum(range => range.LengthBytes);
        if (ranges.Count == 0) throw new DecodeException("The pixel data holds no such frame.");
        if (total > EncodedLimitBytes) throw new DecodeException("The frame takes more than 1 GiB.");
        var bytes = new byte[total];
        var at = 0;
        foreach (var range in ranges)
        {
            source.Seek(range.Offset, SeekOrigin.Begin);
            source.ReadExactly(bytes.AsSpan(at, (int)range.LengthBytes));
            at += (int)range.LengthBytes;
        }
        return bytes;
    }

    private static void Swap(byte[] bytes, int bitsAllocated, DicomVr vr)
    {
        switch (bitsAllocated)
        {
            case 16 or 1 or 8 when bitsAllocated == 16 || vr == DicomVr.OW:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan());
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 32:
                var ints = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan());
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 64:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan());
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
