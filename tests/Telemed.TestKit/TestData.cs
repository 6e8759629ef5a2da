namespace Telemed.TestKit;

/// <summary>Finds the shared folder of real files; tests say what they skipped when it is absent.</summary>
public static class TestData
{
    /// <summary>The folder of real files, or null when this machine has none (TELEMED_TEST_DATA moves it).</summary>
    public static string? Root { get; } = Find();

    public static string? Folder(string name) => Root is null ? null : Path.Combine(Root, name);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("TELEMED_TEST_DATA") is { Length: > 0 } set)
            return Directory.Exists(set) ? set : null;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (!File.Exists(Path.Combine(at.FullName, "Telemed.sln"))) continue;
            var beside = Path.Combine(at.FullName, "..", "shared", "data");
            return Directory.Exists(beside) ? Path.GetFullPath(beside) : null;
        }
        return null;
    }
}

/// <summary>A fact that needs the shared folder of real files and is skipped, visibly, without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealFilesFactAttribute : FactAttribute
{
    public RealFilesFactAttribute()
    {
        if (TestData.Root is null) Skip = "The folder of real files is absent; set TELEMED_TEST_DATA.";
    }
}

/// <summary>A theory that needs the shared folder of real files and is skipped, visibly, without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealFilesTheoryAttribute : TheoryAttribute
{
    public RealFilesTheoryAttribute()
    {
        if (TestData.Root is null) Skip = "The folder of real files is absent; set TELEMED_TEST_DATA.";
    }
}
