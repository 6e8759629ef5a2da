using System.Buffers.Binary;

namespace Telemed.Dicom.Writing;

/// <summary>Lays compressed frames out as items (PS3.5 section A.4).</summary>
internal static class Encapsulation
{
    private const int ItemHeaderBytes = 8;

    public static DicomElement Element(DicomTag tag, IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        var total = checked(
            ItemHeaderBytes + frames.Count * 4 + frames.Sum(frame => ItemHeaderBytes + Even(frame.Length)));
        var bytes = new byte[total];
        WriteItem(bytes, frames.Count * 4);
        var at = ItemHeaderBytes + frames.Count * 4;
        var first = at;
        for (var index = 0; index < frames.Count; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ItemHeaderBytes + index * 4), (uint)(at - first));
            WriteItem(bytes.AsSpan(at), Even(frames[index].Length));
            frames[index].Span.CopyTo(bytes.AsSpan(at + ItemHeaderBytes));
            at += ItemHeaderBytes + Even(frames[index].Length);
        }
        return new DicomElement(tag, DicomVr.OB, new DicomBulk(0, total, null, 1, true), bytes);
    }

    private static int Even(int length) => length + (length & 1);

    private static void WriteItem(Span<byte> at, int length)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(at, 0xFFFE);
        BinaryPrimitives.WriteUInt16LittleEndian(at[2..], 0xE000);
        BinaryPrimitives.WriteUInt32LittleEndian(at[4..], (uint)length);
    }
}
