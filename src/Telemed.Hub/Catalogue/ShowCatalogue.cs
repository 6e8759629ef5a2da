using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Net.Http.Headers;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.RedFlags;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Catalogue;

/// <summary>The clocks of one corridor.</summary>
internal sealed record CorridorTimers(double ClaimMinutes, double ReportMinutes);

/// <summary>The hours in which the green clocks of a service run.</summary>
/// <param name="Days">Names of days, at least one, each once.</param>
/// <param name="From">Local time as HH:mm.</param>
/// <param name="Until">Local time as HH:mm, later than the other.</param>
/// <param name="TimeZone">Whose local time it is; null means that of the facility that sends.</param>
internal sealed record DutyHoursView(IReadOnlyList<string> Days, string From, string Until, string? TimeZone);

/// <summary>The clocks of a service by corridor, and when the green ones run; null means always.</summary>
internal sealed record TimersView(
    CorridorTimers Red, CorridorTimers Yellow, CorridorTimers Green, DutyHoursView? DutyHours);

internal sealed record RedFlagView(string Code, Labels Labels, string Suggests);

/// <summary>A service as it is asked for, and how its queue works, which is told to administrators alone.</summary>
internal sealed record ServiceView(
    string Code, string Kind, Labels Labels, string Specialty, string Template, IReadOnlyList<string> AllowedTiers,
    IReadOnlyList<string> PerformerTiers, TimersView Timers, IReadOnlyList<RedFlagView> RedFlags, int Position,
        bool Active, int Version, int ReviewPercent, string? RoutingMode);

internal sealed record CatalogueView(
    string Version, IReadOnlyList<ServiceView> Services, IReadOnlyDictionary<string, IReadOnlyList<CodeView>> Codes);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CatalogueView))]
[JsonSerializable(typeof(SaveService.Settings))]
internal sealed partial class CatalogueJson : JsonSerializerContext;

/// <summary>
/// Everything that is chosen by code, with its names; it changes seldom, so a browser keeps it by its tag.
/// </summary>
internal static class ShowCatalogue
{
    [Answers<CatalogueView>]
    internal static async Task<IResult> Handle(HttpContext context, Database database, CodeBook codes,
        CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        var isAdministrator = context.Caller?.Has(Permission.ManageCatalogue) == true;
        var services = (await ServiceStore.List(read, cancel)).Select(row => ViewOf(row, isAdministrator)).ToList();
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new CatalogueView("", services, codes.Lists),
            CatalogueJson.Default.CatalogueView);
        var version = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
        context.Response.Headers.CacheControl = "private, no-cache";
        var tag = new EntityTagHeaderValue($"\"{version}\"");
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(each => each.Compare(tag, useStrongComparison: false)))
        {
            context.Response.Headers.ETag = tag.ToString();
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }
        bytes = JsonSerializer.SerializeToUtf8Bytes(new CatalogueView(version, services, codes.Lists),
            CatalogueJson.Default.CatalogueView);
        return TypedResults.Bytes(bytes, "application/json", entityTag: tag);
    }

    internal static ServiceView ViewOf(ServiceStore.ServiceRow row, bool forAdministrator) => new(
        row.Code, row.Kind, JsonSerializer.Deserialize(row.Labels, CatalogueJson.Default.Labels)!, row.Specialty,
        row.Template,
        row.AllowedTiers, row.PerformerTiers, JsonSerializer.Deserialize(row.Timers, CatalogueJson.Default.TimersView)!,
        [.. RedFlagList.Of(TextCode.Parse<ServiceKind>(row.Kind))
            .Select(flag => new RedFlagView(flag.Code, Labels.Of(flag.Label), TextCode.Of(flag.Suggests)))],
        row.Position, row.Active, row.Version, row.ReviewPercent, forAdministrator ? row.RoutingMode : null);
}
