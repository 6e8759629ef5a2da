using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Telemed.Storage.Postgres;
using Telemed.TestKit.Servers;

namespace Telemed.Storage.Tests.Postgres;

public sealed class OwnedPostgresTests
{
    [PostgresFact]
    public async Task Keeps_its_rows_over_a_clean_stop()
    {
        var folder = RunFolder.New("owned");
        await using (var first = await Start(folder)) await Write(first.ConnectionString("postgres"), "kept");

        await using var second = await Start(folder);

        Assert.Equal(["kept"], await ReadAll(second.ConnectionString("postgres")));
    }

    [PostgresFact]
    public async Task Leaves_no_server_behind_when_its_owner_is_killed_and_recovers_what_was_committed()
    {
        var folder = RunFolder.New("owned");
        var (owner, serverId, connection) = await StartChild(folder);
        await Write(connection, "committed before the kill");

        owner.Kill();
        await owner.WaitForExitAsync();
        await Until(() => !IsRunning(serverId));

        await using var again = await Start(folder);
        Assert.Equal(["committed before the kill"], await ReadAll(again.ConnectionString("postgres")));
    }

    [PostgresFact]
    public async Task Starts_again_at_once_while_the_server_of_a_killed_owner_is_on_its_way_out()
    {
        var folder = RunFolder.New("owned");
        var (owner, _, connection) = await StartChild(folder);
        await Write(connection, "kept");

        owner.Kill();
        await using var again = await Start(folder);

        Assert.Equal(["kept"], await ReadAll(again.ConnectionString("postgres")));
    }

    [PostgresFact]
    public async Task Comes_back_at_the_same_address_with_all_its_rows_when_the_server_is_killed()
    {
        await using var server = await Start(RunFolder.New("owned"));
        var address = server.ConnectionString("postgres");
        await Write(address, "committed before the kill");

        using (var killed = Process.GetProcessById(server.ProcessId)) killed.Kill();
        await Until(() => Answers(address));

        Assert.Equal(["committed before the kill"], await ReadAll(address));
    }

    [PostgresFact]
    public async Task Keeps_its_password_from_other_users()
    {
        var folder = RunFolder.New("owned");
        await using var server = await Start(folder);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(folder, "password")));
    }

    [PostgresFact]
    public async Task Refuses_a_wrong_password()
    {
        await using var server = await Start(RunFolder.New("owned"));
        var wrong =
            new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres") + ";Password=guess;Pooling=false");
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());

        Assert.Equal("28P01", refusal.SqlState); // invalid_password
    }

    [PostgresFact]
    public async Task Keeps_the_safe_settings_for_durability_and_listens_on_loopback_only()
    {
        await using var server = await Start(RunFolder.New("owned"));
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();

        foreach (var (name, value) in new[] { ("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on"),
            ("data_checksums", "on"), ("listen_addresses", "127.0.0.1"), ("unix_socket_directories", "") })
        {
            await using var show = new NpgsqlCommand($"SHOW {name}", connection);
            Assert.Equal(value, await show.ExecuteScalarAsync());
        }
    }

    private static Task<OwnedPostgres> Start(string folder) =>
        OwnedPostgres.Start(new OwnedPostgresOptions { Folder = folder }, TimeProvider.System, NullLogger.Instance,
            CancellationToken.None);

    private static async Task<(Process Owner, int ServerId, string Connection)> StartChild(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, folder])
        {
            RedirectStandardOutput = true, RedirectStandardInput = true,
        };
        var owner = Process.Start(start)!;
        var said = await owner.StandardOutput.ReadLineAsync();
        var parts = said!.Split(' ', 2);
        return (owner, int.Parse(parts[0]), parts[1] + ";Pooling=false");
    }

    private static async Task Write(string connectionString, string text)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var write = new NpgsqlCommand(
            "CREATE TABLE IF NOT EXISTS kept (text text); INSERT INTO kept VALUES (@text)", connection);
        write.Parameters.AddWithValue("text", text);
        await write.ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> ReadAll(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var read = new NpgsqlCommand("SELECT text FROM kept", connection);
        await using var reader = await read.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }

    private static bool Answers(string connectionString)
    {
        try
        {
            using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
            connection.Open();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static bool IsRunning(int processId) =>
        File.Exists($"/proc/{processId}/stat") && !File.ReadAllText($"/proc/{processId}/stat").Contains(") Z ");

    private static async Task Until(Func<bool> holds)
    {
        for (var waits = 0; waits < 400 && !holds(); waits++) await Task.Delay(50);
        Assert.True(holds());
    }
}
