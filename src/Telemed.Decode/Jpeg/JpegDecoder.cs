namespace Telemed.Decode.Jpeg;

/// <summary>
/// JPEG of 8 and 12 bits, sequential and progressive, and lossless JPEG of 2 to 16 bits (ITU-T T.81, Huffman coding).
/// Components come out as they are coded: no colour conversion.
/// </summary>
internal sealed class JpegDecoder
{
    private const int ScanLimit = 128;
    private const int Lossless = 3;
    private readonly FrameRequest request;
    private readonly ReadOnlyMemory<byte> data;
    private readonly ushort[][] quant = new ushort[4][];
    private readonly HuffmanTable?[] dc = new HuffmanTable?[4];
    private readonly HuffmanTable?[] ac = new HuffmanTable?[4];
    private JpegFrame? frame;
    private int restartInterval;
    private int position;
    private int scans;
    private byte[]? lossless;

    private JpegDecoder(FrameRequest request)
    {
        this.request = request;
        data = request.Data;
    }

    public static byte[] Decode(FrameRequest request) => new JpegDecoder(request).Run();

    private byte[] Run()
    {
        if (data.Length < 4 || data.Span[0] != 0xFF || data.Span[1] != 0xD8)
            throw new DecodeException("The frame does not begin as a JPEG image.");
        position = 2;
        while (NextMarker() is { } marker && marker != 0xD9) Segment(marker);
        if (frame is null || scans == 0) throw new DecodeException("The JPEG image holds no picture.");
        return lossless ?? JpegOutput.Assemble(frame, quant, request);
    }

    private int? NextMarker()
    {
        var span = data.Span;
        while (position + 1 < span.Length)
        {
            if (span[position] == 0xFF && span[position + 1] is not (0 or 0xFF))
            {
                position += 2;
                return span[position - 1];
            }
            position++;
        }
        return null;
    }

    private void Segment(int marker)
    {
        if (marker is 0x01 or 0xD8 or (>= 0xD0 and <= 0xD7)) return;
        var span = data.Span;
        if (position + 2 > span.Length) throw new DecodeException("The JPEG image ends inside a segment.");
        var length = (span[position] << 8) | span[position + 1];
        if (length < 2 || position + length > span.Length)
            throw new DecodeException("A segment of the JPEG image has an impossible length.");
        var body = span.Slice(position + 2, length - 2);
        position += length;
        switch (marker)
        {
            case 0xC0 or 0xC1 or 0xC2 or 0xC3:
                if (frame is not null) throw new DecodeException("The JPEG image has two frames.");
                frame = JpegFrame.Read(body, marker & 15, request);
                break;
            case 0xC4: Huffman(body); break;
            case >= 0xC5 and <= 0xCF: throw new DecodeException("This kind of JPEG is not decoded here.");
            case 0xDB: Quantization(body); break;
            case 0xDD when body.Length >= 2: restartInterval = (body[0] << 8) | body[1]; break;
            case 0xDA: Scan(body); break;
        }
    }

    private void Huffman(ReadOnlySpan<byte> body)
    {
        while (body.Length >= 17)
        {
            var counts = body.Slice(1, 16);
            var total = 0;
            foreach (var count in counts) total += count;
            if (total > 256 || body.Length < 17 + total || (body[0] & 15) > 3 || body[0] >> 4 > 1)
                throw new DecodeException("A Huffman table of the JPEG image is impossible.");
            var table = new HuffmanTable(counts, body.Slice(17, total).ToArray());
            (body[0] >> 4 == 0 ? dc : ac)[body[0] & 15] = table;
            body = body[(17 + total)..];
        }
    }

    private void Quantization(ReadOnlySpan<byte> body)
    {
        while (body.Length > 0)
        {
            var size = body[0] >> 4 == 0 ? 1 : 2;
            if (body.Length < 1 + 64 * size || (body[0] & 15) > 3)
                throw new DecodeException("A quantization table of the JPEG image is impossible.");
            var table = new ushort[64];
            for (var at = 0; at < 64; at++)
                table[ZigZag.Natural[at]] = (ushort)(
                    size == 1 ? body[1 + at] : (body[1 + 2 * at] << 8) | body[2 + 2 * at]);
            quant[body[0] & 15] = table;
            body = body[(1 + 64 * size)..];
        }
    }

    private void Scan(ReadOnlySpan<byte> body)
    {
        if (frame is null) throw new DecodeException("The JPEG image begins without a frame header.");
        if (++scans > ScanLimit) throw new DecodeException($"The JPEG image has more than {ScanLimit} scans.");
        if (body.Length < 4 || body[0] is < 1 or > 4 || body.Length < 4 + 2 * body[0])
            throw new DecodeException("A scan header of the JPEG image is impossible.");
        var components = new JpegComponent[body[0]];
        for (var at = 0; at < components.Length; at++)
        {
            var id = body[1 + 2 * at];
            var tables = body[2 + 2 * at];
            components[at] = Array.Find(frame.Components, component => component.Id == id)
                             ?? throw new DecodeException(
                                 "A scan of the JPEG image names a component that is not there.");
            components[at].Dc = dc[(tables >> 4) & 3];
            components[at].Ac = ac[tables & 3];
            components[at].Prediction = 0;
        }
        var tail = body[(1 + 2 * components.Length)..];
        var scan = new JpegScan(components, tail[0], tail[1], tail[2] >> 4, tail[2] & 15, restartInterval);
        var bits = new BitReader(data, position);
        if (frame.Process == Lossless) lossless = LosslessScan.Decode(frame, scan, bits, request, lossless);
        else new BlockScan(frame, scan, bits).Decode();
        position = bits.Position;
    }
}

/// <summary>What a scan header says (ITU-T T.81 section B.2.3).</summary>
/// <param name="Components">The components of the scan.</param>
/// <param name="Start">First coefficient, or the predictor of lossless JPEG.</param>
/// <param name="End">Last coefficient.</param>
/// <param name="High">Bit position of the scan before.</param>
/// <param name="Low">Bit position of this scan, or the point transform of lossless JPEG.</param>
/// <param name="RestartInterval">Units between restart markers; 0 when there are none.</param>
internal sealed record JpegScan(JpegComponent[] Components, int Start, int End, int High, int Low, int RestartInterval);
