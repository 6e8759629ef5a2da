using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Telemed.Hub.Platform;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Jobs;

/// <summary>Clears objects without rows and rows without objects: every hour as a job, at will as a verb.</summary>
internal sealed class SweepBlobs(BlobSweeper sweeper, JobOptions options) : IJobHandler
{
    internal const string KindName = "blobs.sweep";

    public string Kind => KindName;

    public RetryPolicy Retry { get; } =
        RetryPolicy.Doubling(maxAttempts: 5, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30),
        timeout: TimeSpan.FromMinutes(30));

    public int ParallelLimit => 1;

    public Task Run(JobRun run, CancellationToken cancel) =>
        sweeper.Sweep(TimeSpan.FromHours(options.SweepGraceHours), cancel);

    /// <summary>The verb: prints what was found as one JSON object.</summary>
    internal static async Task<int> Run(ParseResult parsed, CancellationToken cancel)
    {
        await using var tools = await HubTools.Open(CommandLine.StartOf(parsed), cancel);
        var options = tools.Services.GetRequiredService<JobOptions>();
        var report = await tools.Services.GetRequiredService<BlobSweeper>()
            .Sweep(TimeSpan.FromHours(options.SweepGraceHours), cancel);
        await parsed.InvocationConfiguration.Output.WriteLineAsync(
            JsonSerializer.Serialize(report, SweepJson.Default.SweepReport));
        return report.MissingObjects.Count == 0 ? 0 : 1;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SweepReport))]
internal sealed partial class SweepJson : JsonSerializerContext;
