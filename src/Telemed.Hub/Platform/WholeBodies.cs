using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Telemed.Hub.Platform;

/// <summary>A body lacks something that its record cannot do without.</summary>
internal sealed class MissingMember(string name) : JsonException($"The body lacks \"{name}\".")
{
    public string Name { get; } = name;
}

/// <summary>
/// Holds bodies to what their records say: a member that may not be null is there. Without it a forgotten member would
/// reach the use case as a null that its type denies.
/// </summary>
internal static class WholeBodies
{
    /// <summary>Adds the check to every type that the resolvers of the options know.</summary>
    internal static void Require(JsonSerializerOptions options)
    {
        for (var index = 0; index < options.TypeInfoResolverChain.Count; index++)
            options.TypeInfoResolverChain[index] = options.TypeInfoResolverChain[index].WithAddedModifier(Check);
    }

    private static void Check(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.OnDeserialized is not null) return;
        var names = NamesNeeded(type.Type);
        var needed = type.Properties.Where(each => each.Get is not null && names.Contains(each.Name)).ToArray();
        if (needed.Length == 0) return;
        type.OnDeserialized = made =>
        {
            foreach (var member in needed)
            {
                var value = member.Get!(made);
                if (value is null || value is IEnumerable<object?> many && many.Contains(null))
                    throw new MissingMember(member.Name);
            }
        };
    }

    // What a record's constructor asks for without offering anything instead.
    private static HashSet<string> NamesNeeded(Type type)
    {
        var nullability = new NullabilityInfoContext();
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance)
            .MaxBy(each => each.GetParameters().Length);
        return
        [
            .. (constructor?.GetParameters() ?? [])
                .Where(each => !each.ParameterType.IsValueType && !each.HasDefaultValue
                    && nullability.Create(each).ReadState == NullabilityState.NotNull)
                .Select(each => JsonNamingPolicy.CamelCase.ConvertName(each.Name!)),
        ];
    }
}
