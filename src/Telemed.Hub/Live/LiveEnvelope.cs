using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Telemed.Hub.Live;

/// <summary>What one hub asks of the others.</summary>
internal enum LiveOrder { All, Group, User, Connection, Join, Leave, Done, Here, Hello }

/// <summary>
/// One message between hubs: <c>node sequence order-as-JSON</c>. The two words in front let a hub pass over its own
/// messages, and notice that one is missing, without reading the rest.
/// </summary>
/// <param name="Node">The hub that sent it; empty for what a transaction left behind, which every hub delivers.</param>
/// <param name="Sequence">Counts the messages of a node, so that a missing one is seen.</param>
/// <param name="Order">What is asked.</param>
/// <param name="Targets">Groups, people or connections.</param>
/// <param name="Excluded">Connections that are passed over.</param>
/// <param name="Method">The browser's method; for membership the group.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record LiveEnvelope(
    string Node, long Sequence, LiveOrder Order, IReadOnlyList<string> Targets, IReadOnlyList<string> Excluded,
    string Method, IReadOnlyList<JsonElement> Arguments)
{
    /// <summary>The node of messages that no single hub sent.</summary>
    internal const string Nobody = "*";

    /// <summary>Writes a message; arguments are written as the browsers' protocol writes them.</summary>
    internal static string Write(
        string node, long sequence, LiveOrder order, IReadOnlyList<string> targets, IReadOnlyList<string> excluded,
        string method, object?[] arguments, JsonSerializerOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("o", (int)order);
            WriteList(writer, "t", targets);
            if (excluded.Count > 0) WriteList(writer, "x", excluded);
            writer.WriteString("m", method);
            writer.WriteStartArray("a");
            foreach (var argument in arguments)
            {
                if (argument is null) writer.WriteNullValue();
                else JsonSerializer.Serialize(writer, argument, argument.GetType(), options);
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return string.Create(CultureInfo.InvariantCulture,
            $"{node} {sequence} {Encoding.UTF8.GetString(buffer.WrittenSpan)}");
    }

    /// <summary>Reads a message; null when it is none of ours.</summary>
    internal static LiveEnvelope? Read(string payload)
    {
        var first = payload.IndexOf(' ');
        var second = first < 0 ? -1 : payload.IndexOf(' ', first + 1);
        if (second < 0 || !long.TryParse(payload.AsSpan(first + 1, second - first - 1), NumberStyles.None,
            CultureInfo.InvariantCulture, out var sequence))
            return null;
        try
        {
            using var document = JsonDocument.Parse(payload.AsMemory(second + 1));
            var root = document.RootElement;
            return new LiveEnvelope(payload[..first], sequence, (LiveOrder)root.GetProperty("o").GetInt32(),
                ReadList(root, "t"), ReadList(root, "x"), root.GetProperty("m").GetString() ?? "",
                [.. root.GetProperty("a").EnumerateArray().Select(argument => argument.Clone())]);
        }
        catch (Exception unreadable) when (
            unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<string> items)
    {
        writer.WriteStartArray(name);
        foreach (var item in items) writer.WriteStringValue(item);
        writer.WriteEndArray();
    }

    private static string[] ReadList(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list)
            ? [.. list.EnumerateArray().Select(item => item.GetString() ?? "")]
            : [];
}
