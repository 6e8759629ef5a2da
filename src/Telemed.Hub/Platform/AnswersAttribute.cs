using Microsoft.AspNetCore.Http.Metadata;

namespace Telemed.Hub.Platform;

/// <summary>
/// What a handler answers when all went well. The API's description, and from it the browser's types, take it from
/// here.
/// </summary>
/// <typeparam name="T">The body, as JSON.</typeparam>
/// <param name="status">The HTTP status it comes with.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AnswersAttribute<T>(int status = StatusCodes.Status200OK)
    : Attribute, IProducesResponseTypeMetadata
{
    public Type Type => typeof(T);

    public int StatusCode => status;

    public IEnumerable<string> ContentTypes => ["application/json"];
}
