using Telemed.Domain.Access;
using Telemed.Hub.Jobs;
using Telemed.Hub.Platform;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Imaging;

/// <summary>Every route of the slice: DICOMweb on its two paths, and what the imaging page asks besides.</summary>
internal static class ImagingRoutes
{
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

        web.MapGet("/studies", SearchImages.Studies).ForReaders();
        web.MapGet("/series", SearchImages.Series).ForReaders();
        web.MapGet(study + "/series", SearchImages.Series).ForReaders();
        web.MapGet("/instances", SearchImages.Instances).ForReaders();
        web.MapGet(study + "/instances", SearchImages.Instances).ForReaders();
        web.MapGet(series + "/instances", SearchImages.Instances).ForReaders();

        foreach (var path in new[] { study, series, instance })
        {
            web.MapGet(path, RetrieveImages.Instances).ForReaders();
            web.MapGet(path + "/metadata", RetrieveImages.Metadata).ForReaders();
            web.MapGet(path + "/rendered", RenderImages.Rendered).ForReaders();
            web.MapGet(path + "/thumbnail", RenderImages.Thumbnail).ForReaders();
            web.MapDelete(path, RemoveImages.Handle).Needs(Permission.RemoveImages);
        }
        web.MapGet(instance + "/frames/{frames}", RetrieveFrames.Frames).ForReaders();
        web.MapGet(instance + "/frames/{frame}/rendered", RenderImages.Rendered).ForReaders();
        web.MapGet(instance + "/frames/{frame}/thumbnail", RenderImages.Thumbnail).ForReaders();
        web.MapGet(instance + "/bulkdata/{**path}", RetrieveFrames.Bulk).ForReaders();
        web.MapGet("/changes", ChangeFeed.Handle).ForReaders();
        web.MapMethods("/workitems/{**rest}", ["GET", "POST"], () =>
            Results.StatusCode(StatusCodes.Status501NotImplemented))
            .Needs(Permission.ViewRecordings).OrDevice();
    }

    private static void ForReaders(this RouteHandlerBuilder route) => route.Needs(Permission.ViewRecordings).OrDevice();
}
