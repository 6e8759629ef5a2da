using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Clocks;

namespace Telemed.Hub.Consultations;

/// <summary>The duty hours of a service as the catalogue keeps them, in local time.</summary>
/// <param name="From">When duty begins.</param>
/// <param name="Until">When it ends, later on the same day.</param>
/// <param name="Days">Days of duty, at least one, each once.</param>
/// <param name="TimeZone">Whose local time it is; null means that of the facility that sent the case.</param>
internal sealed record ServiceHours(
    TimeOnly From, TimeOnly Until, ImmutableArray<DayOfWeek> Days, string? TimeZone)
{
    /// <summary>The hours in the timers that the catalogue wrote; null when the clocks always run.</summary>
    internal static ServiceHours? Read(JsonElement timers)
    {
        if (!timers.TryGetProperty("dutyHours", out var hours) || hours.ValueKind != JsonValueKind.Object) return null;
        return new ServiceHours(
            Clock(hours, "from"), Clock(hours, "until"),
            [.. hours.GetProperty("days").EnumerateArray().Select(day => TextCode.Parse<DayOfWeek>(day.GetString()!))],
            hours.TryGetProperty("timeZone", out var zone) ? zone.GetString() : null);
    }

    /// <summary>The hours for a case, with the offset that its local time has at a moment.</summary>
    internal DutyHours At(string timeZoneOfCase, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone ?? timeZoneOfCase, out var found)
            ? found : TimeZoneInfo.Utc;
        return new DutyHours(zone.GetUtcOffset(now), From, Until, Days);
    }

    private static TimeOnly Clock(JsonElement hours, string name) =>
        TimeOnly.ParseExact(hours.GetProperty(name).GetString()!, "HH:mm", CultureInfo.InvariantCulture);
}
