using System.Text.Json;
using System.Text.Json.Serialization;
using Telemed.Storage;

namespace Telemed.Hub.Live;

/// <summary>What a browser hears: something changed; what it is now, it asks for by HTTP.</summary>
internal sealed record LiveMessage(string Topic, string Kind, Guid Id, int? Version);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LiveMessage))]
internal sealed partial class LiveJson : JsonSerializerContext;

/// <summary>Tells everyone who watches a topic, on every hub, once the work is committed.</summary>
internal static class LiveChanges
{
    internal const string Channel = "telemed_live";
    internal const string ChangedMethod = "changed";

    /// <summary>Queues a message; it leaves after the commit and dies with a rollback.</summary>
    /// <param name="work">The transaction that makes the change.</param>
    /// <param name="topic">Who hears of it.</param>
    /// <param name="kind">What happened, as a code: <c>claimed</c>, <c>signed</c>, <c>message</c>.</param>
    /// <param name="id">The thing that changed.</param>
    /// <param name="version">Its version now, where it has one.</param>
    public static void Changed(Work work, LiveTopic topic, string kind, Guid id, int? version = null) =>
        work.Notify(Channel, LiveEnvelope.Write(LiveEnvelope.Nobody, 0, LiveOrder.Group, [topic.Group], [],
            ChangedMethod, [new LiveMessage(topic.Name, kind, id, version)], LiveJson.Default.Options));
}
