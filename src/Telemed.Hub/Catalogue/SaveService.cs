using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Domain.Reports;
using Telemed.Domain.Routing;
using Telemed.Hub.Audit;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Catalogue;

/// <summary>Adds a service to the catalogue or changes one.</summary>
internal static partial class SaveService
{
    private const double MinutesMost = 60 * 24 * 30;

    // Hubs keep the catalogue for five seconds.
    private static readonly TimeSpan KnownEverywhere = TimeSpan.FromSeconds(10);

    internal sealed record Request(
        string? Code, string Kind, Labels Labels, string Specialty, string Template, TimersView Timers,
        string[] AllowedTiers,
        string[] PerformerTiers, int? Position, bool Active, int? Version, int? ReviewPercent, string? RoutingMode);

    /// <summary>What decides about cases, as the audit keeps it.</summary>
    internal sealed record Settings(bool Active, int ReviewPercent, string RoutingMode, TimersView Timers);

    [Answers<ServiceView>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Add(
        Request request, CurrentPerson person, Database database, CodeBook codes, TimeProvider time,
        CancellationToken cancel)
    {
        if (request.Code is not { } code || !PlainCode().IsMatch(code))
            return Problems.BadField("code",
                "A code has 2 to 40 small letters, digits and underscores, and begins with a letter.");
        if (Wrong(request, codes) is { } wrong) return wrong;
        await using var work = await database.Begin(cancel);
        if (await ServiceStore.FindForUpdate(work, code, cancel) is not null)
            return Problems.Answer(409, "already_exists", "There is a service of that code.");
        return await Save(work, code, isNew: true, request, person, time, cancel);
    }

    [Answers<ServiceView>]
    internal static async Task<IResult> Change(
        string code, Request request, CurrentPerson person, Database database, CodeBook codes, TimeProvider time,
        CancellationToken cancel)
    {
        if (Wrong(request, codes) is { } wrong) return wrong;
        await using var work = await database.Begin(cancel);
        if (await ServiceStore.FindForUpdate(work, code, cancel) is not { } before) return Problems.NotFound();
        if (request.Version is { } version && version != before.Version)
            return Problems.VersionConflict(before.Version);
        if (Text(JsonSerializer.Deserialize(before.Timers, CatalogueJson.Default.TimersView)!) != Text(request.Timers))
            await ServiceStore.LookAgainAtTimers(work, code, time.GetUtcNow() + KnownEverywhere, cancel);
        return await Save(work, code, isNew: false, request, person, time, cancel);
    }

    private static async Task<IResult> Save(
        Work work, string code, bool isNew, Request request, CurrentPerson person, TimeProvider time,
        CancellationToken cancel)
    {
        await ServiceStore.Save(work, isNew, code, request,
            JsonSerializer.Serialize(request.Labels, CatalogueJson.Default.Labels),
            Text(request.Timers), cancel);
        var settings = JsonSerializer.Serialize(
            new Settings(request.Active, request.ReviewPercent ?? 0, ModeOf(request), request.Timers),
            CatalogueJson.Default.Settings);
        var entry = person.Did(isNew ? "service.added" : "service.changed", "service", Guid.Empty, isNew
            ? AuditAction.Create : AuditAction.Update, details: settings);
        await AuditLog.Append(work, entry with { EntityId = code }, time.GetUtcNow(), cancel);
        var row = await ServiceStore.FindForUpdate(work, code, cancel);
        await work.Commit(cancel);
        var view = ShowCatalogue.ViewOf(row!, forAdministrator: true);
        return isNew ? TypedResults.Created($"/api/services/{code}", view) : TypedResults.Ok(view);
    }

    /// <summary>The code of how the service's queue works; without one readers take the next case.</summary>
    internal static string ModeOf(Request request) => request.RoutingMode ?? TextCode.Of(RoutingMode.Pull);

    private static string Text(TimersView timers) =>
        JsonSerializer.Serialize(timers, CatalogueJson.Default.TimersView);

    private static ProblemHttpResult? Wrong(Request request, CodeBook codes)
    {
        if (!TextCode.TryParse<ServiceKind>(request.Kind, out var kind))
            return Problems.BadField("kind", "There is no such kind of service.");
        if (!codes.Has("specialty", request.Specialty))
            return Problems.BadField("specialty", "There is no such specialty.");
        if (!ReportCatalogue.Templates.TryGetValue(request.Template, out var template) || template.Service != kind)
            return Problems.BadField("template", "There is no such report form for this kind of service.");
        string[] names = [request.Labels.Zh, request.Labels.En, request.Labels.Ru, request.Labels.Kk];
        if (names.Any(name => string.IsNullOrWhiteSpace(name) || name.Length > 100))
            return Problems.BadField("labels", "A service has a name of 1 to 100 characters in each language.");
        if (!AreTiers(request.AllowedTiers))
            return Problems.BadField("allowedTiers", "Name at least one tier that may ask.");
        if (!AreTiers(request.PerformerTiers))
            return Problems.BadField("performerTiers", "Name at least one tier that reads.");
        if (request.ReviewPercent is < 0 or > 100)
            return Problems.BadField("reviewPercent", "A share is 0 to 100 percent.");
        if (!TextCode.TryParse<RoutingMode>(ModeOf(request), out _))
            return Problems.BadField("routingMode", "A queue works by pull, push or round_robin.");
        CorridorTimers[] corridors = [request.Timers.Red, request.Timers.Yellow, request.Timers.Green];
        if (!corridors.All(timers => timers is not null && timers.ClaimMinutes > 0
            && timers.ReportMinutes >= timers.ClaimMinutes && timers.ReportMinutes <= MinutesMost))
        {
            return Problems.BadField("timers",
                "Each corridor has minutes to claim, and at least as many to report; 30 days at most.");
        }
        return request.Timers.DutyHours is { } hours ? Wrong(hours) : null;
    }

    private static ProblemHttpResult? Wrong(DutyHoursView hours)
    {
        const string field = "timers.dutyHours";
        if (hours.Days is not { Count: > 0 } days || days.Distinct().Count() != days.Count
            || !days.All(day => TextCode.TryParse<DayOfWeek>(day, out _)))
            return Problems.BadField($"{field}.days", "Name at least one day of the week, each once.");
        if (Clock(hours.From) is not { } from)
            return Problems.BadField($"{field}.from", "Duty begins at a time of day, such as 08:00.");
        if (Clock(hours.Until) is not { } until)
            return Problems.BadField($"{field}.until", "Duty ends at a time of day, such as 18:00.");
        if (until <= from)
            return Problems.BadField($"{field}.until", "Duty ends later on the same day than it begins.");
        return hours.TimeZone is null || TimeZoneInfo.TryFindSystemTimeZoneById(hours.TimeZone, out _)
            ? null : Problems.BadField($"{field}.timeZone", "Not a time zone, such as Asia/Almaty.");
    }

    private static TimeOnly? Clock(string? text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time : null;

    private static bool AreTiers(string[] tiers) => tiers.Length > 0
        && tiers.All(tier => TextCode.TryParse<Tier>(tier, out _));

    [GeneratedRegex("^[a-z][a-z0-9_]{1,39}$")]
    private static partial Regex PlainCode();
}
