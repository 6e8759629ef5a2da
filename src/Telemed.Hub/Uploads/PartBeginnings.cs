namespace Telemed.Hub.Uploads;

/// <summary>
/// Parts whose line was cut before they were whole. What came of them waits here for the rest, so that a cut costs
/// little although parts are long; whatever is forgotten, by a restart or for want of room, is only sent again.
/// </summary>
internal sealed class PartBeginnings
{
    // With parts of 5 MiB these are 80 MiB at most.
    private const int KeptLimit = 16;

    private readonly Lock gate = new();
    private readonly LinkedList<Beginning> byAge = new();

    /// <summary>One part as far as it has come.</summary>
    internal sealed class Beginning(UploadId upload, int number, byte[] bytes, int filled)
    {
        private volatile int filled = filled;

        public UploadId Upload => upload;

        public int Number => number;

        /// <summary>All of the part; what has not come is zero.</summary>
        public byte[] Bytes => bytes;

        /// <summary>Bytes that have come.</summary>
        public int Filled => filled;

        /// <summary>Reads on until the part is whole or the body ends.</summary>
        public async Task<bool> Fill(Stream body, CancellationToken cancel)
        {
            while (filled < bytes.Length && await body.ReadAsync(bytes.AsMemory(filled), cancel) is > 0 and var count)
                filled += count;
            return filled == bytes.Length;
        }
    }

    /// <summary>
    /// Begins a part, or goes on with one of which at least <paramref name="offset"/> bytes are known; null when they
    /// are not. An older connection may still believe that it writes, so each gets bytes of its own.
    /// </summary>
    public Beginning? Take(UploadId upload, int number, int length, int offset)
    {
        lock (gate)
        {
            var known = byAge.FirstOrDefault(each => each.Upload == upload && each.Number == number);
            if (offset > 0 && (known is null || known.Filled < offset || known.Bytes.Length != length)) return null;
            var bytes = new byte[length];
            known?.Bytes.AsSpan(0, offset).CopyTo(bytes);
            var taken = new Beginning(upload, number, bytes, offset);
            if (known is not null) byAge.Remove(known);
            byAge.AddLast(taken);
            if (byAge.Count > KeptLimit) byAge.RemoveFirst();
            return taken;
        }
    }

    /// <summary>The part is whole, or not to be gone on with.</summary>
    public void Forget(Beginning beginning)
    {
        lock (gate) byAge.Remove(beginning);
    }

    /// <summary>What is known of parts that are not whole.</summary>
    public IReadOnlyList<(int Number, int Bytes)> Of(UploadId upload)
    {
        lock (gate)
            return [.. byAge.Where(each => each.Upload == upload && each.Filled > 0)
                .Select(each => (each.Number, each.Filled))];
    }
}
