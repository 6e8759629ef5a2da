using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Telemed.Storage.Postgres;

/// <summary>The private PostgreSQL could not be made, started or stopped.</summary>
public sealed class PostgresStartException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Where the private PostgreSQL lives.</summary>
public sealed record OwnedPostgresOptions
{
    /// <summary>The folder that holds the cluster and its password; made when absent.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// The folder of the PostgreSQL programs; null searches (see <see cref="PostgresBinaries.Find"/>).
    /// </summary>
    public string? ProgramFolder { get; init; }

    /// <summary>Settings for the server beyond its defaults, such as <c>max_connections</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } =
        new Dictionary<string, string> { ["max_connections"] = "200" };
}

/// <summary>
/// A PostgreSQL that belongs to this process: loopback only, on a free port, with a password nobody chose. It stops
/// cleanly with <see cref="DisposeAsync"/> and dies with the process even when that is killed; the next start recovers.
/// When it dies alone it is started again on the same port, so connections come back by themselves.
/// </summary>
public sealed partial class OwnedPostgres : IAsyncDisposable
{
    private const string Role = "hub";
    private const string MaintenanceDatabase = "postgres";
    private const int PortAttemptsLimit = 5;
    private const int KeptLinesLimit = 40;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PreviousOwnerLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(2);

    private readonly NpgsqlConnectionStringBuilder connection;
    private readonly Func<CancellationToken, Task<Process>> launch;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task watch;
    private Process process;

    private OwnedPostgres(
        Process process, Func<CancellationToken, Task<Process>> launch, NpgsqlConnectionStringBuilder connection,
        TimeProvider time, ILogger logger)
    {
        this.process = process;
        this.launch = launch;
        this.connection = connection;
        this.time = time;
        this.logger = logger;
        watch = Task.Run(Watch);
    }

    /// <summary>The operating system's id of the server process.</summary>
    public int ProcessId => process.Id;

    /// <summary>Makes the cluster when there is none, starts it and waits until it answers.</summary>
    /// <exception cref="PostgresStartException">
    /// No programs were found, or they failed; the text says what to do.
    /// </exception>
    public static async Task<OwnedPostgres> Start(
        OwnedPostgresOptions options, TimeProvider time, ILogger logger, CancellationToken cancel)
    {
        var cluster = new ClusterFolder(Path.GetFullPath(options.Folder));
        var programs = cluster.Choose(PostgresBinaries.Find(options.ProgramFolder));
        await cluster.Prepare(programs, cancel);
        var password = await cluster.Password(cancel);
        for (var attempt = 1; ; attempt++)
        {
            var connection = ConnectionTo(FreePort(), password);
            try
            {
                Task<Process> Launch(CancellationToken ends) =>
                    StartOnce(options, cluster, programs, connection, time, logger, ends);
                return new OwnedPostgres(await Launch(cancel), Launch, connection, time, logger);
            }
            catch (PortTakenException) when (attempt < PortAttemptsLimit)
            {
                LogPortTaken(logger, connection.Port);
            }
        }
    }

