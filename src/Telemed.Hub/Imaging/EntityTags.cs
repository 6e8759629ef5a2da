namespace Telemed.Hub.Imaging;

/// <summary>Entity tags of answers (RFC 9110 sections 8.8.3 and 13.1.2).</summary>
internal static class EntityTags
{
    /// <summary>
    /// Names what is answered and how long it may be kept unasked; true when the client has it already, which is all
    /// the answer then says.
    /// </summary>
    /// <param name="context">The request and its answer.</param>
    /// <param name="tag">The tag with its quotes.</param>
    /// <param name="caching">The Cache-Control of the answer.</param>
    public static bool IsKnown(HttpContext context, string tag, string caching)
    {
        var headers = context.Response.Headers;
        headers.ETag = tag;
        headers.CacheControl = caching;
        headers.Vary = "Accept, Accept-Encoding";
        // A proxy that packs an answer makes its tag a weak one, and asks with it.
        return context.Request.GetTypedHeaders().IfNoneMatch.Any(one => one.Tag == "*" || one.Tag == tag);
    }

    /// <summary>Takes that back: a refusal is neither tagged nor kept.</summary>
    public static void Forget(HttpContext context)
    {
        context.Response.Headers.ETag = default;
        context.Response.Headers.CacheControl = "no-store";
    }
}
