using System.Buffers.Binary;

namespace Telemed.Ecg.Formats;

/// <summary>Walks over foreign bytes; every read past the end is a refusal that names the place.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes, string section, long baseOffset = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    internal int Position { get; private set; }

    internal readonly int Remaining => _bytes.Length - Position;

    internal readonly long Offset => baseOffset + Position;

    internal byte U8() => Take(1)[0];

    internal ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    internal short I16() => BinaryPrimitives.ReadInt16LittleEndian(Take(2));

    internal uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    internal ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Remaining) throw Broken($"{count} bytes are needed and {Remaining} are left.");
        var taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    internal void Skip(long count) => Take(count);

    internal readonly EcgFormatException Broken(string problem) => new(section, Offset, problem);
}
