namespace House.Tests;

/// <summary>The tree of sources that the rules are held against.</summary>
internal static class House
{
    private static readonly string[] Made = ["bin", "obj", "node_modules", "dist"];

    public static string Root { get; } = FindRoot();

    /// <summary>
    /// Files below a folder, as paths from the root with forward slashes; what tools made is left out.
    /// </summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(Made.Contains))
            .Order(StringComparer.Ordinal);

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Telemed.sln"))) return at.FullName;
        throw new InvalidOperationException("The tests run outside the source tree.");
    }
}
