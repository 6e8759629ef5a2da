using System.Runtime.InteropServices;

namespace Telemed.Decode.Native;

/// <summary>JPEG-LS through CharLS 2 (charls_jpegls_decoder.h).</summary>
internal static class CharLs
{
    private const string Library = "libcharls.so.2";
    private const int Planar = 0;

    public static byte[] Decode(FrameRequest request)
    {
        var decoder = Create();
        if (decoder == 0) throw new DecodeException("The JPEG-LS decoder could not be made.");
        var source = GCHandle.Alloc(request.Data.ToArray(), GCHandleType.Pinned);
        try
        {
            Check(SetSource(decoder, source.AddrOfPinnedObject(), (nuint)request.Data.Length));
            Check(ReadHeader(decoder));
            Check(GetFrameInfo(decoder, out var info));
            Check(GetInterleaveMode(decoder, out var interleave));
            return Decode(request, decoder, info, interleave);
        }
        finally
        {
            Destroy(decoder);
            source.Free();
        }
    }

    private static byte[] Decode(FrameRequest request, nint decoder, CharLsFrame info, int interleave)
    {
        if (info.Width != request.Columns || info.Height != request.Rows || info.Components != request.Samples)
            throw new DecodeException("The JPEG-LS image has another shape than the object.");
        var codedBytes = info.BitsPerSample > 8 ? 2 : 1;
        if (codedBytes > request.SampleBytes)
            throw new DecodeException("The JPEG-LS image has more bits than are allocated.");
        var decoded = new byte[request.Pixels * request.Samples * codedBytes];
        Check(DecodeInto(decoder, decoded, (nuint)decoded.Length, 0));
        var wide = Samples.Widen(decoded, info.BitsPerSample, request.SampleBytes, request.IsSigned);
        return NativeFrames.Arrange(request with { IsPlanar = interleave == Planar }, wide);
    }

    private static void Check(int error)
    {
        if (error != 0) throw new DecodeException($"The JPEG-LS image is damaged (CharLS error {error}).");
    }

    [DllImport(Library, EntryPoint = "charls_jpegls_decoder_create")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Create();

    [DllImport(Library, EntryPoint = "charls_jpegls_decoder_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Destroy(nint decoder);

    [DllImport(Library, EntryPoint = "charls_jpegls_decoder_set_source_buffer")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSource(nint decoder, nint buffer, nuint size);

    [DllImport(Library, EntryPoint = "charls_jpegls_decoder_read_header")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadHeader(nint decoder);

    [DllImport(Library, EntryPoint = "charls_jpegls_decoder_get_frame_info")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetFrameInfo(nint decoder, out CharLsFrame info);

    [DllImport(Library, EntryPoint = "charls_jpegls_decoder_get_interleave_mode")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetInterleaveMode(nint decoder, out int mode);

    [DllImport(Library, EntryPoint = "charls_jpegls_decoder_decode_to_buffer")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int DecodeInto(nint decoder, byte[] buffer, nuint size, uint stride);
}
