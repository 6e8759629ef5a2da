using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemed.Hub.Notices;

internal sealed record NoticeLine(
    Guid Id, string Kind, JsonElement Params, Guid? ConsultationId, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt);

internal sealed record NoticePage(IReadOnlyList<NoticeLine> Items, int Unread, string? Next);

internal sealed record ReadNotices(Guid[]? Ids, bool All = false);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(NoticePage))]
[JsonSerializable(typeof(ReadNotices))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class NoticeJson : JsonSerializerContext;
