using System.Runtime.InteropServices;

namespace Telemed.Decode;

/// <summary>Puts the samples of an uncompressed frame in the common order.</summary>
internal static class NativeFrames
{
    public static byte[] Arrange(FrameRequest request, ReadOnlyMemory<byte> data)
    {
        if (request.BitsAllocated == 1) return Bits(request, data.Span);
        if (data.Length < request.OutputBytes)
        {
            if (request is { Samples: 3, SampleBytes: 1 } && data.Length >= request.Pixels * 2)
                return HalvedColour(request, data.Span);
            throw new DecodeException("The frame is shorter than its rows and columns.");
        }
        var span = data.Span[..request.OutputBytes];
        var frame = request is { IsPlanar: true, Samples: > 1 } ? ByPixel(request, span) : span.ToArray();
        if (request.SampleBytes == 2 && request.BitsStored < 16) ClearUnusedBits(frame, request);
        return frame;
    }

    // The bits above the stored ones may hold an overlay or rubbish; they become zeros or copies of the sign.
    private static void ClearUnusedBits(byte[] frame, FrameRequest request)
    {
        var mask = (1 << request.BitsStored) - 1;
        var words = MemoryMarshal.Cast<byte, ushort>(frame.AsSpan());
        foreach (ref var word in words)
        {
            var value = word & mask;
            word = unchecked((ushort)(request.IsSigned ? Samples.Signed(value, request.BitsStored) : value));
        }
    }

    // Two brightness samples share one pair of colour samples (PS3.3 C.7.6.3.1.2, YBR_FULL_422).
    private static byte[] HalvedColour(FrameRequest request, ReadOnlySpan<byte> data)
    {
        var frame = new byte[request.OutputBytes];
        for (var pixel = 0; pixel < (int)request.Pixels; pixel++)
        {
            var pair = data.Slice(pixel / 2 * 4, 4);
            frame[pixel * 3] = pair[pixel & 1];
            frame[pixel * 3 + 1] = pair[2];
            frame[pixel * 3 + 2] = pair[3];
        }
        return frame;
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
