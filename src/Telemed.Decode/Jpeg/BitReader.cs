namespace Telemed.Decode.Jpeg;

/// <summary>Bits of entropy-coded data, stuffed zeros removed; stops at a marker (ITU-T T.81 section
/// F.2.2.5).</summary>
internal sealed class BitReader(ReadOnlyMemory<byte> data, int start)
{
    // Some encoders cut the last byte short; more than this is missing data.
    private const int PaddingLimitBits = 128;
    private ulong held;
    private int count;
    private int padded;

    /// <summary>Where the next byte would be read.</summary>
    public int Position { get; private set; } = start;

    public int Peek(int bits)
    {
        if (count < bits) Fill();
        return (int)((held >> (count - bits)) & ((1UL << bits) - 1));
    }

    public void Drop(int bits) => count -= bits;

    public int Read(int bits)
    {
        if (bits == 0) return 0;
        var value = Peek(bits);
        count -= bits;
        return value;
    }

    /// <summary>Reads a signed number of that many bits (T.81 figure F.12).</summary>
    public int ReadExtended(int bits)
    {
        if (bits == 0) return 0;
        var value = Read(bits);
        return value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value;
    }

    /// <summary>Forgets the rest of the byte and passes a restart marker when one is there.</summary>
    public bool Restart()
    {
        held = 0;
        count = 0;
        padded = 0;
        var span = data.Span;
        while (Position + 1 < span.Length
            && !(span[Position] == 0xFF && span[Position + 1] is not (0 or 0xFF))) Position++;
        if (Position + 1 >= span.Length || span[Position + 1] is < 0xD0 or > 0xD7) return false;
        Position += 2;
        return true;
    }

    private void Fill()
    {
        var span = data.Span;
        while (count <= 48)
        {
            byte next = 0;
            if (Position < span.Length && span[Position] != 0xFF) next = span[Position++];
            else if (Position + 1 < span.Length && span[Position + 1] == 0)
            {
                next = 0xFF;
                Position += 2;
            }
            else if ((padded += 8) > PaddingLimitBits)
                throw new DecodeException("The JPEG image ends inside its data.");
            held = (held << 8) | next;
            count += 8;
        }
    }
}
