using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemed.Domain.Reports;

/// <summary>The report templates and the ECG statements that ship with the program.</summary>
public static class ReportCatalogue
{
    /// <summary>All templates by code.</summary>
    public static readonly FrozenDictionary<string, ReportTemplate> Templates = EmbeddedData.Names("template_")
        .Select(name => Read(name, CatalogueJson.Default.ReportTemplate))
        .ToFrozenDictionary(template => template.Code);

    /// <summary>All ECG statements in the order of their numbers.</summary>
    public static readonly ImmutableArray<EcgStatement> Statements =
        Read("ecg_statements.json", CatalogueJson.Default.ImmutableArrayEcgStatement);

    /// <summary>The ECG statements by code.</summary>
    public static readonly FrozenDictionary<string, EcgStatement> StatementsByCode =
        Statements.ToFrozenDictionary(statement => statement.Code);

    private static T Read<T>(string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        using var stream = EmbeddedData.Open(name);
        return JsonSerializer.Deserialize(stream, type)
            ?? throw new InvalidOperationException($"The data file {name} is empty.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [
        typeof(SnakeCaseConverter<FieldKind>), typeof(SnakeCaseConverter<Actionability>),
        typeof(SnakeCaseConverter<ServiceKind>), typeof(SnakeCaseConverter<StatementGroup>),
        typeof(SnakeCaseConverter<StatementCritical>),
    ])]
[JsonSerializable(typeof(ReportTemplate))]
[JsonSerializable(typeof(ImmutableArray<EcgStatement>))]
internal sealed partial class CatalogueJson : JsonSerializerContext;

internal sealed class SnakeCaseConverter<T> : JsonConverter<T> where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TextCode.TryParse<T>(reader.GetString(), out var value)
            ? value
            : throw new JsonException($"\"{reader.GetString()}\" is no code of {typeof(T).Name}.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(TextCode.Of(value));
}
