using System.Runtime.InteropServices;

namespace Telemed.Decode.Native;

/// <summary>
/// 8-bit JPEG through libjpeg-turbo's own interface (turbojpeg.h, version 2), several times faster than the managed
/// decoder. Components come out as they are coded: no colour conversion, colour of halved columns repeated.
/// </summary>
internal static class TurboJpegPlanes
{
    private const string Library = "libturbojpeg.so.0";
    private const int Grey = 3, Subsamplings = 6, ColourSpaceYcc = 1, ColourSpaceGrey = 2;
    private const int AccurateCosine = 4096, StopOnWarning = 8192, LimitScans = 32768;
    private static readonly Lazy<bool> Present = new(() => NativeLibrary.TryLoad(Library, out _));

    /// <summary>True when the library is installed.</summary>
    public static bool IsInstalled => Present.Value;

    /// <summary>The frame; null when it is one that the managed decoder must look at: other colours, damaged,
    /// odd.</summary>
    public static byte[]? TryDecode(FrameRequest request)
    {
        if (!IsInstalled || request.BitsAllocated != 8 || request.Samples is not (1 or 3)) return null;
        var decoder = Create();
        if (decoder == 0) return null;
        var data = request.Data.ToArray();
        try
        {
            if (ReadHeader(decoder, data, (nuint)data.Length, out var width, out var height, out var subsampling,
                out var colour) != 0 ||
                width != request.Columns || height != request.Rows
                    || subsampling is < 0 or >= Subsamplings) return null;
            var isExpected = request.Samples == 1
                ? colour == ColourSpaceGrey && subsampling == Grey : colour == ColourSpaceYcc && subsampling != Grey;
            return isExpected ? Planes(request, decoder, data, subsampling) : null;
        }
        finally
        {
            _ = Destroy(decoder);
        }
    }

    private static byte[]? Planes(FrameRequest request, nint decoder, byte[] data, int subsampling)
    {
        var (widths, heights) = (new int[request.Samples], new int[request.Samples]);
        var planes = new byte[request.Samples][];
        for (var at = 0; at < request.Samples; at++)
        {
            widths[at] = PlaneWidth(at, request.Columns, subsampling);
            heights[at] = PlaneHeight(at, request.Rows, subsampling);
            if (widths[at] < 1 || heights[at] < 1) return null;
            planes[at] = GC.AllocateUninitializedArray<byte>(checked(widths[at] * heights[at]), pinned: true);
        }
        var places = planes.Select(plane => Marshal.UnsafeAddrOfPinnedArrayElement(plane, 0)).ToArray();
        var error = DecodePlanes(decoder, data, (nuint)data.Length, places, request.Columns, widths, request.Rows,
            AccurateCosine | StopOnWarning | LimitScans);
        GC.KeepAlive(planes);
        if (error != 0) return null;
        if (request.Samples == 1) return widths[0] == request.Columns ? planes[0] : null;
        return Interleave(request, planes, widths, heights);
    }

    // Each colour sample is repeated for the pixels it stands for (ITU-T T.81 section A.1.1).
    private static byte[] Interleave(FrameRequest request, byte[][] planes, int[] widths, int[] heights)
    {
        var frame = new byte[request.OutputBytes];
        for (var sample = 0; sample < planes.Length; sample++)
        {
            var (plane, stride) = (planes[sample], widths[sample]);
            var across = Shift(widths[0], stride);
            var down = Shift(heights[0], heights[sample]);
            for (var row = 0; row < request.Rows; row++)
            {
                var line = (row >> down) * stride;
                var at = row * request.Columns * planes.Length + sample;
                for (var column = 0; column < request.Columns; column++, at += planes.Length)
                    frame[at] = plane[line + (column >> across)];
            }
        }
        return frame;
    }

    // Planes are padded to whole sampling units, so the ratio is a power of two.
    private static int Shift(int whole, int part) => part >= whole ? 0 : part * 2 >= whole ? 1 : 2;

    [DllImport(Library, EntryPoint = "tjInitDecompress")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Create();

    [DllImport(Library, EntryPoint = "tjDestroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Destroy(nint decoder);

    [DllImport(Library, EntryPoint = "tjDecompressHeader3")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadHeader(
        nint decoder, byte[] data, nuint size, out int width, out int height, out int subsampling, out int colour);

    [DllImport(Library, EntryPoint = "tjPlaneWidth")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int PlaneWidth(int component, int width, int subsampling);

    [DllImport(Library, EntryPoint = "tjPlaneHeight")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int PlaneHeight(int component, int height, int subsampling);

    [DllImport(Library, EntryPoint = "tjDecompressToYUVPlanes")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int DecodePlanes(
        nint decoder, byte[] data, nuint size, nint[] planes, int width, int[] strides, int height, int flags);
}
