using System.Runtime.InteropServices;

namespace Telemed.Decode.Native;

/// <summary>Lossless JPEG-LS (ISO/IEC 14495-1) by CharLS 2 (charls_jpegls_encoder.h).</summary>
internal static class CharLsEncoder
{
    private const string Library = "libcharls.so.2";
    private const int BySample = 2, FewestWideBits = 9;

    /// <summary>Packs a native frame; nothing of it is lost, the bits above the stored ones included.</summary>
    /// <exception cref="DecodeException">The frame is too short, or has no form in JPEG-LS.</exception>
    public static byte[] Encode(FrameRequest request)
    {
        if (request.Samples is not (1 or 3) || request.SampleBytes is not (1 or 2))
            throw new DecodeException("Frames of this shape have no form in JPEG-LS.");
        var frame = NativeFrames.Arrange(request with { BitsStored = request.BitsAllocated }, request.Data);
        var encoder = Create();
        if (encoder == 0) throw new DecodeException("The JPEG-LS encoder could not be made.");
        try
        {
            var info = new CharLsFrame
            {
                Width = (uint)request.Columns, Height = (uint)request.Rows, BitsPerSample = Precision(request, frame),
                Components = request.Samples,
            };
            Check(SetFrameInfo(encoder, in info));
            if (request.Samples > 1) Check(SetInterleaveMode(encoder, BySample));
            return Pack(encoder, frame);
        }
        finally
        {
            Destroy(encoder);
        }
    }

    private static byte[] Pack(nint encoder, byte[] frame)
    {
        Check(GetEstimatedSize(encoder, out var estimated));
        var room = new byte[checked((int)estimated)];
        // The encoder keeps the address until it has packed.
        var held = GCHandle.Alloc(room, GCHandleType.Pinned);
        try
        {
            Check(SetDestination(encoder, held.AddrOfPinnedObject(), (nuint)room.Length));
            Check(EncodeFrom(encoder, frame, (nuint)frame.Length, 0));
            Check(GetBytesWritten(encoder, out var written));
            return room[..checked((int)written)];
        }
        finally
        {
            held.Free();
        }
    }

    // Few bits make short codes. A reader repeats the sign of a number only if it takes all bits; a reader of two bytes
    // a sample needs more than eight; and what lies above the stored bits, such as an old overlay, must not be lost.
    private static int Precision(FrameRequest request, ReadOnlySpan<byte> frame)
    {
        if (request.SampleBytes == 1 || request.IsSigned) return request.BitsAllocated;
        var precision = Math.Max(request.BitsStored, FewestWideBits);
        var above = ~((1 << precision) - 1);
        foreach (var word in MemoryMarshal.Cast<byte, ushort>(frame))
            if ((word & above) != 0) return request.BitsAllocated;
        return precision;
    }

    private static void Check(int error)
    {
        if (error != 0) throw new DecodeException($"The frame could not be packed (CharLS error {error}).");
    }

    [DllImport(Library, EntryPoint = "charls_jpegls_encoder_create")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Create();

    [DllImport(Library, EntryPoint = "charls_jpegls_encoder_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Destroy(nint encoder);

    [DllImport(Library, EntryPoint = "charls_jpegls_encoder_set_frame_info")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFrameInfo(nint encoder, in CharLsFrame info);

    [DllImport(Library, EntryPoint = "charls_jpegls_encoder_set_interleave_mode")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetInterleaveMode(nint encoder, int mode);

    [DllImport(Library, EntryPoint = "charls_jpegls_encoder_get_estimated_destination_size")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetEstimatedSize(nint encoder, out nuint size);

    [DllImport(Library, EntryPoint = "charls_jpegls_encoder_set_destination_buffer")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetDestination(nint encoder, nint buffer, nuint size);

    [DllImport(Library, EntryPoint = "charls_jpegls_encoder_encode_from_buffer")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EncodeFrom(nint encoder, byte[] buffer, nuint size, uint stride);

    [DllImport(Library, EntryPoint = "charls_jpegls_encoder_get_bytes_written")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetBytesWritten(nint encoder, out nuint count);
}
