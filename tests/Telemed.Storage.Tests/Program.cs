using Microsoft.Extensions.Logging.Abstractions;
using Telemed.Storage.Postgres;

namespace Telemed.Storage.Tests;

/// <summary>
/// What the crash tests start as a child: it owns a PostgreSQL, says how to reach it, and waits to be killed.
/// </summary>
internal static class Program
{
    internal static async Task Main(string[] arguments)
    {
        var options = new OwnedPostgresOptions { Folder = arguments[0] };
        await using var server = await OwnedPostgres.Start(
            options, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        await Console.Out.WriteLineAsync($"{server.ProcessId} {server.ConnectionString("postgres")}");
        await Console.In.ReadLineAsync();
    }
}
