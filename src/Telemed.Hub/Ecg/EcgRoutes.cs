using System.Text.Json.Serialization;
using Telemed.Domain.Access;
using Telemed.Ecg.Measure;
using Telemed.Hub.Jobs;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Ecg;

internal static class EcgRoutes
{
    public static void AddEcgs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<EcgOptions>(configuration, "Telemed:Ecg");
        services.AddSingleton<EcgFiles>();
        services.AddSingleton<DropLane>();
        services.AddJob<MeasureEcg>();
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, EcgJson.Default));
    }

    public static void MapEcgs(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/ecgs/{id:guid}", ViewEcg.Handle).Needs(Permission.ViewRecordings);
        app.MapGet("/api/ecgs/{id:guid}/trace", ViewTrace.Handle).Needs(Permission.ViewRecordings);
        app.MapPost("/api/devices/ecg", DropEcg.Handle).Needs(Permission.UploadFiles).OrDevice();
        app.MapGet("/api/ecg-tray", ListTray.Handle).Needs(Permission.UploadFiles);
        app.MapPost("/api/ecg-tray/{id:guid}", SortTray.Handle).Needs(Permission.UploadFiles);
    }
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ViewEcg.Response))]
[JsonSerializable(typeof(EcgAnalysis))]
[JsonSerializable(typeof(IReadOnlyList<ReasonPart>))]
[JsonSerializable(typeof(ChosenCsvLayout))]
[JsonSerializable(typeof(TraceCode.Head))]
[JsonSerializable(typeof(DropEcg.Response), TypeInfoPropertyName = "DropResponse")]
[JsonSerializable(typeof(ListTray.Response), TypeInfoPropertyName = "TrayResponse")]
[JsonSerializable(typeof(SortTray.Request), TypeInfoPropertyName = "SortRequest")]
internal sealed partial class EcgJson : JsonSerializerContext;
