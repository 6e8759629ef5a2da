namespace Telemed.Decode.Jpeg;

/// <summary>What the start-of-frame segment says (ITU-T T.81 section B.2.2).</summary>
/// <param name="Process">Low nibble of the marker: 0 and 1 sequential, 2 progressive, 3 lossless.</param>
/// <param name="Precision">Bits of a sample.</param>
/// <param name="Rows">Height.</param>
/// <param name="Columns">Width.</param>
/// <param name="Components">The components, in order.</param>
internal sealed record JpegFrame(int Process, int Precision, int Rows, int Columns, JpegComponent[] Components)
{
    private const int BlockSize = 8;

    public int MaxHorizontal => Components.Max(component => component.Horizontal);

    public int MaxVertical => Components.Max(component => component.Vertical);

    public int UnitsWide => DivideUp(Columns, BlockSize * MaxHorizontal);

    public int UnitsHigh => DivideUp(Rows, BlockSize * MaxVertical);

    /// <summary>Reads the segment behind its length and checks it against what the object promises.</summary>
    public static JpegFrame Read(ReadOnlySpan<byte> segment, int process, FrameRequest request)
    {
        if (segment.Length < 6) throw new DecodeException("The frame header of the JPEG image is too short.");
        var (precision, rows, columns, count) = (
            segment[0], (segment[1] << 8) | segment[2], (segment[3] << 8) | segment[4], segment[5]);
        if (rows != request.Rows || columns != request.Columns)
            throw new DecodeException(
                $"The JPEG image is {columns} x {rows}, the object {request.Columns} x {request.Rows}.");
        if (count != request.Samples || segment.Length < 6 + count * 3)
            throw new DecodeException("The JPEG image has another number of components than the object.");
        if (precision > request.BitsAllocated || precision is < 2 or > 16
            || (process != 3 && precision is not (8 or 12)))
            throw new DecodeException($"The JPEG image has {precision} bits, which is not possible here.");
        var components = new JpegComponent[count];
        for (var at = 0; at < count; at++)
        {
            var part = segment.Slice(6 + at * 3, 3);
            components[at] = new JpegComponent
            {
                Id = part[0], Horizontal = part[1] >> 4, Vertical = part[1] & 15, QuantTable = part[2] & 3,
            };
            if (components[at].Horizontal is < 1 or > 4 || components[at].Vertical is < 1 or > 4)
                throw new DecodeException("The sampling of a JPEG component is impossible.");
        }
        var frame = new JpegFrame(process, precision, rows, columns, components);
        if (process != 3) frame.Allocate();
        return frame;
    }

    private void Allocate()
    {
        foreach (var component in Components)
        {
            component.BlocksWide = DivideUp(DivideUp(Columns * component.Horizontal, MaxHorizontal), BlockSize);
            component.BlocksHigh = DivideUp(DivideUp(Rows * component.Vertical, MaxVertical), BlockSize);
            component.PaddedWide = UnitsWide * component.Horizontal;
            component.PaddedHigh = UnitsHigh * component.Vertical;
            component.Coefficients = new short[component.PaddedWide * component.PaddedHigh * BlockSize * BlockSize];
        }
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
