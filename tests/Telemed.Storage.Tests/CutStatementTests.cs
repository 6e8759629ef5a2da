using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Telemed.TestKit.Servers;

namespace Telemed.Storage.Tests;

/// <summary>A statement that fails on a pooled connection does not spoil it for whoever asks the same next.</summary>
public sealed class CutStatementTests
{
    [PostgresFact]
    public async Task A_statement_refused_before_it_runs_is_answered_when_it_is_asked_again_on_the_same_connection()
    {
        var connection = new NpgsqlConnectionStringBuilder(await PostgresCluster.NewDatabase()) { MaxPoolSize = 1 };
        for (var refusedAt = 1; refusedAt <= 8; refusedAt++)
        {
            await using var database =
                new Database(connection.ConnectionString, TimeProvider.System, NullLoggerFactory.Instance);
            for (var asked = 1; asked <= 12; asked++)
            {
                if (asked != refusedAt)
                {
                    Assert.Equal("sought", await Ask(database, "sought"));
                    continue;
                }
                // No text of PostgreSQL holds a zero byte: the parameters are refused after the statement was read.
                var refused = await Assert.ThrowsAsync<PostgresException>(() => Ask(database, "zero \0 byte"));
                Assert.Equal(PostgresErrorCodes.CharacterNotInRepertoire, refused.SqlState);
            }
        }
    }

    private static async Task<string> Ask(Database database, string text)
    {
        await using var reading = await database.Read(CancellationToken.None);
        return await reading.Row<string>("SELECT @text::text", new { text }, CancellationToken.None);
    }
}
