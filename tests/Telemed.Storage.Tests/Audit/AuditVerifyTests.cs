using Microsoft.Extensions.Logging.Abstractions;
using Telemed.Storage.Audit;
using Telemed.TestKit.Servers;

namespace Telemed.Storage.Tests.Audit;

/// <summary>
/// Forges the trail as somebody could who has every right in the database, and expects to be told where.
/// </summary>
public sealed class AuditVerifyTests : IAsyncLifetime
{
    private const int Rows = 40;

    private static readonly string[] Changes =
    [
        "action = 'report.read'",
        "event_code = '110100'",
        "action_code = 'D'",
        "outcome = 12",
        "person_id = NULL",
        "device_id = gen_random_uuid()",
        "role = 'nobody'",
        "facility_id = gen_random_uuid()",
        "entity_kind = NULL",
        "entity_id = ''",
        "patient_id = gen_random_uuid()",
        "address = '10.0.0.1'",
        "server_time = server_time + interval '1 microsecond'",
        "client_time = NULL",
        "details = '{\"number\":17 }'",
        "hash = sha256('x')",
    ];

    private static readonly string[] Refused =
    [
        "UPDATE audit_row SET role = 'x'",
        "DELETE FROM audit_row",
        "TRUNCATE audit_row",
        "UPDATE audit_link SET position = position + 1",
        "DELETE FROM audit_link WHERE false",
        "TRUNCATE audit_link",
    ];

