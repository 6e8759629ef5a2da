using System.Collections.Concurrent;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Pathology;

/// <summary>
/// Who may see which slide, asked once per session and slide and remembered for a short while: a view of a slide is
/// hundreds of tiles, and its right is one question.
/// </summary>
internal sealed class SlideAccess(Database database, TimeProvider time)
{
    private const int EntriesLimit = 20_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Guid Session, Guid Slide), DateTimeOffset> allowed = new();

    /// <summary>Whether it was found a moment ago that this session may see the slide; false says nothing.</summary>
    public bool IsKnown(SessionId session, Guid slide) =>
        allowed.TryGetValue((session.Value, slide), out var until) && until > time.GetUtcNow();

    public async ValueTask<bool> MaySee(CurrentPerson person, Guid slide, CancellationToken cancel)
    {
        if (IsKnown(person.SessionId, slide)) return true;
        var key = (person.SessionId.Value, slide);
        var now = time.GetUtcNow();
        await using var reading = await database.Read(cancel);
        if (!await SlideStore.MaySee(reading, person, slide, cancel)) return false;
        if (allowed.Count >= EntriesLimit) allowed.Clear();
        allowed[key] = now + Remembered;
        return true;
    }
}
