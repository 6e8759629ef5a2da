using System.Runtime.InteropServices;

namespace Telemed.Decode.Native;

/// <summary>
/// Eight-bit JPEG through libjpeg-turbo: tiles to red, green and blue, and tiles to rough ones for a bad line. What it
/// does is also done by managed code elsewhere, some ten times slower, so it may be absent.
/// </summary>
internal static class TurboJpeg
{
    /// <summary>The refusal's words when the library is not there; the hub looks for them.</summary>
    public const string Absent = "TurboJPEG is not installed.";

    private const string Library = "libturbojpeg.so.0";
    private const int Rgb = 0, Accurate = 4096, Progressive = 16384, HalfChroma = 2;
    private const int PreviewQuality = 30;

    /// <summary>The picture's pixels, three bytes each.</summary>
    public static byte[] ToRgb(FrameRequest request) => With(InitDecompress, handle => Pixels(handle, request));

    /// <summary>The same picture in a fraction of the bytes, a JPEG again.</summary>
    public static byte[] ToPreview(FrameRequest request)
    {
        var pixels = ToRgb(request);
        return With(InitCompress, handle =>
        {
            nint jpeg = 0;
            try
            {
                nuint size = 0;
                if (Compress(handle, pixels, request.Columns, 0, request.Rows, Rgb, ref jpeg, ref size, HalfChroma,
                    PreviewQuality,
                    Progressive) != 0)
                    throw new DecodeException("The preview could not be made.");
                var preview = new byte[(int)size];
                Marshal.Copy(jpeg, preview, 0, preview.Length);
                // Never larger than the pixels, which is what the hub waits for at most.
                return preview.Length <= request.OutputBytes ? preview
                    : throw new DecodeException("The preview is larger than the picture.");
            }
            finally
            {
                if (jpeg != 0) Free(jpeg);
            }
        });
    }

    private static byte[] Pixels(nint handle, FrameRequest request)
    {
        var data = request.Data.ToArray();
        if (ReadHeader(handle, data, (nuint)data.Length, out var width, out var height, out _, out _) != 0)
            throw new DecodeException("The JPEG image has a damaged header.");
        if (width != request.Columns || height != request.Rows)
            throw new DecodeException("The JPEG image has another shape than its level.");
        var pixels = new byte[width * height * 3];
        // A warning about damaged entropy data leaves grey blocks; the browser would show the same.
        if (Decompress(handle, data, (nuint)data.Length, pixels, width, 0, height, Rgb, Accurate) != 0
            && ErrorCode(handle) != 0)
            throw new DecodeException("The JPEG image is damaged.");
        return pixels;
    }

    private static byte[] With(Func<nint> open, Func<nint, byte[]> run)
    {
        nint handle;
        try
        {
            handle = open();
        }
        catch (DllNotFoundException)
        {
            throw new DecodeException(Absent);
        }
        try
        {
            return run(handle);
        }
        finally
        {
            _ = Destroy(handle);
        }
    }

    [DllImport(Library, EntryPoint = "tjInitDecompress")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint InitDecompress();

    [DllImport(Library, EntryPoint = "tjInitCompress")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint InitCompress();

    [DllImport(Library, EntryPoint = "tjDestroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Destroy(nint handle);

    [DllImport(Library, EntryPoint = "tjGetErrorCode")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ErrorCode(nint handle);

    [DllImport(Library, EntryPoint = "tjFree")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Free(nint buffer);

    [DllImport(Library, EntryPoint = "tjDecompressHeader3")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadHeader(
        nint handle, byte[] jpeg, nuint size, out int width, out int height, out int sampling, out int space);

    [DllImport(Library, EntryPoint = "tjDecompress2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Decompress(
        nint handle, byte[] jpeg, nuint size, byte[] into, int width, int pitch, int height, int format, int flags);

    [DllImport(Library, EntryPoint = "tjCompress2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Compress(
        nint handle, byte[] pixels, int width, int pitch, int height, int format, ref nint jpeg, ref nuint size,
        int sampling, int quality, int flags);
}
