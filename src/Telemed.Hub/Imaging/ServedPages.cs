using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Imaging;

/// <summary>The last row of a page of studies, as far as the order of the list goes.</summary>
internal sealed record PageEnd(string StudyDate, string StudyTime, Guid StudyId);

/// <summary>
/// Where pages ended that were served a moment ago: the next one goes on there, instead of reading again all that
/// comes before it, and shows no row twice when something new has arrived on top. What is forgotten, or was served by
/// another hub, costs that reading and nothing else.
/// </summary>
internal sealed class ServedPages(TimeProvider time)
{
    private const int Limit = 4_000;

    // Longer than anybody pages on; shorter than a list that begins anew may be taken for the old one.
    private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string List, int Offset), Served> served = new();

    private readonly record struct Served(PageEnd End, DateTimeOffset At);

    /// <summary>The list that a request pages through: who asks, where, and for what.</summary>
    public static string KeyOf(CurrentCaller caller, HttpRequest request)
    {
        var text = new StringBuilder().Append(caller.PersonId?.Value ?? caller.DeviceId?.Value).Append(request.Path);
        foreach (var (name, values) in request.Query.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            if (name is not ("limit" or "offset" or "includefield" or "includefields"))
                text.Append('\n').Append(name).Append('=').Append(values.ToString());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The row that comes just before an offset; null for the first page and when it is not known.</summary>
    public PageEnd? Before(string? list, int offset) =>
        list is not null && offset > 0 && served.TryGetValue((list, offset), out var one)
        && time.GetUtcNow() - one.At < Lasting ? one.End : null;

    /// <summary>Remembers the last row of a page that another one follows.</summary>
    public void Remember(string? list, int offset, QueryRow last)
    {
        if (list is null) return;
        if (served.Count >= Limit) served.Clear();
        served[(list, offset)] = new(new PageEnd(last.StudyDate, last.StudyTime, last.StudyId), time.GetUtcNow());
    }
}
