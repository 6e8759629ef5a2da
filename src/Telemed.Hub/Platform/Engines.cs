using Telemed.Hub.Jobs;
using Telemed.Storage.Audit;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;
using Telemed.Storage.Notify;

namespace Telemed.Hub.Platform;

/// <summary>Puts the storage library's engines together: objects, jobs, notifications, the audit chain.</summary>
internal static class Engines
{
    public static void AddEngines(this IServiceCollection services, IConfiguration configuration, HubOptions options)
    {
        var bucket = services.AddSettings<BucketOptions>(configuration, "Telemed:S3");
        var jobs = services.AddSettings<JobOptions>(configuration, "Telemed:Jobs");
        services.AddSingleton<NotifyListener>();
        services.AddSingleton<IBlobStore>(provider => StoreOf(bucket, options,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<BlobWriter>();
        services.AddSingleton<BlobSweeper>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton<IJobOutbox>(provider => provider.GetRequiredService<JobQueue>());
        services.AddSingleton<IJobRunner>(provider => provider.GetRequiredService<JobQueue>());
        services.AddSingleton(new AuditAnchors(Path.Combine(options.Data, "audit", "anchors.txt")));
        services.AddSingleton<AuditChainer>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditChainer>());
        services.AddJob<SweepBlobs>();
        services.AddRecurring(new RecurringJob("blobs.sweep", new Recurrence.Every(TimeSpan.FromHours(1)),
            SweepBlobs.KindName));
        services.AddJob<ForgetOldRows>();
        services.AddRecurring(new RecurringJob("platform.forget", new Recurrence.Every(TimeSpan.FromMinutes(30)),
            ForgetOldRows.KindName));
        if (!options.Opens("jobs")) return;
        services.AddSingleton(new JobWorkerOptions { Parallel = jobs.Parallel });
        services.AddHostedService<RecurringJobs>();
        services.AddSingleton<JobWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<JobWorker>());
    }

    private static IBlobStore StoreOf(BucketOptions bucket, HubOptions options, TimeProvider time) =>
        bucket.Endpoint.Length == 0
            ? new FolderBlobStore(Path.Combine(options.Data, "blobs"), time)
            : new S3BlobStore(new S3Options
            {
                Address = bucket.Endpoint, Bucket = bucket.Bucket, AccessKey = bucket.AccessKey,
                SecretKey = bucket.SecretKey, Region = bucket.Region,
            }, time);
}
