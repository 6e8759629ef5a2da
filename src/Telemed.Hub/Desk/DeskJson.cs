using System.Text.Json;
using System.Text.Json.Serialization;
using Telemed.Hub.Consultations;

namespace Telemed.Hub.Desk;

/// <summary>
/// A way out that the board offers as a button: the code is the route of the consultation that does it.
/// </summary>
internal sealed record Remedy(string Code, Guid? FacilityId, Guid? PersonId, string? Name);

internal sealed record AtRisk(ConsultationRow Row, string Reason, IReadOnlyList<Remedy> Remedies);

internal sealed record OpenCritical(ConsultationRow Row, string State, DateTimeOffset FoundAt, int Hops,
    DateTimeOffset? NextHopAt);

internal sealed record NoReader(string Specialty, DateTimeOffset From, DateTimeOffset To);

internal sealed record SilentSite(Guid FacilityId, string Name, string Tier, DateTimeOffset? LastAt);

internal sealed record HourCount(int Submitted, int Signed);

internal sealed record DeskNow(
    DateTimeOffset At, IReadOnlyList<ConsultationRow> Red, IReadOnlyList<AtRisk> AtRisk,
    IReadOnlyList<OpenCritical> UnacknowledgedCritical, IReadOnlyList<NoReader> NoReader,
    IReadOnlyList<SilentSite> SilentSites, IReadOnlyList<ConsultationRow> Returned, HourCount LastHour,
    HourCount SameHourLastWeek);

internal sealed record Figures(double? MedianMinutes, double? P90Minutes, double? InTargetShare);

internal sealed record TurnaroundRow(
    string Key, string Label, int? Count, bool Few, Figures ToClaim, Figures ToFinal, Figures DeliveryGap,
    double? PausedMedianMinutes, double? OffDutyMedianMinutes);

internal sealed record TurnaroundPage(
    IReadOnlyList<TurnaroundRow> Rows, DateTimeOffset From, DateTimeOffset To, string By, string Definition);

internal sealed record TurnaroundCase(
    Guid Id, string Number, string ServiceCode, string Colour, string Facility, string? Performer,
    DateTimeOffset SubmittedAt, DateTimeOffset SignedAt, double ToFinalMinutes, double PausedMinutes,
    double OffDutyMinutes, bool Breached);

internal sealed record TurnaroundCases(IReadOnlyList<TurnaroundCase> Items, string? Next);

/// <summary>One cause of broken promises; the count is null when it is few.</summary>
internal sealed record BreachRow(string Cause, int? Count, bool Few);

/// <summary>Broken promises of a period; a count is null when it is few.</summary>
internal sealed record BreachPage(
    int Signed, int? Breached, int? BreachedRed, int SignedRed, IReadOnlyList<BreachRow> Rows, DateTimeOffset From,
    DateTimeOffset To, string Definition);

internal sealed record VolumeRow(string RequesterTier, string PerformerTier, string ServiceCode, int Count);

internal sealed record VolumePage(int Year, int Total, IReadOnlyList<VolumeRow> Rows, string Definition);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DeskNow))]
[JsonSerializable(typeof(TurnaroundPage))]
[JsonSerializable(typeof(TurnaroundCases))]
[JsonSerializable(typeof(VolumePage))]
[JsonSerializable(typeof(BreachPage))]
internal sealed partial class DeskJson : JsonSerializerContext;
