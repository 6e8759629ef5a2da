using System.Buffers;
using System.Buffers.Binary;
using Telemed.Dicom.Reading;

namespace Telemed.Dicom.Writing;

/// <summary>Writes elements one after another with a stack of its own; sequences and items get open lengths.</summary>
internal sealed class DatasetWriter(Stream to, bool isExplicit, Stream? source)
{
    private const int CopyBytes = 64 * 1024;
    private const ushort LastGroupWithLength = 0x0002;
    private readonly Stack<Level> levels = new();
    private readonly byte[] head = new byte[12];

    public void Write(DicomDataset dataset)
    {
        levels.Push(new Level(dataset, null));
        while (levels.TryPop(out var level))
        {
            if (level.Sequence is not null) NextItem(level);
            else NextElements(level);
        }
    }

    private void NextElements(Level level)
    {
        for (var at = level.Next; at < level.Dataset.Count; at++)
        {
            var element = level.Dataset.At(at);
            // Lengths of groups are retired (PS3.5 section 7.2) and would be those of the file that was read.
            if (element.Tag is { IsGroupLength: true, Group: > LastGroupWithLength }) continue;
            if (element.Vr != DicomVr.SQ)
            {
                WriteElement(element);
                continue;
            }
            WriteHeader(element.Tag, DicomVr.SQ, ElementHeader.Undefined);
            levels.Push(level with { Next = at + 1 });
            levels.Push(new Level(level.Dataset, element));
            return;
        }
        if (levels.Count > 0) WriteStructure(Tags.ItemDelimiter, 0);
    }

    private void NextItem(Level level)
    {
        if (level.Next >= level.Sequence!.Items.Count)
        {
            WriteStructure(Tags.SequenceDelimiter, 0);
            return;
        }
        WriteStructure(Tags.Item, ElementHeader.Undefined);
        levels.Push(level with { Next = level.Next + 1 });
        levels.Push(new Level(level.Sequence.Items[level.Next], null));
    }

    private void WriteElement(DicomElement element)
    {
        if (element.Bulk is { IsEncapsulated: true } fragments)
        {
            WriteHeader(element.Tag, element.Vr, ElementHeader.Undefined);
            if (!element.Bytes.IsEmpty) to.Write(element.Bytes.Span);
            else CopyBulk(element, fragments);
            WriteStructure(Tags.SequenceDelimiter, 0);
            return;
        }
        var length = element.Bulk?.LengthBytes ?? element.Bytes.Length;
        WriteHeader(element.Tag, element.Vr, checked((uint)(length + (length & 1))));
        if (element.Bulk is { } bulk) CopyBulk(element, bulk);
        else to.Write(element.Bytes.Span);
        if ((length & 1) != 0) to.WriteByte(element.Vr.PadByte);
    }

    private void WriteHeader(DicomTag tag, DicomVr vr, uint length)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(head, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(2), tag.Element);
        if (!isExplicit)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), length);
            to.Write(head, 0, 8);
            return;
        }
        // A value too long for its representation's 16-bit length is written as unknown (PS3.5 section 6.2.2).
        if (!vr.HasLongLength && length > ushort.MaxValue) vr = DicomVr.UN;
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), (ushort)vr);
        if (!vr.HasLongLength)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(6), (ushort)length);
            to.Write(head, 0, 8);
            return;
        }
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(6), 0);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(8), length);
        to.Write(head, 0, 12);
    }

    private void WriteStructure(uint tag, uint length)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(head, (ushort)(tag >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(2), (ushort)(tag & 0xFFFF));
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), length);
        to.Write(head, 0, 8);
    }

    private void CopyBulk(DicomElement element, DicomBulk bulk)
    {
        if (source is null)
            throw new InvalidOperationException($"{element} is kept by place, and no source was given.");
        source.Seek(bulk.Offset, SeekOrigin.Begin);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            for (var left = bulk.LengthBytes; left > 0;)
            {
                var part = buffer.AsSpan(0, (int)Math.Min(left, CopyBytes));
                source.ReadExactly(part);
                ByteOrder.Swap(part, bulk.SwapBytes);
                to.Write(part);
                left -= part.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A data set whose element Next comes next, or a sequence whose item Next does.
    private readonly record struct Level(DicomDataset Dataset, DicomElement? Sequence, int Next = 0);
}
