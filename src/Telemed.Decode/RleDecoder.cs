using System.Buffers.Binary;

namespace Telemed.Decode;

/// <summary>DICOM run-length coding: a plane of bytes for each byte of each sample (PS3.5 annex G).</summary>
internal static class RleDecoder
{
    private const int HeaderBytes = 64;
    private const int SegmentLimit = 15;

    public static byte[] Decode(FrameRequest request)
    {
        var data = request.Data.Span;
        if (data.Length < HeaderBytes) throw new DecodeException("The RLE header is shorter than 64 bytes.");
        var sampleBytes = Math.Max(request.SampleBytes, 1);
        var expected = request.Samples * sampleBytes;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (count != expected || count > SegmentLimit)
            throw new DecodeException($"The frame has {count} RLE segments where {expected} are needed.");
        var frame = new byte[request.OutputBytes];
        var planeBytes = frame.Length / expected;
        for (var segment = 0; segment < expected; segment++)
        {
            var (sample, place) = (segment / sampleBytes, segment % sampleBytes);
            // The most significant byte comes first among the segments, and last in the frame.
            var first = sample * sampleBytes + (sampleBytes - 1 - place);
            Unpack(Segment(data, segment, (int)count), frame, first, expected, planeBytes);
        }
        return frame;
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> data, int segment, int count)
    {
        var start = BinaryPrimitives.ReadUInt32LittleEndian(data[(4 + segment * 4)..]);
        var end = segment + 1 < count
            ? BinaryPrimitives.ReadUInt32LittleEndian(data[(8 + segment * 4)..]) : (uint)data.Length;
        if (start < HeaderBytes || end < start || end > data.Length)
            throw new DecodeException("An RLE segment lies outside the frame.");
        return data[(int)start..(int)end];
    }

    private static void Unpack(ReadOnlySpan<byte> packed, byte[] frame, int first, int step, int planeBytes)
    {
        var at = first;
        var left = planeBytes;
        for (var from = 0; from < packed.Length && left > 0;)
        {
            var head = unchecked((sbyte)packed[from++]);
            if (head == sbyte.MinValue) continue;
            var count = head >= 0 ? head + 1 : 1 - head;
            var available = head >= 0 ? packed.Length - from : packed.Length > from ? count : 0;
            count = Math.Min(Math.Min(count, left), available);
            if (count == 0) break;
            for (var index = 0; index < count; index++, at += step) frame[at] = packed[head >= 0 ? from + index : from];
            from += head >= 0 ? count : 1;
            left -= count;
        }
        if (left > 0) throw new DecodeException("An RLE segment ends before its plane is full.");
    }
}