    private readonly AuditAnchors anchors = new(Path.Combine(RunFolder.New("anchors"), "audit.anchors"));
    private Database database = null!;

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is not null) return;
        database = new Database(await PostgresCluster.NewDatabase(), TimeProvider.System, NullLoggerFactory.Instance);
        for (var number = 1; number <= Rows; number++) await Append(number);
        await Link();
    }

    public async Task DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    [PostgresFact]
    public async Task Finds_an_untouched_trail_sound()
    {
        var sound = Assert.IsType<AuditVerdict.Sound>(await Verify());

        Assert.Equal((Rows, 1), (sound.Rows, sound.Anchors));
    }

    // One test and not sixteen: the original row is put back between two forgeries.
    [PostgresFact]
    public async Task Names_the_row_whichever_column_was_changed()
    {
        await Forge(
            "CREATE TABLE original AS SELECT * FROM audit_row WHERE id = " +
            "(SELECT row_id FROM audit_link WHERE position = 17)");
        foreach (var change in Changes)
        {
            await Forge($"UPDATE audit_row SET {change} WHERE id = (SELECT id FROM original)");
            Assert.Equal((17L, "The row of link 17 was changed."), Where(await Verify()));
            await Forge("""
                DELETE FROM audit_row WHERE id = (SELECT id FROM original);
                INSERT INTO audit_row OVERRIDING SYSTEM VALUE SELECT * FROM original
                """);
        }

        Assert.IsType<AuditVerdict.Sound>(await Verify());
    }

    [PostgresFact]
    public async Task Names_a_row_that_was_deleted()
    {
        await Forge("DELETE FROM audit_row WHERE id = (SELECT row_id FROM audit_link WHERE position = 17)");

        Assert.Equal((17L, "The row of link 17 is missing."), Where(await Verify()));
    }

    [PostgresFact]
    public async Task Names_the_place_of_a_link_that_was_deleted()
    {
        await Forge("DELETE FROM audit_link WHERE position = 17");

        Assert.Equal((17L, "Link 17 is missing."), Where(await Verify()));
    }

    [PostgresFact]
    public async Task Names_the_first_of_two_rows_that_changed_places()
    {
        await Forge("""
            CREATE TEMP TABLE pair AS SELECT * FROM audit_link WHERE position IN (17, 23);
            DELETE FROM audit_link WHERE position IN (17, 23);
            INSERT INTO audit_link SELECT 40 - position, row_id, row_hash, hash, linked_at FROM pair
            """);

        Assert.Equal(17, Where(await Verify()).Position);
    }

    [PostgresFact]
    public async Task Names_a_row_that_was_replaced_together_with_its_hash()
    {
        var forged = AuditRow.From(Entry(99), TimeProvider.System.GetUtcNow());
        var id = await Scalar<Guid>("SELECT row_id FROM audit_link WHERE position = 17");
        var row = await Row(id) with { Role = "forger" };
        await Forge($"""
            UPDATE audit_row SET role = 'forger', hash = decode('{Convert.ToHexString(row.ComputeHash())}', 'hex')
            WHERE id = '{id}'
            """);

        Assert.NotEqual(forged.Hash, row.Hash);
        Assert.Equal((17L, "The row of link 17 was replaced."), Where(await Verify()));
    }

    [PostgresFact]
    public async Task Is_not_deceived_by_a_chain_that_was_written_anew_from_the_forged_row_on()
    {
        var id = await Scalar<Guid>("SELECT row_id FROM audit_link WHERE position = 17");
        var forged = (await Row(id) with { Role = "forger" }).ComputeHash();
        await Forge(
            $"UPDATE audit_row SET role = 'forger', hash = decode('{Convert.ToHexString(forged)}', 'hex') " +
            $"WHERE id = '{id}'");
        await Forge("""
            INSERT INTO audit_pending SELECT seq, id, hash FROM audit_row;
            DELETE FROM audit_link
            """);
        while (await AuditChain.LinkPending(database, default) is { Linked: > 0 })
        {
        }

        Assert.Equal(((long?)Rows, $"The chain was written anew: link {Rows} is not the one that was anchored."),
            Where(await Verify()));
        Assert.IsType<AuditVerdict.Sound>(
            await AuditVerify.Verify(database, [], TimeProvider.System.GetUtcNow(), default));
    }

    [PostgresFact]
    public async Task Notices_a_tail_that_was_cut_off()
    {
        await Forge("""
            CREATE TEMP TABLE gone AS SELECT row_id FROM audit_link WHERE position > 35;
            DELETE FROM audit_link WHERE position > 35;
            DELETE FROM audit_row WHERE id IN (SELECT row_id FROM gone)
            """);

        Assert.Equal((36L, $"The chain ends at 35, but an anchor saw it at {Rows}: the tail was cut off, or an older " +
            "database was restored."), Where(await Verify()));
    }

    [PostgresFact]
    public async Task Names_a_row_that_was_slipped_in()
    {
        await Forge("INSERT INTO audit_row (id, action, event_code, action_code, outcome, server_time, hash) " +
            "VALUES ('00000000-0000-7000-8000-000000000001', 'x', '110100', 'E', 0, now(), sha256('x'))");

        var broken = Assert.IsType<AuditVerdict.Broken>(await Verify());
        Assert.Equal((null, Guid.Parse("00000000-0000-7000-8000-000000000001"), "A row stands outside the chain."),
            (broken.Position, broken.RowId, broken.Problem));
    }

    [PostgresFact]
    public async Task Bears_a_row_that_waits_for_its_link()
    {
        await Append(41);

        Assert.IsType<AuditVerdict.Sound>(await Verify());
    }

    [PostgresFact]
    public async Task The_database_refuses_to_change_the_trail()
    {
        foreach (var statement in Refused)
        {
            await using var work = await database.Begin(default);
            var refusal =
                await Assert.ThrowsAsync<Npgsql.PostgresException>(() => work.Execute(statement, null, default));
            Assert.Equal("The audit trail is append-only.", refusal.MessageText);
        }
    }

    [PostgresFact]
    public async Task A_rollback_leaves_no_line()
    {
        await using (var work = await database.Begin(default))
            await AuditLog.Append(work, Entry(41), TimeProvider.System.GetUtcNow(), default);
        await Link();

        Assert.Equal(Rows, Assert.IsType<AuditVerdict.Sound>(await Verify()).Rows);
    }

    [PostgresFact]
    public async Task A_line_that_commits_after_later_ones_were_linked_is_linked_all_the_same()
    {
        await using var slow = await database.Begin(default);
        await AuditLog.Append(slow, Entry(41), TimeProvider.System.GetUtcNow(), default);
        await Append(42);
        await Link();
        await slow.Commit(default);
        await Link();

        Assert.Equal(Rows + 2, Assert.IsType<AuditVerdict.Sound>(await Verify()).Rows);
    }

    [PostgresFact]
    public async Task Chainers_of_many_hubs_make_one_chain()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async hub =>
        {
            for (var number = 0; number < 50; number++)
            {
                await Append(hub * 100 + number);
                await AuditChain.LinkPending(database, default);
            }
        }));
        await Link();

        Assert.Equal(Rows + 200, Assert.IsType<AuditVerdict.Sound>(await Verify()).Rows);
    }

    [PostgresFact]
    public async Task An_anchor_that_a_crash_cut_off_is_passed_over()
    {
        var folder = RunFolder.New("cut-anchor");
        var path = Path.Combine(folder, "audit.anchors");
        var cut = new AuditAnchors(path);
        await cut.Append(AuditHead.Empty.Next(Guid.Empty, [1]), TimeProvider.System.GetUtcNow(), default);
        await File.AppendAllTextAsync(path, "2 0123");
        await cut.Append(AuditHead.Empty.Next(Guid.Empty, [1]).Next(Guid.Empty, [2]), TimeProvider.System.GetUtcNow(),
            default);

        Assert.Equal([1, 2], cut.Read().Select(anchor => anchor.Position));
    }

    private static AuditEntry Entry(int number) => new()
    {
        Action = "report.signed", Event = AuditEvents.ProcedureRecord, Kind = AuditAction.Update,
        Actor = new AuditActor
        {
            PersonId = Guid.NewGuid(), Role = "specialist", FacilityId = Guid.NewGuid(), Address = "192.0.2.7",
            ClientTime = new DateTimeOffset(2026, 3, 1, 8, 30, 0, TimeSpan.FromHours(8)),
        },
        EntityKind = "report", EntityId = $"{number}", PatientId = Guid.NewGuid(),
        Details = new JsonText($$"""{"number": {{number}}, "text": "心电图"}"""),
    };

    private async Task Append(int number)
    {
        await using var work = await database.Begin(default);
        await AuditLog.Append(work, Entry(number), TimeProvider.System.GetUtcNow(), default);
        await work.Commit(default);
    }

    private async Task Link()
    {
        using var chainer = new AuditChainer(database, anchors, TimeProvider.System, NullLogger<AuditChainer>.Instance);
        await chainer.LinkAndAnchor(default);
    }

    private Task<AuditVerdict> Verify() =>
        AuditVerify.Verify(database, anchors.Read(), TimeProvider.System.GetUtcNow(), default);

    // As a master of the database, who can switch triggers off.
    private async Task Forge(string sql)
    {
        await using var work = await database.Begin(default);
        await work.Execute("SET LOCAL session_replication_role = replica", null, default);
        await work.Execute(sql, null, default);
        await work.Commit(default);
    }

    private async Task<T> Scalar<T>(string sql)
    {
        await using var reading = await database.Read(default);
        return await reading.Row<T>(sql, null, default);
    }

    private async Task<AuditRow> Row(Guid id)
    {
        await using var reading = await database.Read(default);
        return await reading.Row<AuditRow>("SELECT * FROM audit_row WHERE id = @id", new { id }, default);
    }

    private static (long? Position, string Problem) Where(AuditVerdict verdict)
    {
        var broken = Assert.IsType<AuditVerdict.Broken>(verdict);
        return (broken.Position, broken.Problem);
    }
}
