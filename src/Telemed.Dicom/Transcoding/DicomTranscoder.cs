using System.Buffers.Binary;
using System.Text;
using Telemed.Dicom.Reading;
using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Transcoding;

/// <summary>Decodes one compressed frame to native little-endian samples, colour by pixel; single bits stay
/// packed.</summary>
/// <param name="file">The object, as the transcoder read it.</param>
/// <param name="frameIndex">Counted from 0.</param>
/// <param name="cancel">Gives up.</param>
public delegate ValueTask<ReadOnlyMemory<byte>> DecodeFrame(DicomFile file, int frameIndex, CancellationToken cancel);

/// <summary>
/// Rewrites any object in Explicit VR Little Endian, the syntax every reader knows (PS3.5 section 10). Implicit,
/// big-endian and deflated objects need nobody's help; compressed frames are decoded one at a time by the caller.
/// </summary>
public static class DicomTranscoder
{
    private const string Section = "pixel data";
    private const uint IconImageSequence = 0x00880200;
    private const int CopyBytes = 128 * 1024;

    /// <summary>True when the pixels of that syntax can be laid out frame by frame: not for video, JPIP and JPEG
    /// XL.</summary>
    public static bool IsDecodable(TransferSyntax syntax) => !syntax.IsEncapsulated || syntax.Uid is
        "1.2.840.10008.1.2.5" or "1.2.840.10008.1.2.8.1" or
        "1.2.840.10008.1.2.4.50" or "1.2.840.10008.1.2.4.51" or "1.2.840.10008.1.2.4.53" or "1.2.840.10008.1.2.4.55" or
        "1.2.840.10008.1.2.4.57" or "1.2.840.10008.1.2.4.70" or "1.2.840.10008.1.2.4.80" or "1.2.840.10008.1.2.4.81" or
        "1.2.840.10008.1.2.4.90" or "1.2.840.10008.1.2.4.91" or "1.2.840.10008.1.2.4.201" or
        "1.2.840.10008.1.2.4.202" or "1.2.840.10008.1.2.4.203";

    /// <summary>Writes the object as a Part 10 file in Explicit VR Little Endian.</summary>
    /// <param name="source">The stored object from its first byte; must be able to seek.</param>
    /// <param name="to">Receives the file; written forwards only, a frame at a time.</param>
    /// <param name="decode">Asked for each frame in order when the pixels are compressed; never otherwise.</param>
    /// <param name="cancel">Gives up; what was written by then is no whole file.</param>
    /// <exception cref="DicomFormatException">
    /// The object is broken, says too little about its frames, or takes more than 4 GiB uncompressed.
    /// </exception>
    public static async Task ToExplicitLittleEndian(
        Stream source, Stream to, DecodeFrame decode, CancellationToken cancel)
    {
        var file = DicomReader.Read(source);
        if (file.TransferSyntax.IsDeflated)
        {
            await Inflate(file, source, to, cancel);
            return;
        }
        if (file.PixelData is not { IsEncapsulated: true } pixels)
        {
            DicomWriter.WriteFile(to, file, TransferSyntax.ExplicitLittleEndian, source);
            return;
        }
        var frameBits = FrameBits(file, pixels);
        var totalBytes = (frameBits * pixels.FrameCount + 7) / 8;
        if (totalBytes >= ElementHeader.Undefined)
            throw new DicomFormatException(
                Section, pixels.Value.Offset, "Uncompressed the pixels take more than 4 GiB.");
        WriteHead(file, to);
        var writer = new DatasetWriter(to, isExplicit: true, source);
        writer.Write(Before(file));
        await to.WriteAsync(PixelHeader(file, (uint)totalBytes), cancel);
        if (frameBits % 8 == 0) await CopyFrames(file, frameBits / 8, to, decode, cancel);
        else await to.WriteAsync(await JoinBits(file, frameBits, totalBytes, decode, cancel), cancel);
        if (totalBytes % 2 != 0) to.WriteByte(0);
        writer.Write(Behind(file));
    }

    private static async Task CopyFrames(
        DicomFile file, long frameBytes, Stream to, DecodeFrame decode, CancellationToken cancel)
    {
        for (var index = 0; index < file.PixelData!.FrameCount; index++)
        {
            var frame = await decode(file, index, cancel);
            if (frame.Length != frameBytes) throw OtherLength(file, index, frame.Length, frameBytes);
            await to.WriteAsync(frame, cancel);
        }
    }

    // Frames of single bits follow each other without padding (PS3.5 section 8.1.1): the next begins inside a byte.
    private static async Task<byte[]> JoinBits(
        DicomFile file, long frameBits, long totalBytes, DecodeFrame decode, CancellationToken cancel)
    {
        if (totalBytes > int.MaxValue / 2)
            throw new DicomFormatException(
                Section, file.PixelData!.Value.Offset, "Frames of single bits take over 1 GiB.");
        var all = new byte[totalBytes];
        for (var index = 0; index < file.PixelData!.FrameCount; index++)
        {
            var frame = await decode(file, index, cancel);
            if (frame.Length != (frameBits + 7) / 8) throw OtherLength(file, index, frame.Length, (frameBits + 7) / 8);
            for (long bit = 0, at = frameBits * index; bit < frameBits; bit++, at++)
                if ((frame.Span[(int)(bit / 8)] >> (int)(bit % 8) & 1) != 0) all[at / 8] |= (byte)(1 << (int)(at % 8));
        }
        return all;
    }

