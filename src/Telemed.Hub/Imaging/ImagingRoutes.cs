using Telemed.Domain.Access;
using Telemed.Hub.Jobs;
using Telemed.Hub.Platform;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Imaging;

/// <summary>Every route of the slice: DICOMweb on its two paths, and what the imaging page asks besides.</summary>
internal static class ImagingRoutes
{
    // Whoever asks for the head alone learns type, length and tag, and whether it is there (RFC 9110 section 9.3.2).
    private static readonly string[] Reads = ["GET", "HEAD"];

    public static void AddImaging(this IServiceCollection services, IConfiguration configuration)
    {
        var options = services.AddSettings<ImagingOptions>(configuration, "Telemed:Imaging");
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ImagingJson.Default));
        services.AddSingleton<SpoolRoom>();
        services.AddSingleton<InstanceSpool>();
        services.AddSingleton<StoreLane>();
        services.AddSingleton<ServedPages>();
        services.AddSingleton<ReceiveDicom>();
        services.AddSingleton<StudyDocuments>();
        services.AddSingleton<ConflictingCopies>();
        services.AddJob<CompleteStudies>();
        services.AddRecurring(new RecurringJob("imaging.complete", new Recurrence.Every(TimeSpan.FromSeconds(10)),
            CompleteStudies.KindName));
        services.AddJob<SortOrdered>();
        services.AddJob<KnowTables>();
        services.AddRecurring(new RecurringJob("imaging.statistics", new Recurrence.Every(TimeSpan.FromSeconds(10)),
            KnowTables.KindName));
        services.AddSingleton<InstanceContent>();
        services.AddSingleton<InstanceTranscoder>();
        services.AddSingleton<ImagingAddress>();
        services.AddSingleton(provider =>
            new DecodePool(provider.GetRequiredService<TimeProvider>(), options.Decoders));
    }

    public static void MapImaging(this IEndpointRouteBuilder app)
    {
        MapWeb(app.MapGroup("/dicom-web"));
        MapWeb(app.MapGroup("/dicom-web/at/{facility:guid}"));
        app.MapGet("/api/studies/{id:guid}", OpenStudy.Handle).Needs(Permission.ViewRecordings);
        app.MapPost("/api/studies/{id:guid}/deidentified-copy",
            CopyForTeaching.Handle).Needs(Permission.CopyForTeaching);
        var marks = app.MapGroup("/api/consultations/{id:guid}/key-images");
        marks.MapGet("", KeyImages.List).Needs(Permission.ViewRecordings);
        marks.MapPut("/order", KeyImages.Arrange).Needs(Permission.WriteReport);
        marks.MapPut("/{sop}/{frame:int:min(1)}", KeyImages.Mark).Needs(Permission.WriteReport);
        marks.MapDelete("/{sop}/{frame:int:min(1)}", KeyImages.Unmark).Needs(Permission.WriteReport);
        var measured = app.MapGroup("/api/consultations/{id:guid}/measurements");
        measured.MapGet("", Measurements.List).Needs(Permission.ViewRecordings);
        measured.MapPut("/{measurement:guid}", Measurements.Keep).Needs(Permission.WriteReport);
        measured.MapDelete("/{measurement:guid}", Measurements.Remove).Needs(Permission.WriteReport);
        app.MapGet("/api/conflicting-images", ResolveConflicts.List).Needs(Permission.ResolveQuarantine);
        app.MapPost("/api/conflicting-images/{id:guid}/decision", ResolveConflicts.Decide)
            .Needs(Permission.ResolveQuarantine);
        app.MapGet("/api/removed-images", RestoreImages.List).Needs(Permission.RemoveImages);
        app.MapPost("/api/removed-images/{id:guid}/restoration", RestoreImages.Restore).Needs(Permission.RemoveImages);
        app.MapPost("/api/studies/{id:guid}/completion", CompleteStudies.Now).Needs(Permission.UploadFiles);
    }

    private static void MapWeb(RouteGroupBuilder web)
    {
        const string study = "/studies/{study}", series = study + "/series/{series}",
            instance = series + "/instances/{instance}";
        web.MapPost("/studies", StoreOverWeb.Handle).Needs(Permission.UploadFiles).OrDevice();
        web.MapPost(study, StoreOverWeb.Handle).Needs(Permission.UploadFiles).OrDevice();

        web.MapMethods("/studies", Reads, SearchImages.Studies).ForReaders();
        web.MapMethods("/series", Reads, SearchImages.Series).ForReaders();
        web.MapMethods(study + "/series", Reads, SearchImages.Series).ForReaders();
        web.MapMethods("/instances", Reads, SearchImages.Instances).ForReaders();
        web.MapMethods(study + "/instances", Reads, SearchImages.Instances).ForReaders();
        web.MapMethods(series + "/instances", Reads, SearchImages.Instances).ForReaders();

        foreach (var path in new[] { study, series, instance })
        {
            web.MapMethods(path, Reads, RetrieveImages.Instances).ForReaders();
            web.MapMethods(path + "/metadata", Reads, RetrieveImages.Metadata).ForReaders();
            web.MapMethods(path + "/rendered", Reads, RenderImages.Rendered).ForReaders();
            web.MapMethods(path + "/thumbnail", Reads, RenderImages.Thumbnail).ForReaders();
            web.MapDelete(path, RemoveImages.Handle).Needs(Permission.RemoveImages);
        }
        web.MapMethods(instance + "/frames/{frames}", Reads, RetrieveFrames.Frames).ForReaders();
        web.MapMethods(instance + "/frames/{frame}/rendered", Reads, RenderImages.Rendered).ForReaders();
        web.MapMethods(instance + "/frames/{frame}/thumbnail", Reads, RenderImages.Thumbnail).ForReaders();
        web.MapMethods(instance + "/bulkdata/{**path}", Reads, RetrieveBulk.Handle).ForReaders();
        web.MapMethods("/changes", Reads, ChangeFeed.Handle).ForReaders();
        web.MapMethods("/workitems/{**rest}", ["GET", "POST"], () =>
            Results.StatusCode(StatusCodes.Status501NotImplemented))
            .Needs(Permission.ViewRecordings).OrDevice();
    }

    private static void ForReaders(this RouteHandlerBuilder route) => route.Needs(Permission.ViewRecordings).OrDevice();
}
