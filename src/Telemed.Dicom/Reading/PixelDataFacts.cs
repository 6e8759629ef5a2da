using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Telemed.Dicom.Reading;

/// <summary>Turns the walk over pixel data and the image module into the place of each frame (PS3.3 C.7.6.3).</summary>
internal static class PixelDataFacts
{
    private const long FrameLimitBytes = 2L * 1024 * 1024 * 1024;

    public static DicomPixelData Describe(PixelDataPlace place, DicomDataset dataset, ReadContext context)
    {
        var frameBits = NativeFrameBits(dataset, place, context);
        var declared = DeclaredFrames(dataset, place, context);
        var frames = place.IsEncapsulated
            ? Math.Min(declared, Math.Max(place.Fragments.Count, 1))
            : NativeFrames(declared, frameBits, place.Value.LengthBytes);
        if (frames != declared)
            context.Warn(DicomReader.DataSection, place.Value.Offset,
                $"{declared} frames are declared, but the pixel data can hold only {frames}.");
        if (!place.IsEncapsulated && frameBits is { } bits)
            WarnOfLength(place, (bits * frames + 7) / 8, context);
        return new DicomPixelData
        {
            Tag = place.Tag, Vr = place.Vr, Value = place.Value, IsEncapsulated = place.IsEncapsulated,
                FrameCount = frames,
            NativeFrameBits = frameBits, Fragments = place.Fragments, BasicOffsets = place.BasicOffsets,
            ExtendedOffsets = ExtendedOffsets(dataset),
        };
    }

    private static int DeclaredFrames(DicomDataset dataset, PixelDataPlace place, ReadContext context)
    {
        if (!dataset.Has(DicomTags.NumberOfFrames)) return 1;
        var declared = dataset.GetInteger(DicomTags.NumberOfFrames);
        if (declared is > 0 and <= DicomPixelData.FrameLimit) return (int)declared.Value;
        context.Warn(DicomReader.DataSection, place.Value.Offset, "Number of Frames is impossible.");
        return declared > DicomPixelData.FrameLimit ? DicomPixelData.FrameLimit : 1;
    }

    private static int NativeFrames(int declared, long? frameBits, long lengthBytes) =>
        frameBits is { } bits && bits > 0
            ? (int)Math.Clamp(Math.Min(lengthBytes, long.MaxValue / 8) * 8 / bits, 1, declared) : 1;

    private static void WarnOfLength(PixelDataPlace place, long neededBytes, ReadContext context)
    {
        var evenBytes = neededBytes + (neededBytes & 1);
        if (place.Value.LengthBytes < neededBytes)
            context.Warn(DicomReader.DataSection, place.Value.Offset,
                $"Pixel data has {place.Value.LengthBytes} bytes where {neededBytes} are needed.");
        else if (place.Value.LengthBytes > evenBytes)
            context.Warn(DicomReader.DataSection, place.Value.Offset,
                $"Pixel data has {place.Value.LengthBytes} bytes where {neededBytes} would do.");
    }

    private static long? NativeFrameBits(DicomDataset dataset, PixelDataPlace place, ReadContext context)
    {
        var shape = FrameShape.Of(dataset);
        if (shape is null)
        {
            context.Warn(DicomReader.DataSection, place.Value.Offset,
                "Rows, Columns, Samples per Pixel or Bits Allocated are missing or impossible.");
            return null;
        }
        if (shape.NativeBytes <= FrameLimitBytes) return shape.NativeBits;
        context.Warn(DicomReader.DataSection, place.Value.Offset, "One frame would take more than 2 GiB.");
        return null;
    }

    private static ulong[] ExtendedOffsets(DicomDataset dataset)
    {
        var bytes = dataset.GetBytes(DicomTags.ExtendedOffsetTable).Span;
        if (bytes.Length == 0 || bytes.Length % 8 != 0) return [];
        var offsets = MemoryMarshal.Cast<byte, ulong>(bytes).ToArray();
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(offsets, offsets);
        return offsets;
    }
}
