namespace Telemed.Pathology;

/// <summary>Where each tile of a level lies, held in plain arrays: 12 bytes a tile.</summary>
public sealed class TileTable
{
    /// <summary>The most tiles one level may have: a 40x slide of 60 x 25 mm has about a quarter of it.</summary>
    public const int TilesLimit = 8_000_000;

    private readonly long[] _offsets;
    private readonly int[] _lengths;
    private readonly ushort[]? _sources;

    /// <summary>Takes the arrays as they are; nobody may change them afterwards.</summary>
    /// <param name="offsets">Byte offset of each tile.</param>
    /// <param name="lengths">Length of each tile, 0 for a blank one; as long as <paramref name="offsets"/>.</param>
    /// <param name="sources">The file of each tile, or null when all lie in the first.</param>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    public TileTable(long[] offsets, int[] lengths, ushort[]? sources = null)
    {
        if (offsets.Length != lengths.Length || (sources is not null && sources.Length != lengths.Length))
            throw new ArgumentException("Offsets, lengths and sources differ in number.");
        _offsets = offsets;
        _lengths = lengths;
        _sources = sources;
    }

    /// <summary>Number of stored tiles.</summary>
    public int Count => _offsets.Length;

    /// <summary>Where tile <paramref name="index"/> lies.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the table.</exception>
    public TileSpan this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return new TileSpan(_sources?[index] ?? 0, _offsets[index], _lengths[index]);
        }
    }

    /// <summary>Makes a table of places.</summary>
    /// <param name="spans">One place per tile, in the order of the level.</param>
    public static TileTable Of(IReadOnlyList<TileSpan> spans)
    {
        var several = spans.Any(span => span.Source != 0);
        return new TileTable(
            [.. spans.Select(span => span.Offset)],
            [.. spans.Select(span => span.Length)],
            several ? [.. spans.Select(span => (ushort)span.Source)] : null);
    }
}
