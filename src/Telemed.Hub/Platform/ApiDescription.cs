using Microsoft.AspNetCore.OpenApi;
using System.Text.Json.Serialization.Metadata;

namespace Telemed.Hub.Platform;

/// <summary>How the hub's interfaces are described; the browser's types are made from it.</summary>
internal static class ApiDescription
{
    internal static void AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(options => options.CreateSchemaReferenceId = NameOf);

    // Use cases call their bodies Request and Response, so the name of the use case goes before them.
    private static string? NameOf(JsonTypeInfo type)
    {
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return name is null || type.Type.DeclaringType is not { } outer ? name : outer.Name + name;
    }
}