    private static long FrameBits(DicomFile file, DicomPixelData pixels)
    {
        if (FrameShape.Of(file.Dataset) is not { } shape)
            throw new DicomFormatException(
                Section, pixels.Value.Offset, "The object does not say how large a frame is.");
        var declared = file.Dataset.GetInteger(DicomTags.NumberOfFrames) ?? 1;
        if (declared != pixels.FrameCount)
            throw new DicomFormatException(Section, pixels.Value.Offset,
                $"{declared} frames are declared, but the pixel data holds {pixels.FrameCount}.");
        // A decoded frame has every colour sample, also where the compressed one shares some between columns.
        return checked((long)shape.Rows * shape.Columns * shape.Samples * shape.BitsAllocated);
    }

    private static void WriteHead(DicomFile file, Stream to) => DicomWriter.WriteHead(to,
        file.Dataset.GetString(DicomTags.SOPClassUID) ?? "", file.Dataset.GetString(DicomTags.SOPInstanceUID) ?? "",
        TransferSyntax.ExplicitLittleEndian);

    private static DicomDataset Before(DicomFile file)
    {
        var head = new DicomDataset();
        foreach (var element in file.Dataset)
            if (element.Tag < DicomTags.PixelData && !IsOnlyForFragments(element)) head.TryAdd(element);
        if (NativePhotometric(file) is { } photometric)
            head.Set(Code(DicomTags.PhotometricInterpretation, photometric));
        if (head.Has(DicomTags.PlanarConfiguration))
            head.Set(new DicomElement(DicomTags.PlanarConfiguration, DicomVr.US, new byte[2], 0));
        // PS3.3 C.7.6.1.1.5: pixels that were ever compressed with loss say so for ever.
        if (file.TransferSyntax.IsLossy && !head.Has(DicomTags.LossyImageCompression))
            head.Set(Code(DicomTags.LossyImageCompression, "01"));
        return head;
    }

    private static DicomDataset Behind(DicomFile file)
    {
        var tail = new DicomDataset();
        foreach (var element in file.Dataset)
            if (element.Tag > DicomTags.PixelData) tail.TryAdd(element);
        return tail;
    }

    // Tables of fragments have no meaning without fragments. A compressed icon may not stand in this syntax; it is a
    // preview that anybody can make again.
    private static bool IsOnlyForFragments(DicomElement element) =>
        element.Tag == DicomTags.ExtendedOffsetTable || element.Tag == DicomTags.ExtendedOffsetTableLengths ||
        (element.Tag.Value == IconImageSequence &&
         element.Items.Any(icon => icon[DicomTags.PixelData]?.Bulk is { IsEncapsulated: true }));

    // JPEG 2000 decoders undo the colour transform (PS3.3 C.7.6.3.1.2); JPEG decoders here give each pixel its colour
    // samples back and leave the colour model alone.
    private static string? NativePhotometric(DicomFile file) =>
        file.Dataset.GetString(DicomTags.PhotometricInterpretation) switch
        {
            "YBR_RCT" or "YBR_ICT" => "RGB",
            "YBR_FULL_422" => "YBR_FULL",
            _ => null,
        };

    private static DicomElement Code(DicomTag tag, string value) =>
        new(tag, DicomVr.CS, DicomDatasetBuilder.Padded(Encoding.ASCII.GetBytes(value), DicomVr.CS), 0);

    private static byte[] PixelHeader(DicomFile file, uint lengthBytes)
    {
        var header = new byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(header, DicomTags.PixelData.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), DicomTags.PixelData.Element);
        var vr = file.Dataset.GetInt(DicomTags.BitsAllocated) > 8 ? DicomVr.OW : DicomVr.OB;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)vr);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), lengthBytes + (lengthBytes & 1));
        return header;
    }

    // A deflated data set is an explicit little-endian one already; the reader has been through it within its limits.
    private static async Task Inflate(DicomFile file, Stream source, Stream to, CancellationToken cancel)
    {
        WriteHead(file, to);
        source.Seek(file.DatasetOffset, SeekOrigin.Begin);
        using var deflated = new ByteSource(source);
        await using var inflate = new LimitedInflateStream(deflated, DicomReadOptions.Default);
        var buffer = new byte[CopyBytes];
        while (inflate.Read(buffer.AsSpan()) is > 0 and var count)
            await to.WriteAsync(buffer.AsMemory(0, count), cancel);
    }

    private static DicomFormatException OtherLength(DicomFile file, int index, long got, long needed) =>
        new(Section, file.PixelData!.Value.Offset, $"Frame {index + 1} has {got} bytes where {needed} are needed.");
}