    /// <summary>A connection string for a database of this cluster.</summary>
    public string ConnectionString(string databaseName) =>
        new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Database = databaseName }.ConnectionString;

    /// <summary>Makes the named database unless it exists, and says how to connect to it.</summary>
    /// <param name="databaseName">Lower-case letters, digits and underscores.</param>
    /// <param name="template">The database to copy; null for the empty one.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task<string> EnsureDatabase(string databaseName, string? template, CancellationToken cancel)
    {
        await using var maintenance = new NpgsqlConnection(ConnectionString(MaintenanceDatabase));
        await maintenance.OpenAsync(cancel);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", maintenance);
        find.Parameters.Add(new() { Value = databaseName });
        if (await find.ExecuteScalarAsync(cancel) is not null) return ConnectionString(databaseName);
        var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(databaseName);
        var copied = new NpgsqlCommandBuilder().QuoteIdentifier(template ?? "template1");
        await using var create = new NpgsqlCommand($"CREATE DATABASE {quoted} TEMPLATE {copied}", maintenance);
        await create.ExecuteNonQueryAsync(cancel);
        return ConnectionString(databaseName);
    }

    /// <summary>Stops the server: open sessions end, everything committed is kept.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watch;
        NpgsqlConnection.ClearAllPools();
        if (!process.HasExited)
        {
            await ChildProgram.Interrupt(process.Id);
            try
            {
                using var limit = new CancellationTokenSource(StopLimit);
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                LogNotStopped(logger, process.Id);
                process.Kill();
            }
        }
        process.Dispose();
        stopping.Dispose();
    }

    private async Task Watch()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await process.WaitForExitAsync(stopping.Token);
                LogDied(logger, process.ExitCode);
                var again = await launch(stopping.Token);
                process.Dispose();
                process = again;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem) when (problem is PostgresStartException or PortTakenException or IOException)
            {
                LogNotRestarted(logger, problem);
                await Task.Delay(RestartPause, time, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private static async Task<Process> StartOnce(
        OwnedPostgresOptions options, ClusterFolder cluster, PostgresBinaries programs,
        NpgsqlConnectionStringBuilder connection, TimeProvider time, ILogger logger, CancellationToken cancel)
    {
        string[] arguments = ["-D", cluster.Data, "-p", $"{connection.Port}", "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=",
            .. options.Settings.SelectMany(each => (string[])["-c", $"{each.Key}={each.Value}"])];
        var began = time.GetTimestamp();
        while (true)
        {
            var said = new LastLines(KeptLinesLimit);
            var process = await ChildProgram.Start(programs.Server, arguments, line => Hear(line, said, logger));
            try
            {
                if (await Answers(process, connection, time, cancel)) return process;
            }
            catch
            {
                // Whoever gave up waiting gets no server, so none may stay.
                await ChildProgram.Interrupt(process.Id);
                throw;
            }
            process.Dispose();
            var text = said.ToString();
            if (text.Contains("Address already in use", StringComparison.Ordinal)) throw new PortTakenException();
            // The server of a hub that was just killed, or what it leaves in memory, may still be on its way out.
            var occupied = text.Contains("postmaster.pid", StringComparison.Ordinal)
                || text.Contains("is still in use", StringComparison.Ordinal);
            if (!occupied || time.GetElapsedTime(began) > PreviousOwnerLimit)
                throw new PostgresStartException(occupied
                    ? $"Another Telemed is using {cluster.Data}: stop it, or set another data folder.\n{text}"
                    : $"PostgreSQL did not start in {cluster.Data}:\n{text}");
            await Task.Delay(Pause * 4, time, cancel);
        }
    }

    private static async Task<bool> Answers(
        Process process, NpgsqlConnectionStringBuilder connection, TimeProvider time, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (!process.HasExited)
        {
            try
            {
                await using var probe = new NpgsqlConnection(connection.ConnectionString + ";Pooling=false");
                await probe.OpenAsync(cancel);
                return true;
            }
            catch (Exception problem) when (problem is NpgsqlException or SocketException)
            {
                if (time.GetElapsedTime(began) > StartLimit)
                    throw new PostgresStartException("PostgreSQL started but did not answer within a minute.", problem);
                await Task.Delay(Pause, time, cancel);
            }
        }
        await process.WaitForExitAsync(cancel);
        return false;
    }

    private static void Hear(string line, LastLines said, ILogger logger)
    {
        said.Add(line);
        LogServerSaid(logger, line);
    }

    private static NpgsqlConnectionStringBuilder ConnectionTo(int port, string password) => new()
    {
        Host = "127.0.0.1", Port = port, Username = Role, Password = password, Database = MaintenanceDatabase,
        SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable, MaxPoolSize = 80,
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LoggerMessage(1001, LogLevel.Debug, "PostgreSQL: {Line}")]
    private static partial void LogServerSaid(ILogger logger, string line);

    [LoggerMessage(1002, LogLevel.Information, "Port {Port} was taken meanwhile; PostgreSQL tries another.")]
    private static partial void LogPortTaken(ILogger logger, int port);

    [LoggerMessage(1003, LogLevel.Error,
        "PostgreSQL {ProcessId} did not stop in time and was killed; it recovers at the next start.")]
    private static partial void LogNotStopped(ILogger logger, int processId);

    [LoggerMessage(1004, LogLevel.Error, "PostgreSQL ended by itself with {ExitCode}; it is started again.")]
    private static partial void LogDied(ILogger logger, int exitCode);

    [LoggerMessage(1005, LogLevel.Error, "PostgreSQL could not be started again; trying once more.")]
    private static partial void LogNotRestarted(ILogger logger, Exception problem);

    private sealed class PortTakenException : Exception;
}
