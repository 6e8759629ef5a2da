using System.Globalization;
using System.Security.Cryptography;

namespace Telemed.Storage.Postgres;

/// <summary>The folder on disk: <c>cluster</c> with PostgreSQL's files and <c>password</c> beside it.</summary>
internal sealed class ClusterFolder(string folder)
{
    private const int PasswordBytes = 24;

    private string PasswordFile => Path.Combine(folder, "password");

    internal string Data => Path.Combine(folder, "cluster");

    private string Half => Path.Combine(folder, "cluster.half");

    /// <summary>The programs to use: those of the major version that made the cluster, else the first found.</summary>
    internal PostgresBinaries Choose(IReadOnlyList<PostgresBinaries> found)
    {
        if (found.Count == 0)
            throw new PostgresStartException(
                "No PostgreSQL programs were found. Run infra/run, or: apt-get install postgresql, " +
                "or set TELEMED_POSTGRES.");
        var versionFile = Path.Combine(Data, "PG_VERSION");
        if (!File.Exists(versionFile)) return found[0];
        var major = int.Parse(File.ReadAllText(versionFile).AsSpan().Trim(), CultureInfo.InvariantCulture);
        return found.FirstOrDefault(programs => programs.MajorVersion == major) ?? throw new PostgresStartException(
            $"{Data} was made by PostgreSQL {major}, but found was only " +
            $"{string.Join(", ", found.Select(each => each.MajorVersion))}. " +
            $"Set TELEMED_POSTGRES to programs of version {major}.");
    }

    /// <summary>
    /// Makes the cluster beside its place and moves it there when whole, so that a cut leaves no half.
    /// </summary>
    internal async Task Prepare(PostgresBinaries programs, CancellationToken cancel)
    {
        if (Directory.Exists(Data)) return;
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Directory.Exists(Half)) Directory.Delete(Half, recursive: true);
        await WritePassword(cancel);
        await ChildProgram.MakeFolder(Half, cancel);
        await ChildProgram.Run(programs.Initdb, ["-D", Half, "-U", "hub", "-E", "UTF8", "--locale=C.UTF-8",
            "--auth=scram-sha-256", $"--pwfile={PasswordFile}", "--data-checksums"], cancel);
        Directory.Move(Half, Data);
    }

    internal async Task<string> Password(CancellationToken cancel) =>
        (await File.ReadAllTextAsync(PasswordFile, cancel)).Trim();

    private async Task WritePassword(CancellationToken cancel)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using var file = new FileStream(PasswordFile, options);
        await using var writer = new StreamWriter(file);
        await writer.WriteLineAsync(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes)).AsMemory(), cancel);
    }
}
