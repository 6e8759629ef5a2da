using System.Buffers.Binary;
using Telemed.Dicom.Reading;
using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Transcoding;

/// <summary>Packs one native little-endian frame for one fragment.</summary>
/// <param name="frame">The frame; its length is that of its shape.</param>
/// <param name="shape">Its shape.</param>
/// <param name="cancel">Gives up.</param>
public delegate ValueTask<byte[]> PackFrame(byte[] frame, FrameShape shape, CancellationToken cancel);

/// <summary>Rewrites a plain object in another syntax; run lengths need nobody's help.</summary>
public static class PlainTranscoder
{
    private const int ItemBytes = 8;

    /// <summary>RLE Lossless.</summary>
    public const string Rle = "1.2.840.10008.1.2.5";

    /// <summary>True for the syntaxes that objects can be rewritten in.</summary>
    public static bool CanWrite(string syntax) =>
        syntax == TransferSyntax.ExplicitLittleEndian.Uid || syntax == TransferSyntax.ImplicitLittleEndian.Uid ||
        syntax == Rle;

    /// <summary>Writes the object as a Part 10 file in that syntax.</summary>
    /// <param name="source">A file in Explicit VR Little Endian from its first byte; must be able to seek.</param>
    /// <param name="to">Receives the file; written forwards only, a frame at a time.</param>
    /// <param name="syntax">One that <see cref="CanWrite"/> allows.</param>
    /// <param name="cancel">Gives up; what was written by then is no whole file.</param>
    /// <exception cref="DicomFormatException">The object is broken, or has no frames that could be packed.</exception>
    public static async Task Write(Stream source, Stream to, string syntax, CancellationToken cancel)
    {
        if (syntax == Rle)
        {
            await Pack(source, to, syntax, RleEncoder.CanEncode,
                (frame, shape, _) => ValueTask.FromResult(RleEncoder.Encode(frame, shape)), cancel);
            return;
        }
        DicomWriter.WriteFile(to, DicomReader.Read(source), TransferSyntax.Of(syntax), source);
    }

    /// <summary>Writes the object as a Part 10 file in a lossless packed syntax.</summary>
    /// <param name="source">A file in Explicit VR Little Endian from its first byte; must be able to seek.</param>
    /// <param name="to">Receives the file; written forwards only, a frame at a time.</param>
    /// <param name="syntax">The UID of the packed syntax.</param>
    /// <param name="canPack">Says which shapes have a form in it.</param>
    /// <param name="pack">Asked for each frame in order.</param>
    /// <param name="cancel">Gives up; what was written by then is no whole file.</param>
    /// <exception cref="DicomFormatException">The object is broken, or has no frames that could be packed.</exception>
    public static async Task Pack(
        Stream source, Stream to, string syntax, Predicate<FrameShape> canPack, PackFrame pack,
        CancellationToken cancel)
    {
        var file = DicomReader.Read(source);
        var shape = FrameShape.Of(file.Dataset);
        if (file.PixelData is not { IsEncapsulated: false } pixels || shape is null || !canPack(shape))
            throw new DicomFormatException("pixel data", file.DatasetOffset, "The object has no frames to be packed.");
        DicomWriter.WriteHead(to, file.Dataset.GetString(DicomTags.SOPClassUID) ?? "",
            file.Dataset.GetString(DicomTags.SOPInstanceUID) ?? "", TransferSyntax.Of(syntax));
        var writer = new DatasetWriter(to, isExplicit: true, source);
        writer.Write(Part(file, element => element.Tag < DicomTags.PixelData));
        await to.WriteAsync(Header(), cancel);
        for (var index = 0; index < pixels.FrameCount; index++)
        {
            var packed = await pack(Frame(pixels, shape, index, source), shape, cancel);
            // An item has an even length (PS3.5 section 7.5).
            var isOdd = packed.Length % 2 != 0;
            await to.WriteAsync(Item(packed.Length + (isOdd ? 1 : 0)), cancel);
            await to.WriteAsync(packed, cancel);
            if (isOdd) to.WriteByte(0);
        }
        await to.WriteAsync(Delimiter(), cancel);
        writer.Write(Part(file, element => element.Tag > DicomTags.PixelData));
    }

    private static byte[] Frame(DicomPixelData pixels, FrameShape shape, int index, Stream source)
    {
        // Colour that shares samples between columns has no form in run lengths.
        if (pixels.FrameRanges(index) is not [var range] ||
            range.LengthBytes != checked((long)shape.Rows * shape.Columns * shape.Samples * shape.BitsAllocated / 8))
            throw new DicomFormatException("pixel data", pixels.Value.Offset, $"Frame {index + 1} cannot be packed.");
        var frame = new byte[range.LengthBytes];
        source.Position = range.Offset;
        source.ReadExactly(frame);
        return frame;
    }

    private static DicomDataset Part(DicomFile file, Func<DicomElement, bool> isWanted)
    {
        var part = new DicomDataset();
        foreach (var element in file.Dataset)
            if (isWanted(element)) part.TryAdd(element);
        return part;
    }

    // The element with an open length, and an empty table of offsets.
    private static byte[] Header()
    {
        var header = new byte[12 + ItemBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(header, DicomTags.PixelData.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), DicomTags.PixelData.Element);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)DicomVr.OB);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), ElementHeader.Undefined);
        Item(0).CopyTo(header, 12);
        return header;
    }

    private static byte[] Item(int lengthBytes) => Structure(0xE000, (uint)lengthBytes);

    private static byte[] Delimiter() => Structure(0xE0DD, 0);

    private static byte[] Structure(ushort element, uint lengthBytes)
    {
        var bytes = new byte[ItemBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, 0xFFFE);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), element);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), lengthBytes);
        return bytes;
    }
}
