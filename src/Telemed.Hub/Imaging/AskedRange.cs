namespace Telemed.Hub.Imaging;

/// <summary>A part of a body.</summary>
internal readonly record struct BodyPart(long From, long LengthBytes);

/// <summary>Answers requests for one range of a body (RFC 9110 section 14); several at once get the whole.</summary>
internal static class AskedRange
{
    /// <summary>Sets status and headers for a body of a known length.</summary>
    /// <param name="context">The request and its answer.</param>
    /// <param name="totalBytes">The whole body.</param>
    /// <returns>The part to send; null when it lies outside, or only the head was asked for, and nothing is
    /// sent.</returns>
    public static BodyPart? Set(HttpContext context, long totalBytes)
    {
        var part = Read(context, totalBytes);
        return HttpMethods.IsHead(context.Request.Method) ? null : part;
    }

    private static BodyPart? Read(HttpContext context, long totalBytes)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.AcceptRanges = "bytes";
        var asked = HttpMethods.IsGet(request.Method) && request.GetTypedHeaders().Range is { } header
            && header.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase) && header.Ranges.Count == 1
            && IsSame(request, response) ? header.Ranges.First() : null;
        if (asked is null)
        {
            response.ContentLength = totalBytes;
            return new BodyPart(0, totalBytes);
        }
        var from = asked.From ?? Math.Max(totalBytes - (asked.To ?? 0), 0);
        var to = asked.From is null ? totalBytes - 1 : Math.Min(asked.To ?? long.MaxValue, totalBytes - 1);
        if (from >= totalBytes || to < from)
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = $"bytes */{totalBytes}";
            return null;
        }
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = $"bytes {from}-{to}/{totalBytes}";
        response.ContentLength = to - from + 1;
        return new BodyPart(from, to - from + 1);
    }

    // Whoever resumes names what he has begun with; when that has changed he gets the whole anew.
    private static bool IsSame(HttpRequest request, HttpResponse response) =>
        request.Headers.IfRange.ToString() is not { Length: > 0 } begun || begun == response.Headers.ETag.ToString();
}
