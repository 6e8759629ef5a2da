using Telemed.Storage.Jobs;

namespace Telemed.Hub.Jobs;

/// <summary>Work that comes round again: a stable name, when it is due, and the kind of job.</summary>
internal sealed record RecurringJob(string Id, Recurrence When, string Kind);

internal static class JobServices
{
    /// <summary>Registers the handler of one kind of job.</summary>
    public static void AddJob<THandler>(this IServiceCollection services) where THandler : class, IJobHandler
    {
        services.AddSingleton<THandler>();
        services.AddSingleton<IJobHandler>(provider => provider.GetRequiredService<THandler>());
    }

    /// <summary>Has a kind of job done again and again, by whichever hub comes first.</summary>
    public static void AddRecurring(this IServiceCollection services, RecurringJob job) => services.AddSingleton(job);
}

/// <summary>Tells the job table what comes round again, before the worker starts.</summary>
internal sealed class RecurringJobs(IEnumerable<RecurringJob> jobs, IJobRunner runner) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var job in jobs)
            await runner.UpsertRecurring(job.Id, job.When, new JobRequest(job.Kind, "{}"u8.ToArray()),
                cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
