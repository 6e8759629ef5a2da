using System.Text.Json.Serialization;
using Telemed.Domain.Access;
using Telemed.Ecg.Measure;
using Telemed.Hub.Jobs;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Ecg;

internal static class EcgRoutes
{
    public static void AddEcgs(this IServiceCollection services)
    {
        services.AddSingleton<EcgFiles>();
        services.AddJob<MeasureEcg>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, EcgJson.Default));
    }

    public static void MapEcgs(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/ecgs/{id:guid}", ViewEcg.Handle).Needs(Permission.ViewRecordings);
        app.MapGet("/api/ecgs/{id:guid}/trace", ViewTrace.Handle).Needs(Permission.ViewRecordings);
    }
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ViewEcg.Response))]
[JsonSerializable(typeof(EcgAnalysis))]
[JsonSerializable(typeof(TraceCode.Head))]
internal sealed partial class EcgJson : JsonSerializerContext;
