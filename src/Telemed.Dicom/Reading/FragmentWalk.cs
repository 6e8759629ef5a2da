using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Telemed.Dicom.Reading;

/// <summary>Walks the items of encapsulated pixel data and notes where each fragment lies (PS3.5 section
/// A.4).</summary>
internal sealed class FragmentWalk(ByteSource source, ReadContext context, string section) : IDisposable
{
    private const int ItemHeaderBytes = 8;
    private readonly List<DicomFragment> fragments = [];
    private readonly List<uint> offsets = [];
    private readonly IncrementalHash? hash =
        context.Options.HashBulk ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private readonly MemoryStream begin = new();
    private bool hasTable;

    public IReadOnlyList<DicomFragment> Fragments => fragments;

    public IReadOnlyList<uint> BasicOffsets => offsets;

    /// <summary>Bytes of all items, without the delimiter that closes them.</summary>
    public long LengthBytes { get; private set; }

    /// <summary>The whole value when it is short enough to be shown inline; empty otherwise.</summary>
    public ReadOnlyMemory<byte> ShortContent =>
        LengthBytes <= ValueReader.InlinePixelBytes ? begin.ToArray() : default(ReadOnlyMemory<byte>);

    public byte[]? Sha256() => hash?.GetHashAndReset();

    public void Run()
    {
        while (true)
        {
            var head = source.Peek(ItemHeaderBytes);
            if (head.Length == 0)
            {
                context.Warn(section, source.Position, "The delimiter behind the last fragment is missing.");
                return;
            }
            if (head.Length < ItemHeaderBytes) throw Broken("The file ends inside the header of a fragment.");
            var tag = ElementHeader.ReadTag(head, false);
            var length = ElementHeader.ReadLong(head[4..], false);
            if (tag.Value == Tags.SequenceDelimiter)
            {
                source.Advance(ItemHeaderBytes);
                return;
            }
            if (tag.Value != Tags.Item) throw Broken($"{tag.ToDisplay()} stands where a fragment must begin.");
            if (length == ElementHeader.Undefined || (source.Remaining is { } left && length > left - ItemHeaderBytes))
                throw Broken($"A fragment of {length} bytes is declared, but the file ends before.");
            Keep(head);
            source.Advance(ItemHeaderBytes);
            Content(length);
        }
    }

    public void Dispose()
    {
        hash?.Dispose();
        begin.Dispose();
    }

    private void Content(uint length)
    {
        context.CountElement(section, source.Position);
        if (!hasTable) ReadTable(length);
        else
        {
            if (fragments.Count >= context.Options.FragmentLimit)
                throw Broken($"There are more than {context.Options.FragmentLimit} fragments.");
            var first = source.Peek((int)Math.Min(length, 4));
            fragments.Add(new DicomFragment(source.Position, length, StartsImage(first)));
            Pass(length);
        }
        LengthBytes += ItemHeaderBytes + (long)length;
    }

    private void ReadTable(uint length)
    {
        hasTable = true;
        var count = length / 4;
        if (count > context.Options.FragmentLimit) throw Broken("The basic offset table is longer than the limit.");
        for (var at = 0; at < count; at++)
        {
            var entry = source.Peek(4);
            if (entry.Length < 4) throw Broken("The file ends inside the basic offset table.");
            offsets.Add(BinaryPrimitives.ReadUInt32LittleEndian(entry));
            Keep(entry);
            source.Advance(4);
        }
        if (length % 4 == 0) return;
        context.Warn(section, source.Position, "The basic offset table ends inside an entry.");
        Pass(length % 4);
    }

    private void Pass(uint length)
    {
        if (LengthBytes + length <= InlineCandidateBytes)
        {
            var content = new byte[length];
            if (source.Read(content) < content.Length) throw Broken("The file ends inside a fragment.");
            Keep(content);
            return;
        }
        var passed = hash is null ? source.Skip(length) : source.Hash(length, hash, 1);
        if (passed < length) throw Broken("The file ends inside a fragment.");
    }

    private const int InlineCandidateBytes = 2 * ValueReader.InlinePixelBytes;

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        hash?.AppendData(bytes);
        if (begin.Length <= InlineCandidateBytes) begin.Write(bytes);
    }

    private static bool StartsImage(ReadOnlySpan<byte> first) =>
        first.Length >= 4 && (first[0], first[1], first[2]) switch
    {
        (0xFF, 0xD8, 0xFF) => true,  // JPEG and JPEG-LS
        (0xFF, 0x4F, 0xFF) => true,  // JPEG 2000 and HTJ2K code streams
        (0x00, 0x00, 0x00) when first[3] == 0x0C => true,  // a JP2 box, which does not belong here but is met
        _ => false,
    };

    private DicomFormatException Broken(string problem) => new(section, source.Position, problem);
}
