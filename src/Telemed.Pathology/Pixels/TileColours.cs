using System.Buffers.Binary;

namespace Telemed.Pathology.Pixels;

/// <summary>Turns decoded samples into red, green and blue bytes.</summary>
public static class TileColours
{
    /// <summary>Three bytes a pixel from the samples of a decoder, colour by pixel.</summary>
    /// <param name="samples">One byte a sample up to 8 bits, else little-endian words.</param>
    /// <param name="pixels">Number of pixels.</param>
    /// <param name="samplesPerPixel">1 grey, 3 colour; of 2 and 4 the last is left out.</param>
    /// <param name="bitsPerSample">1 to 16.</param>
    /// <param name="isYcc">The three samples are luma and two chroma (ITU-T T.871), full range.</param>
    /// <exception cref="ArgumentException">There are fewer samples than the pixels need.</exception>
    public static byte[] ToRgb(
        ReadOnlySpan<byte> samples, int pixels, int samplesPerPixel, int bitsPerSample, bool isYcc)
    {
        var bytesPerSample = bitsPerSample > 8 ? 2 : 1;
        if (samples.Length < (long)pixels * samplesPerPixel * bytesPerSample)
            throw new ArgumentException("There are fewer samples than the pixels need.", nameof(samples));
        var rgb = new byte[pixels * 3];
        var colours = samplesPerPixel >= 3 ? 3 : 1;
        for (var pixel = 0; pixel < pixels; pixel++)
            for (var channel = 0; channel < 3; channel++)
            {
                var at = (pixel * samplesPerPixel + (colours == 3 ? channel : 0)) * bytesPerSample;
                rgb[pixel * 3 + channel] = bytesPerSample == 1 ? samples[at]
                    : (byte)Math.Min(byte.MaxValue,
                        BinaryPrimitives.ReadUInt16LittleEndian(samples[at..]) >> (bitsPerSample - 8));
            }
        if (isYcc && colours == 3) FromYcc(rgb);
        return rgb;
    }

    private static void FromYcc(Span<byte> pixels)
    {
        for (var at = 0; at + 2 < pixels.Length; at += 3)
        {
            float luma = pixels[at], blue = pixels[at + 1] - 128f, red = pixels[at + 2] - 128f;
            pixels[at] = Byte(luma + 1.402f * red);
            pixels[at + 1] = Byte(luma - 0.344136f * blue - 0.714136f * red);
            pixels[at + 2] = Byte(luma + 1.772f * blue);
        }
    }

    private static byte Byte(float value) => (byte)Math.Clamp((int)MathF.Round(value), 0, byte.MaxValue);
}
