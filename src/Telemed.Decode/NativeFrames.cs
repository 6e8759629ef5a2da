namespace Telemed.Decode;

/// <summary>Puts the samples of an uncompressed frame in the common order.</summary>
internal static class NativeFrames
{
    public static byte[] Arrange(FrameRequest request, ReadOnlyMemory<byte> data)
    {
        if (request.BitsAllocated == 1) return Bits(request, data.Span);
        if (data.Length < request.OutputBytes)
        {
            // Columns may be halved in colour (YBR_FULL_422): such a frame is passed on as it is.
            if (request.Samples == 3 && data.Length >= request.Pixels * 2 * request.SampleBytes)
                return data[..(int)(request.Pixels * 2 * request.SampleBytes)].ToArray();
            throw new DecodeException("The frame is shorter than its rows and columns.");
        }
        var frame = data[..request.OutputBytes];
        return request is { IsPlanar: true, Samples: > 1 } ? ByPixel(request, frame.Span) : frame.ToArray();
    }

    private static byte[] ByPixel(FrameRequest request, ReadOnlySpan<byte> planes)
    {
        var frame = new byte[planes.Length];
        var (size, samples) = (request.SampleBytes, request.Samples);
        var pixels = (int)request.Pixels;
        for (var sample = 0; sample < samples; sample++)
        {
            var plane = planes.Slice(sample * pixels * size, pixels * size);
            for (var pixel = 0; pixel < pixels; pixel++)
                plane.Slice(pixel * size, size).CopyTo(frame.AsSpan((pixel * samples + sample) * size));
        }
        return frame;
    }

    // Frames of single bits follow each other without padding; the second may begin inside a byte.
    private static byte[] Bits(FrameRequest request, ReadOnlySpan<byte> data)
    {
        var frame = new byte[request.OutputBytes];
        if (data.Length < frame.Length) throw new DecodeException("The frame is shorter than its rows and columns.");
        var shift = request.FirstBit;
        for (var at = 0; at < frame.Length; at++)
        {
            var next = at + 1 < data.Length ? data[at + 1] : 0;
            frame[at] = (byte)(((data[at] | (next << 8)) >> shift) & 0xFF);
        }
        var used = (int)(request.Pixels * request.Samples % 8);
        if (used > 0) frame[^1] &= (byte)((1 << used) - 1);
        return frame;
    }
}
