namespace Telemed.Ecg.Formats.Scp;

/// <summary>Where the reference beat was subtracted and where samples kept their full rate (section 4).</summary>
internal sealed record ScpBeats(int LengthMs, int Fiducial,
    IReadOnlyList<ScpBeats.Subtracted> Subtractions, IReadOnlyList<ScpBeats.Zone> Zones)
{
    private const int BeatsLimit = 20_000;

    /// <summary>
    /// One beat, zero-based: samples from start to end, both included, had the reference beat taken away.
    /// </summary>
    internal readonly record struct Subtracted(long Start, long Fiducial, long End);

    /// <summary>A protected zone, zero-based, both ends included.</summary>
    internal readonly record struct Zone(long Start, long End);

    internal static ScpBeats? Read(ByteCursor section)
    {
        if (section.Remaining < 6) return null;
        var lengthMs = section.U16();
        var fiducial = section.U16();
        var count = section.U16();
        if (count > BeatsLimit) throw section.Broken($"{count} beats are not possible.");
        var subtractions = new List<Subtracted>();
        for (var beat = 0; beat < count && section.Remaining >= 14; beat++)
        {
            var type = section.U16();
            long start = section.U32();
            long at = section.U32();
            long end = section.U32();
            if (type == 0 && end >= start) subtractions.Add(new Subtracted(start - 1, at - 1, end - 1));
        }
        var zones = new List<Zone>();
        while (section.Remaining >= 8 && zones.Count < count)
        {
            long start = section.U32();
            long end = section.U32();
            if (start >= 1 && end >= start) zones.Add(new Zone(start - 1, end - 1));
        }
        return new ScpBeats(lengthMs, fiducial - 1, subtractions, zones);
    }
}
