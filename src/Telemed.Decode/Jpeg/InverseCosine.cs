namespace Telemed.Decode.Jpeg;

/// <summary>
/// The inverse cosine transform of eight by eight values in whole numbers, after Loeffler, Ligtenberg and Moschytz
/// (ICASSP 1989, 988-991): eleven multiplications a line, with the roundings that most decoders share.
/// </summary>
internal static class InverseCosine
{
    private const int Scale = 13;

    // Cosines and their sums, times two to the power of 13.
    private const int C0299 = 2446, C0390 = 3196, C0541 = 4433, C0765 = 6270, C0900 = 7373, C1176 = 9633;
    private const int C1501 = 12299, C1848 = 15137, C1962 = 16069, C2053 = 16819, C2563 = 20995, C3073 = 25172;

    /// <summary>Transforms in place, columns first.</summary>
    /// <param name="block">Dequantized coefficients in, samples around zero out.</param>
    /// <param name="precision">Bits of a sample: with 12 the first pass keeps one bit fewer.</param>
    public static void Transform(Span<int> block, int precision)
    {
        var keptBits = precision > 8 ? 1 : 2;
        for (var column = 0; column < 8; column++) Line(block, column, 8, Scale - keptBits);
        for (var row = 0; row < 8; row++) Line(block, row * 8, 1, Scale + keptBits + 3);
    }

    // Damaged coefficients may run over; the result is clamped later, so wrapping does no harm.
    private static void Line(Span<int> block, int first, int step, int shift)
    {
        unchecked
        {
            int c0 = block[first], c1 = block[first + step], c2 = block[first + 2 * step], c3 = block[first + 3 * step];
            int c4 = block[first + 4 * step], c5 = block[first + 5 * step], c6 = block[first + 6 * step],
                c7 = block[first + 7 * step];

            var turned = (c2 + c6) * C0541;
            var evenLow = turned - c6 * C1848;
            var evenHigh = turned + c2 * C0765;
            var sum = (c0 + c4) << Scale;
            var difference = (c0 - c4) << Scale;
            int e0 = sum + evenHigh, e3 = sum - evenHigh, e1 = difference + evenLow, e2 = difference - evenLow;

            var all = (c7 + c3 + c5 + c1) * C1176;
            var a = -(c7 + c1) * C0900;
            var b = -(c5 + c3) * C2563;
            var c = all - (c7 + c3) * C1962;
            var d = all - (c5 + c1) * C0390;
            int o0 = c7 * C0299 + a + c, o1 = c5 * C2053 + b + d, o2 = c3 * C3073 + b + c, o3 = c1 * C1501 + a + d;

            var half = 1 << (shift - 1);
            block[first] = (e0 + o3 + half) >> shift;
            block[first + 7 * step] = (e0 - o3 + half) >> shift;
            block[first + step] = (e1 + o2 + half) >> shift;
            block[first + 6 * step] = (e1 - o2 + half) >> shift;
            block[first + 2 * step] = (e2 + o1 + half) >> shift;
            block[first + 5 * step] = (e2 - o1 + half) >> shift;
            block[first + 3 * step] = (e3 + o0 + half) >> shift;
            block[first + 4 * step] = (e3 - o0 + half) >> shift;
        }
    }
}
