using System.Runtime.InteropServices;

namespace Telemed.Decode.Native;

/// <summary>JPEG 2000 and HTJ2K through OpenJPEG 2.5; the structures are read by offset, so the version is
/// checked.</summary>
internal static class OpenJpeg
{
    private const string Library = "libopenjp2.so.7";
    private const int CodeStream = 0, Jp2 = 2;
    private const int ParameterBytes = 16 * 1024;
    private const int ChunkBytes = 1 << 20;
    private const int ComponentBytes = 64;

    public static byte[] Decode(FrameRequest request)
    {
        CheckVersion();
        var data = request.Data;
        var isBoxed = data.Length > 8 && data.Span[4..8].SequenceEqual("jP  "u8);
        var codec = CreateDecompress(isBoxed ? Jp2 : CodeStream);
        var parameters = Marshal.AllocHGlobal(ParameterBytes);
        var input = new Input(data);
        var stream = input.Open();
        nint image = 0;
        try
        {
            SetDefaults(parameters);
            Need(SetupDecoder(codec, parameters), "cannot be set up");
            Need(ReadHeader(stream, codec, out image), "has a damaged header");
            CheckShape(request, image);
            Need(Run(codec, stream, image), "is damaged");
            _ = EndDecompress(codec, stream);
            return Collect(request, image);
        }
        finally
        {
            if (image != 0) DestroyImage(image);
            DestroyStream(stream);
            DestroyCodec(codec);
            Marshal.FreeHGlobal(parameters);
            GC.KeepAlive(input);
        }
    }

    private static void CheckVersion()
    {
        var version = Marshal.PtrToStringAnsi(Version());
        if (version is null || !version.StartsWith("2.5.", StringComparison.Ordinal))
            throw new DecodeException($"OpenJPEG {version} is installed; this program knows the structures of 2.5.");
    }

    private static void Need(int isDone, string problem)
    {
        if (isDone == 0) throw new DecodeException($"The JPEG 2000 image {problem}.");
    }

    private static void CheckShape(FrameRequest request, nint image)
    {
        var components = Marshal.ReadInt32(image, 16);
        if (components != request.Samples)
            throw new DecodeException("The JPEG 2000 image has another number of components.");
        for (var at = 0; at < components; at++)
        {
            var component = Component(image, at);
            if (component.Width != request.Columns || component.Height != request.Rows)
                throw new DecodeException("The JPEG 2000 image has another shape than the object.");
        }
    }

    private static byte[] Collect(FrameRequest request, nint image)
    {
        if (request.BitsAllocated == 1) return Bits(request, Component(image, 0));
        var frame = new byte[request.OutputBytes];
        var row = new int[request.Columns];
        for (var sample = 0; sample < request.Samples; sample++)
        {
            var component = Component(image, sample);
            if (component.Width != request.Columns || component.Height != request.Rows || component.Data == 0)
                throw new DecodeException("The JPEG 2000 image has another shape than the object.");
            for (var line = 0; line < request.Rows; line++)
            {
                Marshal.Copy(component.Data + (nint)line * request.Columns * 4, row, 0, row.Length);
                var first = line * request.Columns;
                for (var at = 0; at < row.Length; at++)
                    Samples.Put(frame, (first + at) * request.Samples + sample, row[at], request.SampleBytes);
            }
        }
        return frame;
    }

    private static byte[] Bits(FrameRequest request, ComponentInfo component)
    {
        var frame = new byte[request.OutputBytes];
        var values = new int[request.Pixels];
        if (component.Data == 0) throw new DecodeException("The JPEG 2000 image is empty.");
        Marshal.Copy(component.Data, values, 0, values.Length);
        for (var at = 0; at < values.Length; at++)
            if (values[at] != 0) frame[at / 8] |= (byte)(1 << (at % 8));
        return frame;
    }

