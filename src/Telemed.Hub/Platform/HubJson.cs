using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemed.Hub.Platform;

/// <summary>How values look in JSON: ids as UUID text, enumerations as their snake_case codes.</summary>
internal static class HubJson
{
    public static void Apply(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new IdConverterFactory());
        // Chinese and Cyrillic stay readable and a third as long. The answers are JSON by their type, never sniffed,
        // and nothing of ours writes them into a page, so there is no HTML to escape for.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        // A number in quotes is no number: the browser's types say so too.
        options.NumberHandling = JsonNumberHandling.Strict;
        // A depth that any request of ours stays far below, so that a hostile one ends early.
        options.MaxDepth = 32;
    }

    /// <summary>Lets every id type stand as the UUID it wraps.</summary>
    private sealed class IdConverterFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsValueType
            && typeToConvert.Namespace?.StartsWith("Telemed.", StringComparison.Ordinal) == true
            && typeToConvert.Name.EndsWith("Id", StringComparison.Ordinal)
            && typeToConvert.GetProperty("Value", BindingFlags.Public | BindingFlags.Instance)?.PropertyType == typeof(
                Guid);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(IdConverter<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class IdConverter<TId> : JsonConverter<TId> where TId : struct
    {
        private static readonly Func<Guid, TId> Make = MakeFactory();
        private static readonly Func<TId, Guid> Value = typeof(TId).GetProperty("Value")!.GetMethod!
            .CreateDelegateFor<TId>();

        public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Make(reader.GetGuid());

        public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Value(value));

        private static Func<Guid, TId> MakeFactory()
        {
            var constructor = typeof(TId).GetConstructor([typeof(Guid)])!;
            var guid = System.Linq.Expressions.Expression.Parameter(typeof(Guid));
            return System.Linq.Expressions.Expression
                .Lambda<Func<Guid, TId>>(System.Linq.Expressions.Expression.New(constructor, guid), guid).Compile();
        }
    }
}

internal static class IdGetter
{
    private delegate Guid ByReference<TId>(ref TId id);

    /// <summary>A getter of a struct takes it by reference; this makes a function of the value of it.</summary>
    public static Func<TId, Guid> CreateDelegateFor<TId>(this MethodInfo getter) where TId : struct
    {
        var byReference = getter.CreateDelegate<ByReference<TId>>();
        return id => byReference(ref id);
    }
}
