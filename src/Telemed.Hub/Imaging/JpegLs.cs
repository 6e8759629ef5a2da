using Telemed.Decode;
using Telemed.Dicom;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Frames packed without loss for a slow line: a plain radiograph takes a third to a seventh of its bytes, a CT slice a
/// half.
/// </summary>
internal static class JpegLs
{
    /// <summary>JPEG-LS Lossless Image Compression.</summary>
    public const string Syntax = "1.2.840.10008.1.2.4.80";

    /// <summary>True when frames of that shape have a form in it, read by everybody alike.</summary>
    public static bool CanPack(FrameShape shape) =>
        shape is { Samples: 1 } or { Samples: 3, IsPlanar: false, Photometric: "RGB" or "YBR_FULL" }
        && shape.BitsAllocated is 8 or 16;

    /// <exception cref="DecodeException">The frame could not be packed, or the library is not installed.</exception>
    public static Task<byte[]> Pack(
        byte[] frame, FrameShape shape, DecodePool decoders, CancellationToken cancel) => decoders.Decode(
        new FrameRequest(FrameCoding.NativeToJpegLs, shape.Rows, shape.Columns, shape.Samples, shape.BitsAllocated,
            shape.BitsStored, shape.IsSigned, IsPlanar: false, FirstBit: 0, frame), cancel);
}
