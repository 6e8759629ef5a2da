using System.Runtime.InteropServices;

namespace Telemed.Pathology.Tests;

/// <summary>Other people's decoders, used only to judge ours: libopenslide 3.4 and libturbojpeg 2.1.</summary>
internal static class NativeOracles
{
    public static readonly string? Missing = FindMissing();

    public static (byte[] Rgb, int WidthPx, int HeightPx) DecodeJpeg(ReadOnlySpan<byte> jpeg)
    {
        const int rgb = 0, accurate = 4096;
        var handle = tjInitDecompress();
        try
        {
            var bytes = jpeg.ToArray();
            Assert.Equal(0, tjDecompressHeader3(handle, bytes, (nuint)bytes.Length, out var width, out var height,
                out _, out _));
            var pixels = new byte[width * height * 3];
            Assert.True(tjDecompress2(handle, bytes, (nuint)bytes.Length, pixels, width, 0, height, rgb, accurate) == 0,
                Marshal.PtrToStringAnsi(tjGetErrorStr2(handle)));
            return (pixels, width, height);
        }
        finally { _ = tjDestroy(handle); }
    }

    public static byte[] ReadRegion(string path, int level, long x, long y, int widthPx, int heightPx)
    {
        var slide = openslide_open(path);
        Assert.NotEqual(0, slide);
        try
        {
            var argb = new uint[widthPx * heightPx];
            openslide_read_region(slide, argb, x, y, level, widthPx, heightPx);
            Assert.Equal(0, openslide_get_error(slide));
            return ToRgb(argb);
        }
        finally { openslide_close(slide); }
    }

    public static byte[] ReadAssociated(string path, string name, int widthPx, int heightPx)
    {
        var slide = openslide_open(path);
        try
        {
            var argb = new uint[widthPx * heightPx];
            openslide_read_associated_image(slide, name, argb);
            Assert.Equal(0, openslide_get_error(slide));
            return ToRgb(argb);
        }
        finally { openslide_close(slide); }
    }

    private static byte[] ToRgb(uint[] argb)
    {
        var rgb = new byte[argb.Length * 3];
        for (var i = 0; i < argb.Length; i++)
            (rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]) =
                ((byte)((argb[i] >> 16) & 255), (byte)((argb[i] >> 8) & 255), (byte)(argb[i] & 255));
        return rgb;
    }

    public static IReadOnlyList<(long Width, long Height)> Levels(string path)
    {
        var slide = openslide_open(path);
        Assert.NotEqual(0, slide);
        try
        {
            var levels = new List<(long, long)>();
            for (var level = 0; level < openslide_get_level_count(slide); level++)
            {
                openslide_get_level_dimensions(slide, level, out var width, out var height);
                levels.Add((width, height));
            }
            return levels;
        }
        finally { openslide_close(slide); }
    }

    private static string? FindMissing()
    {
        if (!NativeLibrary.TryLoad("libopenslide.so.0", out _))
            return "libopenslide.so.0 is not installed (libopenslide0).";
        return NativeLibrary.TryLoad("libturbojpeg.so.0", out _) ? null
            : "libturbojpeg.so.0 is not installed (libturbojpeg0).";
    }

#pragma warning disable SYSLIB1054, CA5392, CA2101 // Source-generated imports need unsafe code, which is off here.
    [DllImport("libopenslide.so.0", CharSet = CharSet.Ansi)] private static extern nint openslide_open(string path);
    [DllImport("libopenslide.so.0")] private static extern void openslide_close(nint slide);
    [DllImport("libopenslide.so.0")] private static extern nint openslide_get_error(nint slide);
    [DllImport("libopenslide.so.0")] private static extern int openslide_get_level_count(nint slide);
    [DllImport("libopenslide.so.0")]
    private static extern void openslide_get_level_dimensions(nint slide, int level, out long width, out long height);
    [DllImport("libopenslide.so.0")]
    private static extern void openslide_read_region(nint slide, uint[] into, long x, long y, int level, long width,
        long height);
    [DllImport("libopenslide.so.0", CharSet = CharSet.Ansi)]
    private static extern void openslide_read_associated_image(nint slide, string name, uint[] into);
    [DllImport("libturbojpeg.so.0")] private static extern nint tjInitDecompress();
    [DllImport("libturbojpeg.so.0")] private static extern int tjDestroy(nint handle);
    [DllImport("libturbojpeg.so.0")] private static extern nint tjGetErrorStr2(nint handle);
    [DllImport("libturbojpeg.so.0")]
    private static extern int tjDecompressHeader3(nint handle, byte[] jpeg, nuint size, out int width, out int height,
        out int sampling, out int space);
    [DllImport("libturbojpeg.so.0")]
    private static extern int tjDecompress2(nint handle, byte[] jpeg, nuint size, byte[] into, int width, int pitch,
        int height, int format, int flags);
#pragma warning restore SYSLIB1054, CA5392, CA2101
}

/// <summary>A theory that compares with OpenSlide and libjpeg-turbo; skipped, visibly, where they are not
/// installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OracleTheoryAttribute : TheoryAttribute
{
    public OracleTheoryAttribute() =>
        Skip = NativeOracles.Missing ?? (Telemed.TestKit.TestData.Root is null ? "The folder of real files is absent."
            : null);
}

/// <summary>As <see cref="OracleTheoryAttribute"/>, for one case.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OracleFactAttribute : FactAttribute
{
    public OracleFactAttribute() => Skip = NativeOracles.Missing ?? (Telemed.TestKit.TestData.Root is null
        ? "The folder of real files is absent." : null);
}
