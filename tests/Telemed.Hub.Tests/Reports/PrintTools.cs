using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Telemed.Hub.Reports;

namespace Telemed.Hub.Tests.Reports;

/// <summary>Chromium for printing and poppler's tools for looking at what was printed.</summary>
internal static class PrintTools
{
    /// <summary>The folder of the paper's own fonts, as infra fetches it; empty prints with the system's.</summary>
    public static string BundledFonts => Environment.GetEnvironmentVariable("TELEMED_FONTS") ?? "";

    public static PrintWorker Worker(PrintOptions? options = null) => new(
        options ?? new PrintOptions { Fonts = BundledFonts }, TimeProvider.System, NullLogger<PrintWorker>.Instance);

    /// <summary>Runs one of poppler's tools on a PDF and gives its standard output.</summary>
    public static async Task<byte[]> Poppler(string tool, byte[] pdf, params string[] arguments)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, pdf);
            return await Run(tool, [.. arguments.Select(a => a == "{pdf}" ? path : a)]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Runs a program to its end and gives its standard output.</summary>
    public static async Task<byte[]> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output.ToArray();
    }

    public static async Task<string> Text(byte[] pdf) =>
        System.Text.Encoding.UTF8.GetString(await Poppler("pdftotext", pdf, "{pdf}", "-"));

    /// <summary>The first page at 254 dots an inch: ten pixels a millimetre, one byte of grey each.</summary>
    public static async Task<GreyPage> Raster(byte[] pdf) =>
        GreyPage.Read(await Poppler("pdftoppm", pdf, "-gray", "-r", "254", "-f", "1", "-l", "1", "{pdf}"));
}

/// <summary>A page as grey pixels, 0 black to 255 white.</summary>
internal sealed record GreyPage(int WidthPx, int HeightPx, byte[] Pixels)
{
    public byte this[int x, int y] => Pixels[y * WidthPx + x];

    public static GreyPage Read(byte[] pgm)
    {
        var at = 0;
        var fields = new string[4];
        for (var field = 0; field < fields.Length; field++)
        {
            var start = at;
            while (pgm[at] > ' ') at++;
            fields[field] = System.Text.Encoding.ASCII.GetString(pgm, start, at - start);
            at++;
        }
        Assert.Equal("P5", fields[0]);
        return new GreyPage(int.Parse(fields[1]), int.Parse(fields[2]), pgm[at..]);
    }
}

/// <summary>A fact that needs Chromium and poppler; skipped with the reason where one is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrintFactAttribute : FactAttribute
{
    public PrintFactAttribute()
    {
        if (PrintBrowser.Find("") is null) Skip = "Chromium is not installed (apt-get install chromium).";
        else if (!File.Exists("/usr/bin/pdftoppm")) Skip = "poppler is not installed (apt-get install poppler-utils).";
    }
}
