using System.Runtime.Intrinsics;

namespace Telemed.Pathology.Jpeg;

/// <summary>The forward 8 x 8 cosine transform (ISO/IEC 10918-1, A.3.3) as two products with one matrix.</summary>
internal static class Dct
{
    private static readonly float[] Cosines = MakeCosines();

    /// <summary>Transforms 64 samples, level-shifted to around zero, in place.</summary>
    public static void Forward(Span<float> block)
    {
        Span<float> turned = stackalloc float[64];
        Multiply(block, turned);
        Multiply(turned, block);
    }

    /// <summary>Multiplies from the left and writes the transposed product; doing so twice turns it back.</summary>
    private static void Multiply(ReadOnlySpan<float> block, Span<float> into)
    {
        Span<float> row = stackalloc float[8];
        for (var i = 0; i < 8; i++)
        {
            var sum = Vector256<float>.Zero;
            for (var k = 0; k < 8; k++) sum += Cosines[i * 8 + k] * Vector256.Create(block.Slice(k * 8, 8));
            sum.CopyTo(row);
            for (var j = 0; j < 8; j++) into[j * 8 + i] = row[j];
        }
    }

    private static float[] MakeCosines()
    {
        var cosines = new float[64];
        for (var i = 0; i < 8; i++)
            for (var k = 0; k < 8; k++)
                cosines[i * 8 + k] = (float)((i == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos(
                    (2 * k + 1) * i * Math.PI / 16));
        return cosines;
    }
}
