using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging.Console;
using Telemed.Hub.Audit;
using Telemed.Hub.Catalogue;
using Telemed.Hub.Consultations;
using Telemed.Hub.Demo;
using Telemed.Hub.Devices;
using Telemed.Hub.Ecg;
using Telemed.Hub.Facilities;
using Telemed.Hub.Jobs;
using Telemed.Hub.Desk;
using Telemed.Hub.Dimse;
using Telemed.Hub.Imaging;
using Telemed.Hub.Live;
using Telemed.Hub.Notices;
using Telemed.Hub.Pathology;
using Telemed.Hub.Patients;
using Telemed.Hub.People;
using Telemed.Hub.Reports;
using Telemed.Hub.Rooms;
using Telemed.Hub.Search;
using Telemed.Hub.Uploads;
using Telemed.Storage;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Platform;

/// <summary>The whole hub: everything it consists of is named here, and starts and stops in this order.</summary>
internal sealed class HubApp : IAsyncDisposable
{
    private readonly HubDatabase? ownDatabase;

    private HubApp(WebApplication web, HubDatabase? ownDatabase) => (Web, this.ownDatabase) = (web, ownDatabase);

    public WebApplication Web { get; }

    public IServiceProvider Services => Web.Services;

    /// <summary>The address the hub listens on, once started; a port of 0 shows as the one that was free.</summary>
    public string Address => Web.Urls.First();

    /// <summary>The password of the first administrator, when this start made one; shown once and never kept.</summary>
    public string? FirstPassword { get; private set; }

    /// <summary>Opens the database, brings it up to date, builds the hub and starts it.</summary>
    public static async Task<HubApp> Start(HubStart start, CancellationToken cancel)
    {
        var (database, web) = await Prepare(start, cancel);
        var hub = new HubApp(web, database);
        try
        {
            await Migrate(web.Services, cancel);
            if (web.Services.GetRequiredService<IBlobStore>() is S3BlobStore bucket) await bucket.EnsureBucket(cancel);
            hub.FirstPassword = await Fill(start, web.Services, cancel);
            await web.StartAsync(cancel);
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }
        PlatformLog.Listening(web.Services.GetRequiredService<ILogger<HubApp>>(), hub.Address);
        return hub;
    }

    /// <summary>Opens the database and builds the hub, without starting it.</summary>
    internal static async Task<(HubDatabase Database, WebApplication Web)> Prepare(HubStart start,
        CancellationToken cancel)
    {
        var builder = Configure(start);
        var options = builder.Services.AddSettings<HubOptions>(builder.Configuration, "Telemed");
        RefuseOpenDemonstration(options);
        var database = await HubDatabase.Open(options, start, cancel);
        try
        {
            return (database, Build(builder, options, database.ConnectionString, start));
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Builds the hub without opening anything, for what looks at its routes and services only.</summary>
    public static WebApplication Build(HubStart start)
    {
        var builder = Configure(start);
        return Build(builder, builder.Services.AddSettings<HubOptions>(builder.Configuration, "Telemed"),
            "Host=127.0.0.1", start);
    }

    public async ValueTask DisposeAsync()
    {
        await Web.StopAsync();
        await Web.DisposeAsync();
        if (ownDatabase is not null) await ownDatabase.DisposeAsync();
    }

    private static WebApplicationBuilder Configure(HubStart start)
    {
        // Named here, because the name stands in the description of the interfaces, whoever hosts the hub.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Telemed.Hub",
        });
        if (start.ReadVariables) builder.Configuration.AddShortVariables();
        builder.Configuration.AddCommandLine(start.Args);
        builder.Configuration.AddInMemoryCollection(start.Settings);
        // Standard output carries results only; what happens is told on standard error, one JSON object a line.
        builder.Logging.ClearProviders().AddJsonConsole(console => console.UseUtcTimestamp = true);
        builder.Services.Configure<ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(start.LogLevel);
        // The framework's own request lines would show search words, which may be names.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        return builder;
    }

