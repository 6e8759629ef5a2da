namespace Telemed.Decode.Jpeg;

/// <summary>Lossless JPEG: each sample is its neighbours' prediction and a coded difference (ITU-T T.81 annex
/// H).</summary>
internal static class LosslessScan
{
    private const int WholeSize = 16;

    /// <summary>Decodes one scan into the frame; components of separate scans share it.</summary>
    public static byte[] Decode(JpegFrame frame, JpegScan scan, BitReader bits, FrameRequest request, byte[]? output)
    {
        if (scan.Start is < 1 or > 7 || scan.Low >= frame.Precision)
            throw new DecodeException("The predictor of the lossless JPEG image is not known.");
        if (frame.Components.Any(component => component.Horizontal != 1 || component.Vertical != 1))
            throw new DecodeException("A lossless JPEG image with halved components is not decoded here.");
        output ??= new byte[request.OutputBytes];
        var places = scan.Components.Select(component => Array.IndexOf(frame.Components, component)).ToArray();
        var lines = scan.Components.Select(_ => (Above: new int[frame.Columns], Here: new int[frame.Columns]))
            .ToArray();
        var tables = scan.Components.Select(component =>
            component.Dc ?? throw new DecodeException("A Huffman table of the JPEG image is missing.")).ToArray();
        var initial = 1 << (frame.Precision - scan.Low - 1);
        var untilRestart = scan.RestartInterval;
        var isFirstLine = true;
        for (var row = 0; row < frame.Rows; row++)
        {
            for (var column = 0; column < frame.Columns; column++)
            {
                if (scan.RestartInterval > 0 && untilRestart-- == 0)
                {
                    if (!bits.Restart()) throw new DecodeException("A restart marker of the JPEG image is missing.");
                    untilRestart = scan.RestartInterval - 1;
                    isFirstLine = true;
                    if (column != 0)
                        throw new DecodeException("A restart inside a line is not possible in lossless JPEG.");
                }
                for (var at = 0; at < lines.Length; at++)
                {
                    var (above, here) = lines[at];
                    var predicted = isFirstLine
                        ? column == 0 ? initial : here[column - 1]
                        : column == 0 ? above[0]
                            : Predict(scan.Start, here[column - 1], above[column], above[column - 1]);
                    here[column] = (predicted + Difference(tables[at], bits)) & 0xFFFF;
                    Samples.Put(output, (row * frame.Columns + column) * request.Samples + places[at],
                        here[column] << scan.Low, request.SampleBytes);
                }
            }
            for (var at = 0; at < lines.Length; at++) lines[at] = (lines[at].Here, lines[at].Above);
            isFirstLine = false;
        }
        return output;
    }

    private static int Difference(HuffmanTable table, BitReader bits)
    {
        var size = table.Read(bits);
        if (size > WholeSize) throw new DecodeException("A difference of the lossless JPEG image is too long.");
        return size == WholeSize ? 32768 : bits.ReadExtended(size);
    }

    // T.81 table H.1.
    private static int Predict(int predictor, int left, int above, int aboveLeft) => predictor switch
    {
        1 => left,
        2 => above,
        3 => aboveLeft,
        4 => left + above - aboveLeft,
        5 => left + ((above - aboveLeft) >> 1),
        6 => above + ((left - aboveLeft) >> 1),
        _ => (left + above) >> 1,
    };
}
