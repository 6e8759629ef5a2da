using Telemed.Domain;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Pathology;

/// <summary>Keeps what a reader looked at and how closely, as evidence beside the report.</summary>
internal static class KeepViews
{
    private const int GridBytes = 512;
    private const int LevelsLimit = 4;

    // A page sends what it showed since it was opened, and a slide is opened more than once.
    private const string FindForUpdate = """
        SELECT level AS closeness, cells, seen_ms, preview_cells FROM slide_view
        WHERE slide_id = @id AND person_id = @person ORDER BY level FOR UPDATE
        """;

    private const string FindMine = """
        SELECT level AS closeness, cells, seen_ms, preview_cells FROM slide_view
        WHERE slide_id = @id AND person_id = @person ORDER BY level
        """;

    private const string Save = """
        INSERT INTO slide_view (slide_id, person_id, level, cells, seen_ms, preview_cells, changed_at)
        VALUES (@id, @person, @level, @cells, @seenMs, @preview, @now)
        ON CONFLICT (slide_id, person_id, level) DO UPDATE SET cells = excluded.cells,
            seen_ms = excluded.seen_ms, preview_cells = excluded.preview_cells, changed_at = excluded.changed_at
        """;

    private const string SaveOpened = """
        INSERT INTO slide_view (slide_id, person_id, level, cells, seen_ms, changed_at)
        VALUES (@id, @person, 0, decode(repeat('00', 512), 'hex'), 0, @now) ON CONFLICT DO NOTHING
        """;

    /// <param name="Closeness">0 below 5x, 1 from 5x, 2 from 10x, 3 from 20x.</param>
    /// <param name="Cells">One bit per cell of a 64 x 64 grid, row by row: shown in stored pixels.</param>
    /// <param name="SeenMs">Milliseconds since what was sent last.</param>
    /// <param name="PreviewCells">The same for cells shown in preview quality; null when there was none.</param>
    internal sealed record Seen(int Closeness, byte[] Cells, long SeenMs, byte[]? PreviewCells);

    internal sealed record Request(IReadOnlyList<Seen> Views);

    internal sealed record Response(IReadOnlyList<Seen> Views);

    internal static async Task<IResult> Handle(
        Guid id, Request request, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        if (request.Views is null || request.Views.Count > LevelsLimit || !request.Views.All(IsSound))
            return Problems.BadField("views", $"Each view has a closeness from 0 to 3 and {GridBytes} bytes of cells.");
        await using var work = await database.Begin(cancel);
        if (await SlideStore.Find(work, person, id, cancel) is not { } slide) return Problems.NotFound();
        var known = (await work.Rows<SeenRow>(FindForUpdate, new { id, person = person.Id.Value }, cancel))
            .ToDictionary(row => (int)row.Closeness);
        foreach (var view in request.Views)
        {
            var merged = known.TryGetValue(view.Closeness, out var before) ? Merge(before.ToSeen(), view)
                : Merge(null, view);
            await work.Execute(Save, new
            {
                id, person = person.Id.Value, level = (short)merged.Closeness, cells = merged.Cells,
                seenMs = merged.SeenMs, preview = merged.PreviewCells, now = time.GetUtcNow(),
            }, cancel);
        }
        // Once for each reader: what follows is the same looking, and the cells tell its extent.
        if (known.Count == 0)
            await AuditLog.Append(work, new AuditEntry
            {
                Action = "slide.viewed", Event = AuditEvents.InstancesAccessed, Kind = AuditAction.Read,
                Actor = new AuditActor { PersonId = person.Id.Value, FacilityId = slide.FacilityId },
                EntityKind = "slide", EntityId = id.ToString(), PatientId = slide.PatientId,
            }, time.GetUtcNow(), cancel);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }

    /// <summary>What the person saw of the slide so far.</summary>
    [Answers<Response>]
    internal static async Task<IResult> List(Guid id, CurrentPerson person, Database database, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        if (!await SlideStore.MaySee(reading, person, id, cancel)) return Problems.NotFound();
        var rows = await reading.Rows<SeenRow>(FindMine, new { id, person = person.Id.Value }, cancel);
        return TypedResults.Ok(new Response([.. rows.Select(row => row.ToSeen())]));
    }

    /// <summary>A slide that has not arrived whole was opened: nothing may be signed on it until it has.</summary>
    internal static async Task NoteOpened(Database database, Guid id, PersonId person, DateTimeOffset now,
        CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        await work.Execute(SaveOpened, new { id, person = person.Value, now }, cancel);
        await work.Commit(cancel);
    }

    private static bool IsSound(Seen view) =>
        view is { Closeness: >= 0 and < LevelsLimit, Cells.Length: GridBytes, SeenMs: >= 0 and < 86_400_000 }
        && view.PreviewCells is null or { Length: GridBytes };

    private static Seen Merge(Seen? before, Seen now)
    {
        var cells = (byte[])now.Cells.Clone();
        var preview = (byte[]?)now.PreviewCells?.Clone() ?? new byte[GridBytes];
        for (var at = 0; at < GridBytes; at++)
        {
            cells[at] |= before?.Cells[at] ?? 0;
            preview[at] |= before?.PreviewCells?[at] ?? 0;
            preview[at] &= (byte)(byte.MaxValue ^ cells[at]);
        }
        var rough = Array.Exists(preview, one => one != 0) ? preview : null;
        return new Seen(now.Closeness, cells, (before?.SeenMs ?? 0) + now.SeenMs, rough);
    }

    private sealed record SeenRow
    {
        public required short Closeness { get; init; }
        public required byte[] Cells { get; init; }
        public required long SeenMs { get; init; }
        public byte[]? PreviewCells { get; init; }

        public Seen ToSeen() => new(Closeness, Cells, SeenMs, PreviewCells);
    }
}
