using System.Buffers.Binary;

namespace Telemed.Dicom.Reading;

/// <summary>Tag, representation and length of one element as they stand in the stream.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Vr">The representation; None when the encoding states none.</param>
/// <param name="Length">The declared length; <see cref="Undefined"/> when open.</param>
/// <param name="HeaderBytes">How long the header itself is.</param>
internal readonly record struct ElementHeader(DicomTag Tag, DicomVr Vr, uint Length, int HeaderBytes)
{
    public const uint Undefined = 0xFFFFFFFF;
    public const int LongestHeaderBytes = 12;

    public bool IsUndefined => Length == Undefined;

    public static DicomTag ReadTag(ReadOnlySpan<byte> bytes, bool isBigEndian) => isBigEndian
        ? new DicomTag(BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]))
        : new DicomTag(
            BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));

    public static uint ReadLong(ReadOnlySpan<byte> bytes, bool isBigEndian) => isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    public static ushort ReadShort(ReadOnlySpan<byte> bytes, bool isBigEndian) => isBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    public static DicomVr ReadVr(ReadOnlySpan<byte> bytes) => (DicomVr)BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
