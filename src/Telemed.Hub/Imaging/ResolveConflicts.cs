using Telemed.Hub.Audit;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Imaging;

/// <summary>
/// A person decides about images that contradict what is stored: the first stays alone, the other takes its place, or
/// both stay, the other under UIDs of its own. Nothing is lost either way: what loses stays in the object store.
/// </summary>
internal static class ResolveConflicts
{
    private const int GroupLimit = 500, DecidedAtOnce = 200;
    private const string Keep = "keep", Replace = "replace", KeepBoth = "keep_both", OtherBytes = "other_bytes";

    /// <param name="Decision">keep, replace or keep_both.</param>
    internal sealed record Form(string Decision);

    /// <param name="Decided">How many instances were decided about.</param>
    /// <param name="Left">How many of the same kind and study wait still; ask again.</param>
    internal sealed record Response(int Decided, int Left);

    /// <summary>What waits for a decision, the newest first.</summary>
    [Answers<IReadOnlyList<ConflictGroup>>]
    public static async Task<IResult> List(CurrentCaller caller, Database database, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        var reach = await ImagingScope.ReachOf(read, caller, cancel);
        var rows = await ConflictStore.Groups(read, reach, GroupLimit, cancel);
        return Results.Json(rows, ImagingJson.Default.IReadOnlyListConflictGroup);
    }

    [Answers<Response>]
    public static async Task<IResult> Decide(
        Guid id, Form form, CurrentCaller caller, CurrentPerson person, Database database, ConflictingCopies copies,
        TimeProvider time, CancellationToken cancel)
    {
        if (form.Decision is not (Keep or Replace or KeepBoth))
            return Problems.BadField("decision", "A decision is keep, replace or keep_both.");
        IReadOnlyList<WaitingConflict> alike;
        await using (var read = await database.Read(cancel))
        {
            var reach = await ImagingScope.ReachOf(read, caller, cancel);
            alike = await ConflictStore.Alike(read, id, reach, DecidedAtOnce + 1, cancel);
        }
        if (alike.Count == 0) return Problems.NotFound();
        // A whole study or series would have to give way for one image of another.
        if (form.Decision == Replace && alike[0].Reason != OtherBytes) return ConflictingCopies.CannotReplace();
        var decided = 0;
        foreach (var conflict in alike.Take(DecidedAtOnce))
        {
            if (form.Decision == KeepBoth) await copies.KeepBoth(conflict, person, cancel);
            await using var work = await database.Begin(cancel);
            if (!await ConflictStore.Take(work, conflict.Id, cancel)) continue;
            var now = time.GetUtcNow();
            if (form.Decision == Replace && await copies.Replace(work, conflict, person, now, cancel) is { } refused)
                return refused;
            await ConflictStore.Decided(work, conflict.Id, form.Decision, person.Id, now, cancel);
            await AuditLog.Append(work, person.Did("imaging.conflict_decided", "imaging_quarantine", conflict.Id,
                details: $"{{\"decision\":\"{form.Decision}\"}}"), now, cancel);
            await work.Commit(cancel);
            decided++;
        }
        return Results.Json(new Response(decided, Math.Max(alike.Count - DecidedAtOnce, 0)),
            ImagingJson.Default.ResolveConflictsResponse);
    }
}