    private static WebApplication Build(WebApplicationBuilder builder, HubOptions options, string connectionString,
        HubStart start)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        builder.WebHost.UseUrls(options.Url).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.JsonBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        });
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.DrainSeconds));
        services.AddSingleton(start.Time);
        services.AddSingleton(provider => new Database(connectionString, start.Time,
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddEngines(configuration, options);
        services.AddPlatform(configuration);
        AddSlices(services, configuration, options);
        start.Services?.Invoke(services);
        var app = builder.Build();
        UsePipeline(app, options);
        MapSlices(app);
        return app;
    }

    /// <summary>One line per slice.</summary>
    private static void AddSlices(IServiceCollection services, IConfiguration configuration, HubOptions options)
    {
        services.AddPeople(configuration);
        services.AddLive();
        services.AddUploads(configuration);
        services.AddSlides();
        services.AddEcgs(configuration);
        services.AddConsultations(configuration);
        services.AddReports();
        services.AddNotices(configuration);
        services.AddCatalogue();
        services.AddPrintWorker(configuration);
        services.AddDemonstration();
        services.AddPatients();
        services.AddDesk();
        services.AddImaging(configuration);
        services.AddDimse(configuration, options);
        services.AddRooms(configuration);
    }

    /// <summary>One line per slice.</summary>
    private static void MapSlices(WebApplication app)
    {
        // A refusal that a use case returns as a plain value leaves as problem+json, whichever result carried it.
        var routes = app.MapGroup("").AddEndpointFilter<ProblemAnswers>();
        routes.MapPlatform();
        routes.MapSession();
        routes.MapUploads();
        routes.MapSlides();
        routes.MapEcgs();
        routes.MapPeople();
        routes.MapFacilities();
        routes.MapCatalogue();
        routes.MapDevices();
        routes.MapJobs();
        routes.MapAudit();
        routes.MapDemonstration();
        routes.MapSearch();
        app.MapLive();
        routes.MapConsultations();
        routes.MapReports();
        routes.MapEcgPaper();
        routes.MapNotices();
        routes.MapPatients();
        routes.MapDesk();
        routes.MapImaging();
        routes.MapRooms();
    }

    private static void UsePipeline(WebApplication app, HubOptions options)
    {
        if (options.BehindProxy)
            app.UseForwardedHeaders(new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            });
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages(PlainAnswers.Explain);
        if (WebFiles.Find(options) is { } folder) app.UseWebFiles(folder);
        app.UseWebSockets();
        app.UseRouting();
        app.UseMiddleware<CallerFinder>();
        app.UseRateLimiter();
        app.UseMiddleware<AccessGate>();
        app.UseMiddleware<IdempotentRequests>();
    }

    private static async Task Migrate(IServiceProvider services, CancellationToken cancel)
    {
        var applied = await Migrator.Migrate(services.GetRequiredService<Database>(), cancel);
        PlatformLog.Migrated(services.GetRequiredService<ILogger<HubApp>>(), Migrator.Shipped[^1].Number,
            applied.Count);
    }

    /// <summary>Makes an empty database usable: with the demonstration, or with a first administrator.</summary>
    private static async Task<string?> Fill(HubStart start, IServiceProvider services, CancellationToken cancel)
    {
        var options = services.GetRequiredService<HubOptions>();
        if (!options.Demonstration) return await services.GetRequiredService<FirstAdministrator>().Make(cancel);
        if (await services.GetRequiredService<LoadDemonstration>().Run(cancel))
            await PlayCases.Run(start, options, services.GetRequiredService<Database>().ConnectionString, cancel);
        return null;
    }

    private static void RefuseOpenDemonstration(HubOptions options)
    {
        // Everyone may read the demonstration's log-ins, so it must not be reachable from anywhere else.
        if (options.Demonstration && !new Uri(options.Url.Replace("*", "any", StringComparison.Ordinal)).IsLoopback)
            throw new SettingsRefused("Telemed",
                ["The demonstration listens on loopback only; change Url or Demonstration."]);
    }
}
