using System.Globalization;
using System.Text.Json;
using Telemed.Dicom;
using Telemed.Dicom.Dictionary;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>QIDO-RS: studies, series and instances by their attributes (PS3.18 section 10.6).</summary>
internal static class SearchImages
{
    private const int DefaultLimit = 200, HighestLimit = 1000, HighestNumber = 1_000_000_000;

    public static Task<IResult> Studies(
        HttpContext context, CurrentCaller caller, Database database, ImagingAddress address, ServedPages pages,
        CancellationToken cancel) =>
        Search(QueryLevel.Study, context, caller, database, address, pages, cancel);

    public static Task<IResult> Series(
        HttpContext context, CurrentCaller caller, Database database, ImagingAddress address, ServedPages pages,
        CancellationToken cancel) =>
        Search(QueryLevel.Series, context, caller, database, address, pages, cancel);

    public static Task<IResult> Instances(
        HttpContext context, CurrentCaller caller, Database database, ImagingAddress address, ServedPages pages,
        CancellationToken cancel) =>
        Search(QueryLevel.Instance, context, caller, database, address, pages, cancel);

    private static async Task<IResult> Search(
        QueryLevel level, HttpContext context, CurrentCaller caller, Database database, ImagingAddress address,
        ServedPages pages, CancellationToken cancel)
    {
        if (!WebAccept.AllowsJson(context.Request)) return Results.StatusCode(StatusCodes.Status406NotAcceptable);
        await using var read = await database.Read(cancel);
        var asked = context.Request.Query;
        var query = new ImagingQuery(level, await ImagingScope.Parameters(read, caller, context.FacilityOfPath, cancel))
        {
            IsFuzzy = asked["fuzzymatching"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase),
        };
        if ((AddPath(context, query) ?? AddKeys(asked, query)) is { } problem) return Problems.Answer(400, "bad_key",
            problem);
        if (!Number(asked, "limit", DefaultLimit, out var limit) || !Number(asked, "offset", 0, out var offset))
            return Problems.Answer(400, "bad_key", "limit and offset are whole numbers from 0 to a thousand million.");
        if (IncludedFields.Read(asked, level, query.Ignored) is not { } fields)
            return Problems.Answer(400, "bad_key", "includefield names too many attributes.");
        query.NeedsHeader = !fields.IsEmpty;
        limit = Math.Min(limit, HighestLimit);
        // Only studies are without number; what lies below one is passed over quickly.
        var list = level == QueryLevel.Study ? ServedPages.KeyOf(caller, context.Request) : null;
        var after = pages.Before(list, offset);
        var rows = await QueryRows.Find(read, query, limit + 1, after is null ? offset : 0, after, cancel);
        if (rows.Count > limit && limit > 0) pages.Remember(list, offset + limit, rows[limit - 1]);
        Warn(context, query, rows.Count > limit, limit, offset);
        return new DicomJsonAnswer(json =>
        {
            json.WriteStartArray();
            foreach (var row in rows.Take(limit))
                if (fields.IsEmpty) QueryRows.Write(json, row, level, address);
                else fields.Write(json, row, address);
            json.WriteEndArray();
        });
    }

    private static string? AddPath(HttpContext context, ImagingQuery query)
    {
        string? problem = null;
        if (context.GetRouteValue("study") is string study) problem = query.Add(DicomTags.StudyInstanceUID, study);
        if (context.GetRouteValue("series") is string series) problem ??= query.Add(DicomTags.SeriesInstanceUID,
            series);
        return problem;
    }

    private static string? AddKeys(IQueryCollection asked, ImagingQuery query)
    {
        foreach (var (name, values) in asked)
        {
            if (name is "limit" or "offset" or "includefield" or "fuzzymatching" or "includefields" or "accept")
                continue;
            if (!DicomRegistry.TryParseAttribute(name, out var tag))
            {
                query.Ignored.Add(name);
                continue;
            }
            // Of these a list means any of them; the rest has one value, and two would never be found.
            if (values.Count > 1 && QueryKey.Find(tag) is { Kind: not (KeyKind.Uid or KeyKind.Modalities) })
                return $"{name}: It is named more than once.";
            if (query.Add(tag, string.Join(',', values.Select(value =>
                value ?? ""))) is { } problem) return $"{name}: {problem}";
        }
        return null;
    }

    private static bool Number(IQueryCollection asked, string name, int otherwise, out int number)
    {
        number = otherwise;
        return !asked.TryGetValue(name, out var text) ||
               (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) &&
                number <= HighestNumber);
    }

    private static void Warn(HttpContext context, ImagingQuery query, bool isMore, int limit, int offset)
    {
        var headers = context.Response.Headers;
        if (query.Ignored.Count > 0)
        {
            var keys = string.Join(", ", query.Ignored.Select(Plain));
            headers.Append("Warning", $"299 telemed \"These keys are not indexed and were left out: {keys}\"");
        }
        if (!isMore) return;
        headers.Append("Warning", "299 telemed \"There are more results that can be requested\"");
        // Whoever asks for no rows would follow the link to the same place for ever.
        if (limit == 0) return;
        var others = context.Request.Query.Where(pair => pair.Key is not ("limit" or "offset"))
            .SelectMany(pair => pair.Value.Select(value =>
                $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value ?? "")}"));
        var next = string.Join('&', others.Append($"limit={limit}").Append($"offset={offset + limit}"));
        headers.Append("Link", $"<{context.Request.Path}?{next}>; rel=\"next\"");
    }

    // A header carries letters and digits only; what a sender called a key is cut down to them.
    private static string Plain(string key) =>
        new([.. key.Where(letter => char.IsAsciiLetterOrDigit(letter)).Take(64)]);
}
