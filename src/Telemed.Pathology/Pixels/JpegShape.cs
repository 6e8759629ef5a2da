using Telemed.Pathology.Jpeg;

namespace Telemed.Pathology.Pixels;

/// <summary>What a decoder must know of a JPEG before it begins.</summary>
/// <param name="WidthPx">Width.</param>
/// <param name="HeightPx">Height.</param>
/// <param name="Components">Samples of a pixel.</param>
/// <param name="BitsPerSample">8 or 12.</param>
/// <param name="IsYcc">Its three components are luma and two chroma, and not red, green, blue.</param>
public sealed record JpegShape(int WidthPx, int HeightPx, int Components, int BitsPerSample, bool IsYcc)
{
    /// <summary>Reads the header.</summary>
    /// <exception cref="SlideFormatException">The header is damaged.</exception>
    public static JpegShape Of(ReadOnlySpan<byte> jpeg)
    {
        var header = JpegHeader.Read(jpeg, "Tile", 0);
        // The Adobe segment states the colours; without one, three components are YCbCr (as every browser takes them).
        var isYcc = header.Components == 3 && (!header.HasAdobe || header.AdobeTransform != 0);
        return new JpegShape(header.WidthPx, header.HeightPx, header.Components, header.BitsPerSample, isYcc);
    }
}
