using Telemed.Hub.Platform;
using Telemed.Hub.Uploads;
using Telemed.Pathology;
using Telemed.Storage;

namespace Telemed.Hub.Pathology;

/// <summary>What a page must know to show a slide.</summary>
internal static class ViewSlide
{
    internal sealed record Response(
        Guid Id, int Version, Guid? ConsultationId, string Label, string? Specimen, string? Block, string? Stain,
        string? Number, string Format, int WidthPx, int HeightPx,
        double? UmPerPx, double? Objective, int Orientation, string? Scanner, int FocalPlanes, int OpticalPaths,
        bool Complete, long ReceivedBytes, long? TotalBytes, string? Sha256, IReadOnlyList<Level> Levels,
        IReadOnlyList<Beside> Associated, IReadOnlyList<string> Warnings, QualityView Quality, AdequacyView? Adequacy);

    /// <param name="WidthPx">Width of the level.</param>
    /// <param name="HeightPx">Height of the level.</param>
    /// <param name="TileWidthPx">Width of a tile.</param>
    /// <param name="TileHeightPx">Height of a tile.</param>
    /// <param name="Columns">Tiles across.</param>
    /// <param name="Rows">Tiles down.</param>
    /// <param name="Shown">False when the tiles are of a compression that is not shown.</param>
    /// <param name="Blank">One bit per tile, row by row, lowest bit first, set where nothing was stored; null when
    /// none is blank.</param>
    /// <param name="Here">The same for tiles that have arrived; null when the slide is complete.</param>
    internal sealed record Level(
        int WidthPx, int HeightPx, int TileWidthPx, int TileHeightPx, int Columns, int Rows, bool Shown, byte[]? Blank,
            byte[]? Here);

    internal sealed record Beside(string Name, int WidthPx, int HeightPx);

    [Answers<Response>]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, Database database, OpenSlides slides, TimeProvider time,
        CancellationToken cancel)
    {
        SlideRow? row;
        AdequacyView? adequacy;
        await using (var reading = await database.Read(cancel))
        {
            row = await SlideStore.Find(reading, person, id, cancel);
            adequacy = row is null ? null : await AdequacyStore.Last(reading, id, cancel);
        }
        if (row is null || await slides.Get(id, cancel) is not { } open) return Problems.NotFound();
        var arrival = open.Arriving is { } upload ? await Arrival.Of(database, upload, cancel) : null;
        if (!open.Complete) await KeepViews.NoteOpened(database, id, person.Id, time.GetUtcNow(), cancel);
        var slide = open.Slide;
        return TypedResults.Ok(new Response(row.Id, open.Version, row.ConsultationId, row.Label, row.Specimen,
            row.Block, row.Stain, row.Number, SlideStore.FormatCode(slide.Format), slide.Levels[0].WidthPx,
            slide.Levels[0].HeightPx,
            slide.MicrometresPerPixelX, slide.ObjectivePower, slide.Orientation, slide.Scanner,
            slide.Levels[0].FocalPlanes, slide.Levels[0].OpticalPaths, open.Complete,
            arrival?.ReceivedBytes ?? row.SizeBytes ?? 0, arrival?.TotalBytes ?? row.SizeBytes,
            row.Sha256 is { } hash ? Convert.ToHexStringLower(hash) : null,
            [.. slide.Levels.Select(level => Describe(level, arrival))],
            [.. slide.Associated.Select(image => new Beside(image.Name, image.WidthPx, image.HeightPx))],
                slide.Warnings, QualityView.Read(row.Quality), adequacy));
    }

    private static Level Describe(SlideLevel level, Arrival? arrival)
    {
        var shown = level.PassesThrough || level.Compression == TileCompression.Png
            || TilePixels.Knows(level.Compression);
        return new Level(level.WidthPx, level.HeightPx, level.TileWidthPx, level.ServedTileHeightPx, level.TilesAcross,
            level.ServedTilesDown, shown, BlankOf(level),
            arrival is null ? null : Bits(level, span => arrival.Has(span)));
    }

    private static byte[]? BlankOf(SlideLevel level)
    {
        var bits = Bits(level, span => span.IsBlank);
        return Array.TrueForAll(bits, one => one == 0) ? null : bits;
    }

    private static byte[] Bits(SlideLevel level, Func<TileSpan, bool> holds)
    {
        var bits = new byte[(level.TilesAcross * level.ServedTilesDown + 7) / 8];
        for (var row = 0; row < level.ServedTilesDown; row++)
            for (var column = 0; column < level.TilesAcross; column++)
            {
                if (!ServedTile.Spans(level, column, row).All(holds)) continue;
                var at = row * level.TilesAcross + column;
                bits[at >> 3] |= (byte)(1 << (at & 7));
            }
        return bits;
    }
}

/// <summary>How much of an arriving slide is here.</summary>
internal sealed record Arrival(long ReceivedBytes, long TotalBytes, int? PartBytes, HashSet<int> Parts)
{
    public static async Task<Arrival?> Of(Database database, UploadId upload, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        if (await UploadStore.Find(reading, upload, cancel) is not { } row) return null;
        var parts = row.PartBytes is null ? [] : await UploadStore.Parts(reading, upload, cancel);
        return new Arrival(row.ReceivedBytes, row.SizeBytes, row.PartBytes, [.. parts]);
    }

    public bool Has(TileSpan span)
    {
        if (span.IsBlank) return true;
        if (PartBytes is not { } size) return ReceivedBytes >= span.Offset + span.Length;
        for (var part = span.Offset / size; part <= (span.Offset + span.Length - 1) / size; part++)
            if (!Parts.Contains((int)part)) return false;
        return true;
    }
}
