namespace Telemed.Decode.Jpeg;

/// <summary>Turns coefficients into samples and puts the components of each pixel together.</summary>
internal static class JpegOutput
{
    public static byte[] Assemble(JpegFrame frame, ushort[]?[] quant, FrameRequest request)
    {
        var output = new byte[request.OutputBytes];
        for (var index = 0; index < frame.Components.Length; index++)
        {
            var component = frame.Components[index];
            var table = quant[component.QuantTable]
                ?? throw new DecodeException("A quantization table of the JPEG image is missing.");
            var plane = Plane(component, table, frame.Precision);
            Place(frame, component, plane, index, output, request);
        }
        return output;
    }

    private static ushort[] Plane(JpegComponent component, ushort[] table, int precision)
    {
        var stride = component.PaddedWide * 8;
        var plane = new ushort[stride * component.PaddedHigh * 8];
        var (centre, most) = (1 << (precision - 1), (1 << precision) - 1);
        Span<int> block = stackalloc int[64];
        for (var blockRow = 0; blockRow < component.PaddedHigh; blockRow++)
            for (var blockColumn = 0; blockColumn < component.PaddedWide; blockColumn++)
            {
                var coefficients = component.Coefficients.AsSpan(
                    (blockRow * component.PaddedWide + blockColumn) * 64, 64);
                for (var at = 0; at < 64; at++) block[at] = coefficients[at] * table[at];
                InverseCosine.Transform(block, precision);
                for (var at = 0; at < 64; at++)
                    plane[(blockRow * 8 + at / 8) * stride + blockColumn * 8 + at % 8] =
                        (ushort)Math.Clamp(block[at] + centre, 0, most);
            }
        return plane;
    }

    private static void Place(
        JpegFrame frame, JpegComponent component, ushort[] plane, int index, byte[] output, FrameRequest request)
    {
        var stride = component.PaddedWide * 8;
        var (maxHorizontal, maxVertical) = (frame.MaxHorizontal, frame.MaxVertical);
        for (var row = 0; row < frame.Rows; row++)
        {
            var line = row * component.Vertical / maxVertical * stride;
            for (var column = 0; column < frame.Columns; column++)
                Samples.Put(output, (row * frame.Columns + column) * request.Samples + index,
                    plane[line + column * component.Horizontal / maxHorizontal], request.SampleBytes);
        }
    }
}
