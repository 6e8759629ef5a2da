using System.Collections.Concurrent;
using Telemed.Domain;
using Telemed.Hub.Live;
using Telemed.Hub.Uploads;
using Telemed.Pathology;
using Telemed.Storage;

namespace Telemed.Hub.Pathology;

/// <summary>
/// Opens slides while they arrive. Where the reader reaches for bytes that are not here, it is stopped, and the part
/// that holds them is asked for next; once it opens, the parts of the small levels are.
/// </summary>
internal sealed class ArrivingSlides(Database database, UploadSpool spool, TimeProvider time)
{
    private const int UploadsLimit = 1000;
    // A level that fits on a screen or a few: what a first look needs.
    private const long SmallLevelPixels = 16_000_000;

    private readonly ConcurrentDictionary<UploadId, int[]> wanted = new();

    /// <summary>Parts to ask for next; empty when any order will do.</summary>
    public IReadOnlyList<int> Wanted(UploadId upload) => wanted.TryGetValue(upload, out var parts) ? parts : [];

    public void Forget(UploadId upload) => wanted.TryRemove(upload, out _);

    /// <summary>Reads what is here; when that is enough for its directories, the slide can be looked at.</summary>
    public async Task TryOpen(UploadRow row, CancellationToken cancel)
    {
        if (wanted.Count > UploadsLimit) wanted.Clear();
        HashSet<int> here;
        await using (var reading = await database.Read(cancel))
            here = [.. await UploadStore.Parts(reading, row.UploadId, cancel)];
        try
        {
            await using var stream = new ArrivingStream(spool.PathOf(row.UploadId), row.SizeBytes,
                row.PartBytes!.Value, here);
            var slide = SlideReader.Open(stream, cancel);
            await Show(row, slide, cancel);
            wanted[row.UploadId] = SmallFirst(slide, row.PartBytes.Value);
        }
        catch (NotArrivedException missing)
        {
            wanted[row.UploadId] = [missing.Part];
        }
        catch (SlideFormatException)
        {
            // It is refused, with its reason, when the file is whole and its hash known.
            wanted[row.UploadId] = [];
        }
    }

    private async Task Show(UploadRow row, Slide slide, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        var now = time.GetUtcNow();
        var id = SlideId.New(now);
        var context = new ReceiveContext(new FacilityId(row.FacilityId), null, null,
            row.ConsultationId is { } consultation ? new ConsultationId(consultation) : null,
            row.PatientId is { } patient ? new PatientId(patient) : null, now);
        await SlideStore.Add(work, id, slide, ReceiveSlide.LabelOf(row.FileName), context, row.UploadId, cancel);
        await UploadStore.SetSlide(work, row.UploadId, id, cancel);
        if (context.ConsultationId is { } ofCase)
            LiveChanges.Changed(work, LiveTopic.Consultation(ofCase), "slide_arriving", id.Value);
        await work.Commit(cancel);
    }

    private static int[] SmallFirst(Slide slide, int partBytes)
    {
        var parts = new List<int>();
        foreach (var level in slide.Levels.Reverse())
        {
            if ((long)level.WidthPx * level.HeightPx > SmallLevelPixels) break;
            for (var tile = 0; tile < level.Tiles.Count; tile++)
            {
                var span = level.Tiles[tile];
                if (span.IsBlank) continue;
                var last = (int)((span.Offset + span.Length - 1) / partBytes);
                for (var part = (int)(span.Offset / partBytes); part <= last; part++)
                    if (parts.Count == 0 || parts[^1] != part) parts.Add(part);
            }
        }
        return [.. parts.Distinct()];
    }
}

/// <summary>The reader asked for bytes of a part that has not arrived.</summary>
internal sealed class NotArrivedException(int part) : IOException($"Part {part} has not arrived.")
{
    public int Part => part;
}

/// <summary>A file of which only some parts are here; reading any other stops.</summary>
internal sealed class ArrivingStream(string path, long length, int partBytes, HashSet<int> here) : Stream
{
    private readonly FileStream file = new(path, FileMode.Open, FileAccess.Read,
        FileShare.ReadWrite | FileShare.Delete);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - Position);
        if (count <= 0) return 0;
        for (var part = Position / partBytes; part <= (Position + count - 1) / partBytes; part++)
            if (!here.Contains((int)part)) throw new NotArrivedException((int)part);
        file.Position = Position;
        var read = file.Read(buffer[..count]);
        Position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("An arriving file is only read.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("An arriving file is only read.");

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }
}
