using System.Numerics;

namespace Telemed.Ecg.Formats.Wfdb;

/// <summary>Decodes FLAC audio (RFC 9639) as far as WFDB uses it: integer channels, up to 24 bits.</summary>
internal ref struct FlacDecoder
{
    private const string Section = "FLAC";
    private const int ChannelsLimit = 8;
    private const int FirstSamples = 65_536;

    private readonly ReadOnlySpan<byte> _bytes;
    private long _bit;
    private int _bitsPerSample;

    internal int Channels { get; private set; }

    internal long SamplesPerChannel { get; private set; }

    internal FlacDecoder(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        if (!bytes.StartsWith("fLaC"u8)) throw new EcgFormatException(Section, 0, "The signal file is no FLAC stream.");
        _bit = 32;
        ReadMetadata();
    }

    private void ReadMetadata()
    {
        for (var last = false; !last;)
        {
            last = Bits(1) == 1;
            var type = Bits(7);
            var length = (long)Bits(24);
            var end = _bit + length * 8;
            if (end > _bytes.Length * 8L) throw Broken("A metadata block is cut short.");
            if (type == 0)
            {
                _bit += 16 + 16 + 24 + 24 + 20;
                Channels = (int)Bits(3) + 1;
                _bitsPerSample = (int)Bits(5) + 1;
                SamplesPerChannel = (long)Bits(36);
            }
            _bit = end;
        }
        if (Channels is < 1 or > ChannelsLimit || _bitsPerSample is < 4 or > 32)
            throw Broken("The stream information is missing.");
    }

    /// <summary>Decodes frames until the stream ends or as many samples are there as are wanted.</summary>
    /// <param name="most">Samples wanted of each channel; memory is taken for what the frames hold, not for it.</param>
    /// <returns>One array a channel, all of the same length.</returns>
    internal int[][] Decode(int most)
    {
        var channels = new int[Channels][];
        for (var index = 0; index < channels.Length; index++) channels[index] = new int[Math.Min(most, FirstSamples)];
        var at = 0;
        while (at < most && _bit + 48 <= _bytes.Length * 8L) at += Frame(channels, at, most);
        return [.. channels.Select(channel => channel[..at])];
    }

    private static void Grow(int[][] channels, int needed, int most)
    {
        if (needed <= channels[0].Length) return;
        var longer = (int)Math.Min(most, Math.Max(needed, channels[0].Length * 2L));
        for (var index = 0; index < channels.Length; index++) Array.Resize(ref channels[index], longer);
    }

    private int Frame(int[][] channels, int at, int most)
    {
        if (Bits(15) != 0b111111111111100) throw Broken("A frame does not begin where it should.");
        Bits(1);
        var blockCode = (int)Bits(4);
        var rateCode = (int)Bits(4);
        var assignment = (int)Bits(4);
        var sizeCode = (int)Bits(3);
        Bits(1);
        var lead = (byte)Bits(8);
        for (var more = BitOperations.LeadingZeroCount((uint)(~lead & 0xFF)) - 24; more > 1; more--) Bits(8);
        var block = blockCode switch
        {
            1 => 192,
            >= 2 and <= 5 => 576 << (blockCode - 2),
            6 => (int)Bits(8) + 1,
            7 => (int)Bits(16) + 1,
            >= 8 => 256 << (blockCode - 8),
            _ => throw Broken("A frame has no size."),
        };
        if (rateCode == 12) Bits(8);
        if (rateCode is 13 or 14) Bits(16);
        Bits(8);
        var bits = sizeCode switch { 1 => 8, 2 => 12, 4 => 16, 5 => 20, 6 => 24, 7 => 32, _ => _bitsPerSample };
        var count = assignment < 8 ? assignment + 1 : 2;
        if (count != Channels) throw Broken("A frame has another number of channels.");
        var decoded = new long[count][];
        for (var channel = 0; channel < count; channel++)
        {
            var side = assignment == 8 && channel == 1 || assignment == 9 && channel == 0 || assignment == 10
                && channel == 1;
            decoded[channel] = Subframe(block, bits + (side ? 1 : 0));
        }
        _bit = (_bit + 7) / 8 * 8 + 16;
        Unmix(decoded, assignment);
        var take = Math.Min(block, most - at);
        Grow(channels, at + take, most);
        for (var channel = 0; channel < count; channel++)
            for (var index = 0; index < take; index++)
                channels[channel][at + index] = unchecked((int)decoded[channel][index]);
        return take;
    }

    private static void Unmix(long[][] decoded, int assignment)
    {
        if (assignment < 8) return;
        for (var index = 0; index < decoded[0].Length; index++)
        {
            var (first, second) = (decoded[0][index], decoded[1][index]);
            if (assignment == 8) decoded[1][index] = first - second;
            else if (assignment == 9) decoded[0][index] = first + second;
            else
            {
                var middle = first * 2 + (second & 1);
                decoded[0][index] = (middle + second) >> 1;
                decoded[1][index] = (middle - second) >> 1;
            }
        }
    }

    private long[] Subframe(int block, int bits)
    {
        Bits(1);
        var type = (int)Bits(6);
        var wasted = 0;
        if (Bits(1) == 1) for (wasted = 1; Bits(1) == 0; wasted++) { }
        bits -= wasted;
        if (bits < 1) throw Broken("A subframe has no bits left.");
        var samples = new long[block];
        if (type == 0) Array.Fill(samples, Signed(bits));
        else if (type == 1) for (var index = 0; index < block; index++) samples[index] = Signed(bits);
        else if (type is >= 8 and <= 12) Fixed(samples, type - 8, bits);
        else if (type >= 32) Linear(samples, type - 31, bits);
        else throw Broken("A subframe has an unknown type.");
        if (wasted > 0)
            for (var index = 0; index < block; index++) samples[index] = unchecked(samples[index] << wasted);
        return samples;
    }

    private void Fixed(long[] samples, int order, int bits)
    {
        WarmUp(samples, order, bits);
        Residual(samples, order);
        ReadOnlySpan<int> weights = order switch { 0 => [], 1 => [1], 2 => [2, -1], 3 => [3, -3, 1], _ =>
            [4, -6, 4, -1] };
        Predict(samples, weights, 0);
    }

    private void Linear(long[] samples, int order, int bits)
    {
        WarmUp(samples, order, bits);
        var precision = (int)Bits(4) + 1;
        var shift = (int)Signed(5);
        if (precision == 16 || shift < 0) throw Broken("A prediction is impossible.");
        Span<int> weights = stackalloc int[order];
        for (var index = 0; index < order; index++) weights[index] = (int)Signed(precision);
        Residual(samples, order);
        Predict(samples, weights, shift);
    }

    private static void Predict(long[] samples, ReadOnlySpan<int> weights, int shift)
    {
        for (var index = weights.Length; index < samples.Length; index++)
        {
            var sum = 0L;
            for (var back = 0; back < weights.Length; back++)
                sum = unchecked(sum + weights[back] * samples[index - 1 - back]);
            samples[index] = unchecked(samples[index] + (sum >> shift));
        }
    }

    private void WarmUp(long[] samples, int order, int bits)
    {
        if (order > samples.Length) throw Broken("A prediction is longer than its block.");
        for (var index = 0; index < order; index++) samples[index] = Signed(bits);
    }

    private void Residual(long[] samples, int order)
    {
        var method = Bits(2);
        if (method > 1) throw Broken("A residual has an unknown coding.");
        var parameterBits = method == 0 ? 4 : 5;
        var partitions = 1 << (int)Bits(4);
        if (samples.Length % partitions != 0 || samples.Length / partitions < order)
            throw Broken("The partitions do not fit the block.");
        var at = order;
        for (var partition = 0; partition < partitions; partition++)
        {
            var end = samples.Length / partitions * (partition + 1);
            var parameter = (int)Bits(parameterBits);
            if (parameter == (1 << parameterBits) - 1)
            {
                var raw = (int)Bits(5);
                for (; at < end; at++) samples[at] = raw == 0 ? 0 : Signed(raw);
            }
            else for (; at < end; at++) samples[at] = Rice(parameter);
        }
    }

    private long Rice(int parameter)
    {
        var quotient = 0L;
        while (Bits(1) == 0) quotient++;
        var folded = quotient << parameter | (long)Bits(parameter);
        return folded >> 1 ^ -(folded & 1);
    }

    private long Signed(int bits) => unchecked((long)(Bits(bits) << (64 - bits))) >> (64 - bits);

    private ulong Bits(int count)
    {
        if (_bit + count > _bytes.Length * 8L) throw Broken("The stream is cut short.");
        var value = 0UL;
        for (var left = count; left > 0;)
        {
            var within = (int)(_bit & 7);
            var take = Math.Min(8 - within, left);
            value = value << take | (uint)(_bytes[(int)(_bit >> 3)] >> (8 - within - take) & ((1 << take) - 1));
            _bit += take;
            left -= take;
        }
        return value;
    }

    private readonly EcgFormatException Broken(string problem) => new(Section, _bit / 8, problem);
}
