using Telemed.Domain.Access;
using Telemed.Hub.Jobs;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Pathology;

internal static class SlideRoutes
{
    public static void AddSlides(this IServiceCollection services)
    {
        services.AddSingleton<SlideAccess>();
        services.AddSingleton<OpenSlides>();
        services.AddSingleton<SlideBytes>();
        services.AddSingleton<ArrivingSlides>();
        services.AddSingleton<TilePixels>();
        services.AddSingleton<SlideRegions>();
        services.AddSingleton<TileCache>();
        services.AddSingleton<MadeTiles>();
        services.AddSingleton<TileDoor>();
        services.AddJob<BuildLevels>();
        services.AddJob<MeasureQuality>();
        services.AddJob<AssembleSlide>();
    }

    public static void MapSlides(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/slides/{id:guid}", ViewSlide.Handle).Needs(Permission.ViewRecordings);
        app.MapGet("/api/consultations/{id:guid}/slides", ListSlides.Handle).Needs(Permission.ViewConsultations);
        app.MapPut("/api/slides/{id:guid}/labelling", LabelSlide.Handle).Needs(Permission.UploadFiles);
        app.MapPost("/api/slides/{id:guid}/adequacy", AnswerAdequacy.Handle).Needs(Permission.WriteReport);
        app.MapGet("/api/slides/{id:guid}/without-identity", ExportSlide.Handle).Needs(Permission.CopyForTeaching);
        app.MapGet("/api/slides/{id:guid}/marks", ListMarks.Handle).Needs(Permission.ViewRecordings);
        app.MapGet("/api/slides/{id:guid}/marks.geojson", ListMarks.GeoJson).Needs(Permission.ViewRecordings);
        app.MapGet("/api/slides/{id:guid}/marks.sr.dcm", ExportMarks.AsReport).Needs(Permission.ViewRecordings);
        app.MapGet("/api/slides/{id:guid}/marks.ann.dcm", ExportMarks.AsAnnotations).Needs(Permission.ViewRecordings);
        app.MapPost("/api/slides/{id:guid}/marks", AddMark.Handle).Needs(Permission.ViewRecordings);
        app.MapPut("/api/slides/{id:guid}/marks/{markId:guid}", ChangeMark.Handle).Needs(Permission.ViewRecordings);
        app.MapDelete("/api/slides/{id:guid}/marks/{markId:guid}", RemoveMark.Handle).Needs(Permission.ViewRecordings);
        app.MapGet("/api/slides/{id:guid}/views", KeepViews.List).Needs(Permission.ViewRecordings);
        app.MapPut("/api/slides/{id:guid}/views", KeepViews.Handle).Needs(Permission.ViewRecordings);
        app.MapGet("/slides/{id:guid}/tiles/{level:int}/{place}", TileDoor.Answer)
            .Needs(Permission.ViewRecordings);
        app.MapGet("/slides/{id:guid}/batch", ViewBatch.Handle).Needs(Permission.ViewRecordings);
        app.MapGet("/slides/{id:guid}.dzi", ViewDeepZoom.Describe).Needs(Permission.ViewRecordings);
        app.MapGet("/slides/{id:guid}_files/{level:int}/{place}", ViewDeepZoom.Tile).Needs(Permission.ViewRecordings);
        app.MapGet("/slides/{id:guid}/iiif/info.json", ViewIiif.Describe).Needs(Permission.ViewRecordings);
        app.MapGet("/slides/{id:guid}/iiif/{region}/{size}/{rotation}/{quality}", ViewIiif.Picture)
            .Needs(Permission.ViewRecordings);
        app.MapGet("/slides/{id:guid}/thumbnail", ViewBeside.Thumbnail).Needs(Permission.ViewRecordings);
        app.MapGet("/slides/{id:guid}/beside/{name}", ViewBeside.Handle).Needs(Permission.ViewRecordings);
    }
}
