using System.Buffers.Binary;
using Telemed.Pathology.Jpeg;
using Telemed.Pathology.Tiles;

namespace Telemed.Pathology;

/// <summary>Makes a picture of a label, macro or thumbnail out of its strips, without decoding JPEG.</summary>
public static class AssociatedPicture
{
    /// <summary>The most pixels shown; real ones stay under four million.</summary>
    public const int PixelsLimit = 32_000_000;

    /// <summary>Joins what <see cref="AssociatedImage.Strips"/> names.</summary>
    /// <param name="image">The image.</param>
    /// <param name="stored">The bytes of each strip, in order.</param>
    /// <exception cref="SlideFormatException">The strips are damaged or do not belong together.</exception>
    /// <exception cref="NotSupportedException">The codec needs the decoding child.</exception>
    public static Picture Assemble(AssociatedImage image, IReadOnlyList<ReadOnlyMemory<byte>> stored)
    {
        if (stored.Count == 0 || (long)image.WidthPx * image.HeightPx > PixelsLimit)
            throw new SlideFormatException(image.Name, 0, "The picture has no strips, or is too large to be shown.");
        return image.Compression switch
        {
            TileCompression.Jpeg when image.SamplesPerPixel is 1 or 3 =>
                new Picture(JoinJpeg(image, stored), "image/jpeg"),
            TileCompression.None or TileCompression.Deflate or TileCompression.Lzw =>
                new Picture(JoinRaw(image, stored), "image/png"),
            _ => throw new NotSupportedException($"Pictures stored as {image.Compression} are decoded elsewhere."),
        };
    }

    /// <summary>
    /// Each strip is a JPEG whose prediction begins anew, which is what a restart interval is: behind one header with
    /// the whole height, their scans with restart markers between are one JPEG.
    /// </summary>
    private static byte[] JoinJpeg(AssociatedImage image, IReadOnlyList<ReadOnlyMemory<byte>> stored)
    {
        var first = Spliced(image, stored[0].Span);
        if (stored.Count == 1) return first;
        var header = JpegHeader.Read(first, image.Name, 0);
        var unitsAcross = (image.WidthPx + 8 * header.SamplingX - 1) / (8 * header.SamplingX);
        var unitsDown = image.RowsPerStrip / (8 * header.SamplingY);
        if (image.RowsPerStrip % (8 * header.SamplingY) != 0 || unitsAcross * unitsDown > ushort.MaxValue
            || header.RestartInterval != 0)
            throw new SlideFormatException(image.Name, 0, "Its strips cannot be joined to one picture.");

        var joined = new MemoryStream();
        var scanHeader = 2 + 6 + 2 * header.Components;
        joined.Write(first, 0, header.ScanOffset - scanHeader);
        Span<byte> restart = [0xFF, 0xDD, 0, 4, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(restart[4..], (ushort)(unitsAcross * unitsDown));
        joined.Write(restart);
        joined.Write(first, header.ScanOffset - scanHeader, scanHeader);
        for (var i = 0; i < stored.Count; i++)
        {
            var strip = i == 0 ? first : Spliced(image, stored[i].Span);
            var scan = strip.AsSpan(JpegHeader.Read(strip, image.Name, 0).ScanOffset);
            joined.Write(scan.EndsWith<byte>([0xFF, 0xD9]) ? scan[..^2] : scan);
            joined.Write([0xFF, i == stored.Count - 1 ? (byte)0xD9 : (byte)(0xD0 + i % 8)]);
        }
        var bytes = joined.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(header.FrameOffset + 5), (ushort)image.HeightPx);
        return bytes;
    }

    private static byte[] Spliced(AssociatedImage image, ReadOnlySpan<byte> strip)
    {
        if (strip.Length < 4 || strip[0] != 0xFF || strip[1] != 0xD8)
            throw new SlideFormatException(image.Name, 0, "A strip does not begin as a JPEG.");
        if (image.JpegPrefix.IsEmpty) return strip.ToArray();
        var replaced = Math.Min(JpegSplice.Replaced(strip, dropJfif: false), strip.Length);
        return [.. image.JpegPrefix.Span, .. strip[replaced..]];
    }

    private static byte[] JoinRaw(AssociatedImage image, IReadOnlyList<ReadOnlyMemory<byte>> stored)
    {
        var rowBytes = image.WidthPx * image.SamplesPerPixel;
        var pixels = new byte[rowBytes * image.HeightPx];
        for (var i = 0; i < stored.Count; i++)
        {
            var top = i * image.RowsPerStrip;
            var rows = Math.Min(image.RowsPerStrip, image.HeightPx - top);
            if (rows <= 0) break;
            RawTile.Decode(image.Compression, stored[i], image.WidthPx, rows, image.SamplesPerPixel, image.Predictor)
                .CopyTo(pixels, top * rowBytes);
        }
        return PngWriter.Write(pixels, image.WidthPx, image.HeightPx, image.SamplesPerPixel);
    }
}
