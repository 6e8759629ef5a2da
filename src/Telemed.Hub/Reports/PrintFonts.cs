using System.Security;

namespace Telemed.Hub.Reports;

/// <summary>
/// Gives Chromium the paper's own fonts beside the system's, so that all four languages print anywhere.
/// </summary>
internal static class PrintFonts
{
    /// <summary>The folder of bundled fonts, or null when there is none and the system's must do.</summary>
    public static string? Find(PrintOptions options)
    {
        var folder = options.Fonts.Length > 0 ? options.Fonts : Path.Combine(AppContext.BaseDirectory, "fonts");
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }

    /// <summary>Writes a fontconfig file that lists our folder first and the system's after it.</summary>
    /// <returns>Its path.</returns>
    public static async Task<string> WriteConfiguration(string folder, PrintOptions options, CancellationToken cancel)
    {
        var ours = Find(options) is { } fonts ? $"<dir>{SecurityElement.Escape(fonts)}</dir>" : "";
        var path = Path.Combine(folder, "fonts.conf");
        await File.WriteAllTextAsync(path, $"""
            <?xml version="1.0"?>
            <!DOCTYPE fontconfig SYSTEM "fonts.dtd">
            <fontconfig>
              {ours}
              <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
              <cachedir>{SecurityElement.Escape(folder)}</cachedir>
            </fontconfig>
            """, cancel);
        return path;
    }
}
