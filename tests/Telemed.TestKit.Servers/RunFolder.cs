using System.Globalization;

namespace Telemed.TestKit.Servers;

/// <summary>
/// A folder for the servers and files of one test process, removed when it ends; what a killed run left behind is
/// removed by the next one.
/// </summary>
public static class RunFolder
{
    private static readonly string Root = Path.Combine(Path.GetTempPath(), "telemed-tests");
    private static readonly Lazy<string> Made = new(Make);
    private static int count;

    /// <summary>A new empty folder with a name that begins as given.</summary>
    public static string New(string name)
    {
        var folder = Path.Combine(Made.Value, $"{name}-{Interlocked.Increment(ref count)}");
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static string Make()
    {
        Directory.CreateDirectory(Root);
        foreach (var old in Directory.GetDirectories(Root))
            if (!int.TryParse(Path.GetFileName(old), CultureInfo.InvariantCulture, out var owner) ||
                !Directory.Exists($"/proc/{owner}")) Remove(old);
        var folder = Path.Combine(Root, $"{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(folder);
        return folder;
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A server that is still on its way out holds it; the next run tries again.
        }
    }
}
