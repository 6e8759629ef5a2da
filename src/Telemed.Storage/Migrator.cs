using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Telemed.Storage;

/// <summary>One numbered SQL file.</summary>
/// <param name="Number">Its place in the order.</param>
/// <param name="Name">The file's name, number included.</param>
/// <param name="Sql">The statements.</param>
public sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the statements in lower-case hex: a merged file must stay as it is.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));
}

/// <summary>The schema cannot be brought up to date; a person has to look.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Brings the schema up to date: numbered files, each in a transaction of its own, under a lock that lets any number
/// of hubs start at once. A database that is newer than the program is left alone, so a hub can be rolled back.
/// </summary>
public static partial class Migrator
{
    private const long MigrationLock = 0x54454C454D494752; // "TELEMIGR": one lock for all hubs of a database

    private const string TakeLock = "SELECT pg_advisory_lock(@MigrationLock)";
    private const string ReleaseLock = "SELECT pg_advisory_unlock(@MigrationLock)";

    private const string CreateTable = """
        CREATE TABLE IF NOT EXISTS migration (
            number      integer     PRIMARY KEY,
            name        text        NOT NULL,
            sha256      text        NOT NULL,
            applied_at  timestamptz NOT NULL DEFAULT now()
        )
        """;

    private const string ListApplied = "SELECT number, name, sha256 FROM migration ORDER BY number";

    private const string Remember = "INSERT INTO migration (number, name, sha256) VALUES (@Number, @Name, @Sha256)";

    /// <summary>The files that ship in this library, in order.</summary>
    /// <exception cref="MigrationException">Two files share a number, or a name has none.</exception>
    public static IReadOnlyList<Migration> Shipped { get; } = Load(typeof(Migrator).Assembly);

    /// <summary>Applies the shipped files that this database has not seen.</summary>
    /// <returns>The names of the files applied now.</returns>
    public static Task<IReadOnlyList<string>> Migrate(Database database, CancellationToken cancel) =>
        Migrate(database, Shipped, cancel);

    /// <summary>Applies those of the given files that this database has not seen, in their order.</summary>
    /// <exception cref="MigrationException">A file changed after it was applied, or a file failed.</exception>
    public static async Task<IReadOnlyList<string>> Migrate(
        Database database, IReadOnlyList<Migration> migrations, CancellationToken cancel)
    {
        await using var holder = await database.Read(cancel);
        await holder.Rows<object>(TakeLock, new { MigrationLock }, cancel);
        try
        {
            return await ApplyMissing(database, migrations, cancel);
        }
        finally
        {
            await holder.Rows<object>(ReleaseLock, new { MigrationLock }, CancellationToken.None);
        }
    }

    private static async Task<IReadOnlyList<string>> ApplyMissing(
        Database database, IReadOnlyList<Migration> migrations, CancellationToken cancel)
    {
        var applied = await Applied(database, cancel);
        var done = new List<string>();
        foreach (var migration in migrations.OrderBy(each => each.Number))
        {
            if (applied.TryGetValue(migration.Number, out var before))
            {
                if (before.Sha256 != migration.Sha256)
                    throw new MigrationException(
                        $"Migration {before.Name} changed after it was applied; a merged migration stays as it is.");
                continue;
            }
            await Apply(database, migration, cancel);
            done.Add(migration.Name);
        }
        return done;
    }

    private static async Task<Dictionary<int, AppliedRow>> Applied(Database database, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        await work.Execute(CreateTable, null, cancel);
        var rows = await work.Rows<AppliedRow>(ListApplied, null, cancel);
        await work.Commit(cancel);
        return rows.ToDictionary(row => row.Number);
    }

    private static async Task Apply(Database database, Migration migration, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        try
        {
            await work.Execute(migration.Sql, null, cancel);
            await work.Execute(Remember, new { migration.Number, migration.Name, migration.Sha256 }, cancel);
            await work.Commit(cancel);
        }
        catch (Npgsql.PostgresException problem)
        {
            throw new MigrationException($"Migration {migration.Name} failed: {problem.MessageText}", problem);
        }
    }

    private static List<Migration> Load(Assembly assembly)
    {
        var found = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (!resource.EndsWith(".sql", StringComparison.Ordinal)) continue;
            if (NumberedName().Match(resource) is not { Success: true } match)
                throw new MigrationException($"The migration {resource} is not named NNNN_what_it_does.sql.");
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            var number = int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
            found.Add(new Migration(number, match.Groups["name"].Value, reader.ReadToEnd()));
        }
        found.Sort((left, right) => left.Number.CompareTo(right.Number));
        foreach (var (first, second) in found.Zip(found.Skip(1)))
            if (first.Number == second.Number)
                throw new MigrationException($"Two migrations have the number {first.Number:0000}.");
        return found;
    }

    [GeneratedRegex(@"\.Migrations\.(?<name>(?<number>[0-9]{4})_[a-z0-9_]+)\.sql$")]
    private static partial Regex NumberedName();

    private sealed record AppliedRow(int Number, string Name, string Sha256);
}
