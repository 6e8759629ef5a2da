using System.IO.Compression;
using Telemed.Decode.Jpeg;
using Telemed.Decode.Native;

namespace Telemed.Decode;

/// <summary>
/// Decodes one frame to little-endian samples, colour by pixel, without converting colours. Single bits stay packed.
/// Some codings name what is wanted instead: colour bytes, a preview, or the frame packed.
/// </summary>
internal static class FrameDecoder
{
    public static byte[] Decode(FrameRequest request) => request.Coding switch
    {
        FrameCoding.Native => NativeFrames.Arrange(request, request.Data),
        FrameCoding.Rle => RleDecoder.Decode(request),
        FrameCoding.Deflate => Inflate(request),
        FrameCoding.Jpeg => TurboJpegPlanes.TryDecode(request) ?? JpegDecoder.Decode(request),
        FrameCoding.JpegLs => CharLs.Decode(request),
        FrameCoding.Jpeg2000 => OpenJpeg.Decode(request),
        FrameCoding.JpegToRgb => TurboJpeg.ToRgb(request),
        FrameCoding.JpegToPreview => TurboJpeg.ToPreview(request),
        FrameCoding.NativeToJpegLs => CharLsEncoder.Encode(request),
        _ => throw new DecodeException("The compression is not known."),
    };

    private static byte[] Inflate(FrameRequest request)
    {
        using var compressed = new MemoryStream(request.Data.ToArray());
        using var inflate = new DeflateStream(compressed, CompressionMode.Decompress);
        var frame = new byte[request.OutputBytes];
        if (inflate.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) < frame.Length)
            throw new DecodeException("The deflated frame is shorter than its rows and columns.");
        return NativeFrames.Arrange(request, frame);
    }
}
