using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemed.Domain;

/// <summary>One thing's name in each language. In JSON a list in the order of <see cref="Language"/>.</summary>
[JsonConverter(typeof(LabelConverter))]
public sealed record Label(string ZhCn, string En, string Ru, string Kk)
{
    /// <summary>The name in a language.</summary>
    public string this[Language language] => language switch
    {
        Language.ZhCn => ZhCn,
        Language.En => En,
        Language.Ru => Ru,
        Language.Kk => Kk,
    };

    internal sealed class LabelConverter : JsonConverter<Label>
    {
        public override Label Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var names = ImmutableArray.CreateBuilder<string>(4);
            if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("A label is a list.");
            while (reader.Read() && reader.TokenType == JsonTokenType.String && names.Count < 4)
                names.Add(reader.GetString()!);
            return reader.TokenType == JsonTokenType.EndArray && names.Count == 4
                ? new Label(names[0], names[1], names[2], names[3])
                : throw new JsonException("A label has four names: zh_cn, en, ru, kk.");
        }

        public override void Write(Utf8JsonWriter writer, Label value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var language in Enum.GetValues<Language>()) writer.WriteStringValue(value[language]);
            writer.WriteEndArray();
        }
    }
}
