using System.Buffers.Binary;
using System.IO.Compression;
using Telemed.Dicom;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Reads the pictures that browsers make of a canvas: PNG with eight bits a sample, not interlaced (ISO/IEC 15948).
/// </summary>
internal static class PngPixels
{
    private const int SignatureBytes = 8, ChunkHeadBytes = 8, ChunkEndBytes = 4, HeaderBytes = 13, SideLimitPx = 8192;
    private const int ChunkLimit = 100_000;

    /// <exception cref="DicomFormatException">It is no such picture.</exception>
    public static Picture Read(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]))
            throw Broken(0, "This is no PNG.");
        using var packed = new MemoryStream();
        var header = ReadChunks(png, packed);
        var width = BinaryPrimitives.ReadInt32BigEndian(header);
        var height = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
        var samples = header[9] switch { 0 => 1, 2 => 3, 4 => 2, 6 => 4, _ => 0 };
        if (width is < 1 or > SideLimitPx || height is < 1 or > SideLimitPx || samples == 0 || header[8] != 8 ||
            header[12] != 0)
            throw Broken(SignatureBytes, "The kind of PNG is none that browsers make.");
        packed.Position = 0;
        try
        {
            return new Picture(width, height, Unpack(packed, width, height, samples));
        }
        catch (InvalidDataException broken)
        {
            throw Broken(SignatureBytes, broken.Message);
        }
    }

    private static byte[] Unpack(MemoryStream packed, int width, int height, int samples)
    {
        var rgb = new byte[width * height * 3];
        using var lines = new ZLibStream(packed, CompressionMode.Decompress);
        var (line, above) = (new byte[width * samples], new byte[width * samples]);
        for (var row = 0; row < height; row++)
        {
            var filter = lines.ReadByte();
            if (filter is < 0 or > 4 || lines.ReadAtLeast(line, line.Length, throwOnEndOfStream: false) < line.Length)
                throw Broken(SignatureBytes, "The PNG ends early or has a filter that is not known.");
            Unfilter(filter, line, above, samples);
            Spread(line, samples, rgb.AsSpan(row * width * 3, width * 3));
            (line, above) = (above, line);
        }
        return rgb;
    }

    private static ReadOnlySpan<byte> ReadChunks(ReadOnlySpan<byte> png, MemoryStream packed)
    {
        ReadOnlySpan<byte> header = default;
        var at = SignatureBytes;
        for (var chunk = 0; chunk < ChunkLimit && at + ChunkHeadBytes + ChunkEndBytes <= png.Length; chunk++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            if (length < 0 || length > png.Length - at - ChunkHeadBytes - ChunkEndBytes)
                throw Broken(at, "A chunk of the PNG is longer than the file.");
            var kind = png.Slice(at + 4, 4);
            var content = png.Slice(at + ChunkHeadBytes, length);
            if (kind.SequenceEqual("IHDR"u8)) header = content;
            else if (kind.SequenceEqual("IDAT"u8)) packed.Write(content);
            else if (kind.SequenceEqual("IEND"u8)) break;
            at += ChunkHeadBytes + length + ChunkEndBytes;
        }
        return header.Length == HeaderBytes ? header : throw Broken(SignatureBytes, "The PNG has no header.");
    }

    // Each filter is undone from what stands left and above (section 9).
    private static void Unfilter(int filter, Span<byte> line, ReadOnlySpan<byte> above, int step)
    {
        for (var at = 0; at < line.Length; at++)
        {
            int left = at < step ? 0 : line[at - step], up = above[at], corner = at < step ? 0 : above[at - step];
            var guess = filter switch
            {
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, corner),
                _ => 0,
            };
            line[at] = unchecked((byte)(line[at] + guess));
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    // What a canvas left transparent is black, as it is around the images.
    private static void Spread(ReadOnlySpan<byte> line, int samples, Span<byte> rgb)
    {
        for (int from = 0, to = 0; to < rgb.Length; from += samples, to += 3)
            for (var colour = 0; colour < 3; colour++)
            {
                var value = line[from + (samples >= 3 ? colour : 0)];
                rgb[to + colour] = samples % 2 == 0 ? (byte)(value * line[from + samples - 1] / 255) : value;
            }
    }

    private static DicomFormatException Broken(long offset, string problem) => new("picture", offset, problem);
}
