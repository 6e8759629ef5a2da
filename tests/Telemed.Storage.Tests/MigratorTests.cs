using Microsoft.Extensions.Logging.Abstractions;
using Telemed.TestKit.Servers;

namespace Telemed.Storage.Tests;

public sealed class MigratorTests
{
    private static readonly Migration First = new(1, "0001_first", "CREATE TABLE first (id integer)");
    private static readonly Migration Second = new(2, "0002_second", "CREATE TABLE second (id integer)");
    private static readonly Migration Third = new(3, "0003_third", "CREATE TABLE third (id integer)");

    [PostgresFact]
    public async Task Applies_what_is_missing_in_order_and_only_once()
    {
        await using var database = await Empty();

        Assert.Equal(["0001_first", "0003_third"], await Migrator.Migrate(database, [Third, First], default));
        Assert.Equal(["0002_second"], await Migrator.Migrate(database, [First, Second, Third], default));
        Assert.Empty(await Migrator.Migrate(database, [First, Second, Third], default));
    }

    [PostgresFact]
    public async Task Refuses_a_file_that_changed_after_it_was_applied()
    {
        await using var database = await Empty();
        await Migrator.Migrate(database, [First], default);

        var refusal = await Assert.ThrowsAsync<MigrationException>(
            () => Migrator.Migrate(database, [First with { Sql = "SELECT 1" }], default));

        Assert.Equal("Migration 0001_first changed after it was applied; a merged migration stays as it is.",
            refusal.Message);
    }

    [PostgresFact]
    public async Task Takes_a_file_back_whole_when_one_statement_fails()
    {
        await using var database = await Empty();
        var broken = new Migration(1, "0001_broken", "CREATE TABLE half (id integer); SELECT 1 / 0");

        var refusal = await Assert.ThrowsAsync<MigrationException>(() => Migrator.Migrate(database, [broken], default));

        Assert.Equal("Migration 0001_broken failed: division by zero", refusal.Message);
        await using var reading = await database.Read(default);
        Assert.Null(await reading.Row<string?>("SELECT to_regclass('half')::text", null, default));
    }

    [PostgresFact]
    public async Task Lets_many_hubs_start_at_once()
    {
        await using var database = await Empty();

        var done =
            await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => Migrator.Migrate(database, [First, Second], default)));

        Assert.Equal(["0001_first", "0002_second"], done.SelectMany(names => names));
    }

    [PostgresFact]
    public async Task Leaves_a_database_alone_that_is_newer_than_the_program()
    {
        await using var database = await Empty();
        await Migrator.Migrate(database, [First, Second], default);

        Assert.Empty(await Migrator.Migrate(database, [First], default));
    }

    [PostgresFact]
    public async Task Applies_every_shipped_file_to_an_empty_database()
    {
        await using var database = await Empty();

        Assert.Equal(Migrator.Shipped.Select(each => each.Name), await Migrator.Migrate(database, default));
    }

    private static async Task<Database> Empty() =>
        new(await PostgresCluster.NewEmptyDatabase(), TimeProvider.System, NullLoggerFactory.Instance);
}
