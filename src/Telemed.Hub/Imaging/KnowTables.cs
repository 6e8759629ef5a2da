using Telemed.Storage;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Keeps what PostgreSQL knows of the tables of images near the truth. Its own care comes once a minute, and a clinic
/// that sends its archive grows a table a hundredfold within that: common names would then be looked for as rare ones.
/// </summary>
internal sealed class KnowTables(Database database) : IJobHandler
{
    internal const string KindName = "imaging.statistics";

    // A fifth of the rows, and some, are new since the table was looked at.
    private const string FindChanged = """
        SELECT relname FROM pg_stat_user_tables
        WHERE schemaname = current_schema() AND relname IN ('imaging_study', 'imaging_series', 'imaging_instance')
          AND n_mod_since_analyze > 500 + 0.2 * n_live_tup
        """;

    public string Kind => KindName;

    public int ParallelLimit => 1;

    public RetryPolicy Retry { get; } = RetryPolicy.Doubling(
        maxAttempts: 3, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), timeout: TimeSpan.FromMinutes(2));

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        IReadOnlyList<string> changed;
        await using (var read = await database.Read(cancel))
            changed = await read.Rows<string>(FindChanged, null, cancel);
        foreach (var table in changed)
        {
            await using var work = await database.Begin(cancel);
            await work.Execute(StatementFor(table), null, cancel);
            await work.Commit(cancel);
        }
    }

    private static string StatementFor(string table) => table switch
    {
        "imaging_study" => "ANALYZE imaging_study",
        "imaging_series" => "ANALYZE imaging_series",
        _ => "ANALYZE imaging_instance",
    };
}
