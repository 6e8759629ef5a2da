using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Telemed.Domain.Reports;

namespace Telemed.Domain.RedFlags;

/// <summary>One sign a sender ticks; it suggests a colour, which the sender may still override upward.</summary>
public sealed record RedFlag
{
    public required string Code { get; init; }
    public required ServiceKind Service { get; init; }
    public required Colour Suggests { get; init; }
    public required Label Label { get; init; }
}

/// <summary>The lists of red flags by service. A starting set, to be agreed locally.</summary>
public static class RedFlagList
{
    /// <summary>All flags, by service, the most urgent first.</summary>
    public static readonly ImmutableArray<RedFlag> All = Load();

    /// <summary>The flags a sender of this service sees.</summary>
    public static ImmutableArray<RedFlag> Of(ServiceKind service) => [.. All.Where(flag => flag.Service == service)];

    /// <summary>The colour the ticked flags suggest: that of the most urgent; green when none is known.</summary>
    public static Colour Suggest(ServiceKind service, IReadOnlyCollection<string> ticked) => All
        .Where(flag => flag.Service == service && ticked.Contains(flag.Code))
        .Select(flag => flag.Suggests).DefaultIfEmpty(Colour.Green).Min();

    private static ImmutableArray<RedFlag> Load()
    {
        using var stream = EmbeddedData.Open("red_flags.json");
        return JsonSerializer.Deserialize(stream, RedFlagJson.Default.ImmutableArrayRedFlag);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseConverter<ServiceKind>), typeof(SnakeCaseConverter<Colour>)])]
[JsonSerializable(typeof(ImmutableArray<RedFlag>))]
internal sealed partial class RedFlagJson : JsonSerializerContext;