    // opj_image_t: x0 y0 x1 y1 numcomps (4 bytes each), colour space, pointer to the components at byte 24.
    // opj_image_comp_t: dx dy w h x0 y0 prec bpp sgnd resno factor (4 bytes each), pointer to 32-bit samples at byte
    // 48.
    private static ComponentInfo Component(nint image, int index)
    {
        var at = Marshal.ReadIntPtr(image, 24) + index * ComponentBytes;
        return new ComponentInfo(Marshal.ReadInt32(at, 8), Marshal.ReadInt32(at, 12), Marshal.ReadIntPtr(at, 48));
    }

    private readonly record struct ComponentInfo(int Width, int Height, nint Data);

    // Gives the library the frame's bytes through its callbacks.
    private sealed class Input
    {
        private readonly byte[] data;
        private readonly ReadCallback read;
        private readonly SkipCallback skip;
        private readonly SeekCallback seek;
        private long at;

        public Input(ReadOnlyMemory<byte> data)
        {
            this.data = data.ToArray();
            read = Read;
            skip = Skip;
            seek = Seek;
        }

        public nint Open()
        {
            var stream = CreateStream(ChunkBytes, 1);
            SetRead(stream, read);
            SetSkip(stream, skip);
            SetSeek(stream, seek);
            SetUserData(stream, 0, 0);
            SetUserDataLength(stream, (ulong)data.Length);
            return stream;
        }

        private nint Read(nint buffer, nuint count, nint user)
        {
            var part = (int)Math.Min((ulong)(data.Length - at), count);
            if (part == 0) return -1;
            Marshal.Copy(data, (int)at, buffer, part);
            at += part;
            return part;
        }

        private long Skip(long count, nint user)
        {
            var part = Math.Min(Math.Max(count, 0), data.Length - at);
            if (part == 0 && count > 0) return -1;
            at += part;
            return part;
        }

        private int Seek(long place, nint user)
        {
            if (place < 0 || place > data.Length) return 0;
            at = place;
            return 1;
        }
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint ReadCallback(nint buffer, nuint count, nint user);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate long SkipCallback(long count, nint user);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SeekCallback(long place, nint user);

    [DllImport(Library, EntryPoint = "opj_version")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Version();

    [DllImport(Library, EntryPoint = "opj_create_decompress")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint CreateDecompress(int format);

    [DllImport(Library, EntryPoint = "opj_set_default_decoder_parameters")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void SetDefaults(nint parameters);

    [DllImport(Library, EntryPoint = "opj_setup_decoder")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetupDecoder(nint codec, nint parameters);

    [DllImport(Library, EntryPoint = "opj_read_header")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadHeader(nint stream, nint codec, out nint image);

    [DllImport(Library, EntryPoint = "opj_decode")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Run(nint codec, nint stream, nint image);

    [DllImport(Library, EntryPoint = "opj_end_decompress")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EndDecompress(nint codec, nint stream);

    [DllImport(Library, EntryPoint = "opj_destroy_codec")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void DestroyCodec(nint codec);

    [DllImport(Library, EntryPoint = "opj_image_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void DestroyImage(nint image);

    [DllImport(Library, EntryPoint = "opj_stream_create")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint CreateStream(nuint chunk, int isInput);

    [DllImport(Library, EntryPoint = "opj_stream_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void DestroyStream(nint stream);

    [DllImport(Library, EntryPoint = "opj_stream_set_read_function")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void SetRead(nint stream, ReadCallback read);

    [DllImport(Library, EntryPoint = "opj_stream_set_skip_function")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void SetSkip(nint stream, SkipCallback skip);

    [DllImport(Library, EntryPoint = "opj_stream_set_seek_function")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void SetSeek(nint stream, SeekCallback seek);

    [DllImport(Library, EntryPoint = "opj_stream_set_user_data")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void SetUserData(nint stream, nint data, nint free);

    [DllImport(Library, EntryPoint = "opj_stream_set_user_data_length")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void SetUserDataLength(nint stream, ulong length);
}
