using Dapper;
using System.Collections.Frozen;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Clocks;
using Telemed.Domain.Routing;
using Telemed.Storage;

namespace Telemed.Hub.Consultations;

/// <summary>A service of the catalogue as consultations need it.</summary>
internal sealed record ServiceEntry(
    string Code, ServiceKind Kind, string Specialty, string Template, ServiceTimers Timers, ServiceHours? DutyHours,
    IReadOnlyList<Tier> AllowedTiers, bool IsActive, int ReviewPercent, RoutingMode RoutingMode);

/// <summary>
/// The catalogue in memory, read again after five seconds: every step of a consultation needs its timers.
/// </summary>
internal sealed class ServiceBook(Database database, TimeProvider time)
{
    private const string AllSql = """
        SELECT code, kind, specialty, template, timers::text AS timers, allowed_tiers, active, review_percent,
               routing_mode
        FROM service LIMIT 1000
        """;

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    private Shelf shelf = new(FrozenDictionary<string, ServiceEntry>.Empty, DateTimeOffset.MinValue);

    private sealed record Shelf(FrozenDictionary<string, ServiceEntry> Services, DateTimeOffset ReadAt);

    [method: ExplicitConstructor]
    private sealed record ServiceRecord(
        string Code, string Kind, string Specialty, string Template, string Timers, string[] AllowedTiers, bool Active,
        int ReviewPercent, string RoutingMode);

    /// <summary>The service of a code; null when the catalogue has none.</summary>
    internal async ValueTask<ServiceEntry?> Find(string code, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var held = shelf;
        if ((now - held.ReadAt).Duration() > Kept)
        {
            await using var reading = await database.Read(cancel);
            var rows = await reading.Rows<ServiceRecord>(AllSql, null, cancel);
            shelf = held = new Shelf(rows.Select(Entry).ToFrozenDictionary(entry => entry.Code), now);
        }
        return held.Services.GetValueOrDefault(code);
    }

    /// <summary>The timers of a service that the catalogue may have lost since: the nearest default then.</summary>
    /// <param name="code">The service.</param>
    /// <param name="timeZone">Where the case is at home; a service may name a zone of its own.</param>
    /// <param name="cancel">Ends the waiting.</param>
    internal async ValueTask<ServiceTimers> TimersOf(string code, string timeZone, CancellationToken cancel)
    {
        if (await Find(code, cancel) is not { } service) return Default(code);
        return service.DutyHours is { } hours
            ? service.Timers with { GreenHours = hours.At(timeZone, time.GetUtcNow()) }
            : service.Timers;
    }

    private static ServiceEntry Entry(ServiceRecord row)
    {
        using var document = JsonDocument.Parse(row.Timers);
        return new ServiceEntry(
            row.Code, TextCode.Parse<ServiceKind>(row.Kind), row.Specialty, row.Template,
            Timers(row.Code, document.RootElement), ServiceHours.Read(document.RootElement),
            [.. row.AllowedTiers.Select(TextCode.Parse<Tier>)], row.Active, row.ReviewPercent,
            TextCode.Parse<RoutingMode>(row.RoutingMode));
    }

    private static ServiceTimers Timers(string code, JsonElement root)
    {
        var standard = Default(code);
        return standard with
        {
            Code = code,
            Claim = Limits(root, "claimMinutes", standard.Claim),
            Report = Limits(root, "reportMinutes", standard.Report),
        };
    }

    private static ServiceTimers Default(string code) =>
        ServiceTimers.Defaults.GetValueOrDefault(code, ServiceTimers.Text);

    private static ByColour<TimeSpan> Limits(JsonElement root, string name, ByColour<TimeSpan> standard) =>
        new(Limit(root, "red", name) ?? standard.Red, Limit(root, "yellow", name) ?? standard.Yellow,
            Limit(root, "green", name) ?? standard.Green);

    private static TimeSpan? Limit(JsonElement root, string colour, string name) =>
        root.TryGetProperty(colour, out var corridor) && corridor.TryGetProperty(name, out var minutes)
            ? TimeSpan.FromMinutes(minutes.GetDouble())
            : null;
}
