namespace Telemed.Decode.Jpeg;

/// <summary>Decodes the blocks of one sequential or progressive scan (ITU-T T.81 annexes F and G).</summary>
internal sealed class BlockScan(JpegFrame frame, JpegScan scan, BitReader bits)
{
    private readonly bool isProgressive = frame.Process == 2;
    private int endOfBandRun;

    public void Decode()
    {
        CheckBand();
        var single = scan.Components.Length == 1 ? scan.Components[0] : null;
        var wide = single?.BlocksWide ?? frame.UnitsWide;
        var high = single?.BlocksHigh ?? frame.UnitsHigh;
        var untilRestart = scan.RestartInterval;
        for (var unit = 0; unit < wide * high; unit++)
        {
            if (scan.RestartInterval > 0 && untilRestart-- == 0)
            {
                if (!bits.Restart()) throw new DecodeException("A restart marker of the JPEG image is missing.");
                foreach (var component in scan.Components) component.Prediction = 0;
                endOfBandRun = 0;
                untilRestart = scan.RestartInterval - 1;
            }
            if (single is not null) Block(single, unit % wide, unit / wide);
            else Unit(unit % wide, unit / wide);
        }
    }

    private void CheckBand()
    {
        if (scan.Start > 63 || scan.End > 63 || scan.Start > scan.End || scan.Low > 13)
            throw new DecodeException("A scan of the JPEG image has an impossible band.");
        if (isProgressive && scan is { Start: > 0, Components.Length: > 1 })
            throw new DecodeException("A progressive scan mixes components.");
    }

    private void Unit(int column, int row)
    {
        foreach (var component in scan.Components)
            for (var y = 0; y < component.Vertical; y++)
                for (var x = 0; x < component.Horizontal; x++)
                    Block(component, column * component.Horizontal + x, row * component.Vertical + y);
    }

    private void Block(JpegComponent component, int column, int row)
    {
        var at = (row * component.PaddedWide + column) * 64;
        var block = component.Coefficients.AsSpan(at, 64);
        if (!isProgressive) Sequential(component, block);
        else if (scan.Start == 0) ProgressiveDc(component, block);
        else if (scan.High == 0) ProgressiveAcFirst(Table(component.Ac), block);
        else ProgressiveAcRefine(Table(component.Ac), block);
    }

    private static HuffmanTable Table(HuffmanTable? table) =>
        table ?? throw new DecodeException("A Huffman table of the JPEG image is missing.");

    private void Sequential(JpegComponent component, Span<short> block)
    {
        block[0] = Clip(component.Prediction += bits.ReadExtended(Size(Table(component.Dc).Read(bits))));
        var table = Table(component.Ac);
        for (var at = 1; at < 64; at++)
        {
            var symbol = table.Read(bits);
            var size = symbol & 15;
            if (size == 0)
            {
                if (symbol != 0xF0) return;
                at += 15;
                continue;
            }
            at += symbol >> 4;
            if (at > 63) throw new DecodeException("A block of the JPEG image has too many coefficients.");
            block[ZigZag.Natural[at]] = Clip(bits.ReadExtended(size));
        }
    }

    private void ProgressiveDc(JpegComponent component, Span<short> block)
    {
        if (scan.High == 0)
        {
            component.Prediction += bits.ReadExtended(Size(Table(component.Dc).Read(bits)));
            block[0] = Clip(component.Prediction << scan.Low);
        }
        else if (bits.Read(1) == 1) block[0] |= (short)(1 << scan.Low);
    }

    private void ProgressiveAcFirst(HuffmanTable table, Span<short> block)
    {
        if (endOfBandRun > 0)
        {
            endOfBandRun--;
            return;
        }
        for (var at = scan.Start; at <= scan.End; at++)
        {
            var symbol = table.Read(bits);
            var (run, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && run < 15)
            {
                endOfBandRun = (1 << run) - 1 + bits.Read(run);
                return;
            }
            at += run;
            if (size == 0) continue;
            if (at > 63) throw new DecodeException("A block of the JPEG image has too many coefficients.");
            block[ZigZag.Natural[at]] = Clip(bits.ReadExtended(size) << scan.Low);
        }
    }

    private void ProgressiveAcRefine(HuffmanTable table, Span<short> block)
    {
        var at = scan.Start;
        if (endOfBandRun == 0)
            for (; at <= scan.End; at++)
            {
                var symbol = table.Read(bits);
                var (run, size) = (symbol >> 4, symbol & 15);
                if (size == 0 && run < 15)
                {
                    endOfBandRun = (1 << run) + bits.Read(run);
                    break;
                }
                var value = size == 0 ? 0 : bits.Read(1) == 1 ? 1 << scan.Low : -(1 << scan.Low);
                at = RefineUntil(block, at, run);
                if (value != 0 && at <= scan.End) block[ZigZag.Natural[at]] = (short)value;
            }
        if (endOfBandRun == 0) return;
        RefineUntil(block, at, int.MaxValue);
        endOfBandRun--;
    }

    // Passes over as many zero coefficients as the run says, giving each known one its next bit on the way.
    private int RefineUntil(Span<short> block, int at, int run)
    {
        for (; at <= scan.End; at++)
        {
            ref var coefficient = ref block[ZigZag.Natural[at]];
            if (coefficient == 0)
            {
                if (run-- == 0) return at;
            }
            else if (bits.Read(1) == 1 && (coefficient & (1 << scan.Low)) == 0)
                coefficient += (short)(coefficient > 0 ? 1 << scan.Low : -(1 << scan.Low));
        }
        return at;
    }

    private static int Size(int symbol) =>
        symbol <= 15 ? symbol : throw new DecodeException("A block of the JPEG image has an impossible size.");

    private static short Clip(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
}
