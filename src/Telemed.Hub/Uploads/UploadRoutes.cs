using Telemed.Domain.Access;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Uploads;

internal static class UploadRoutes
{
    public static void AddUploads(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<UploadOptions>(configuration, "Telemed:Uploads");
        services.AddSingleton<UploadSpool>();
        services.AddSingleton<UploadTurns>();
        services.AddSingleton<ReceiveBytes>();
        services.AddSingleton<FinishUpload>();
        services.AddSingleton<ReceivePart>();
        services.AddSingleton<PartBeginnings>();
        services.AddSingleton<UploadSweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<UploadSweeper>());
    }

    public static void MapUploads(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/uploads", [HttpMethods.Options], TusDoor.Options).Open("says which protocol is spoken here");
        app.MapPost("/uploads", TusDoor.Create).Needs(Permission.UploadFiles).OrDevice();
        app.MapMethods("/uploads/{id:guid}", [HttpMethods.Head], TusDoor.Head).Needs(Permission.UploadFiles).OrDevice();
        app.MapPatch("/uploads/{id:guid}", TusDoor.Patch).Needs(Permission.UploadFiles).OrDevice();
        app.MapDelete("/uploads/{id:guid}", TusDoor.Delete).Needs(Permission.UploadFiles).OrDevice();
        app.MapGet("/api/uploads/{id:guid}", ViewUpload.Handle).Needs(Permission.UploadFiles).OrDevice();
        app.MapDelete("/api/uploads/{id:guid}", PartDoor.Withdraw).Needs(Permission.UploadFiles).OrDevice();
        app.MapPost("/api/uploads", PartDoor.Begin).Needs(Permission.UploadFiles).OrDevice();
        app.MapGet("/api/uploads/{id:guid}/parts", PartDoor.View).Needs(Permission.UploadFiles).OrDevice();
        app.MapPut("/api/uploads/{id:guid}/parts/{number:int}", PartDoor.Put).Needs(Permission.UploadFiles).OrDevice();
        app.MapPost("/api/files/look", LookAtFile.Handle).Needs(Permission.UploadFiles);
        app.MapGet("/api/attachments/{id:guid}/content", DownloadAttachment.Handle).Needs(Permission.ViewRecordings);
        app.MapPost("/api/attachments/{id:guid}/identity", DecideIdentity.Handle).Needs(Permission.UploadFiles);
        app.MapPut("/api/attachments/{id:guid}/calibration", CalibratePhoto.Handle).Needs(Permission.ViewRecordings);
        app.MapDelete("/api/attachments/{id:guid}", RemoveAttachment.Handle).Needs(Permission.UploadFiles);
    }
}
