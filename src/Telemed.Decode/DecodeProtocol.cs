using System.Buffers.Binary;

namespace Telemed.Decode;

/// <summary>
/// What travels between the hub and its child: each message is a length in four little-endian bytes and that many
/// bytes. A request is a fixed head and the frame; an answer is a status byte and either the pixels or a sentence.
/// </summary>
internal static class DecodeProtocol
{
    /// <summary>Bytes of a request before the frame.</summary>
    public const int HeadBytes = 12;

    /// <summary>The longest message either side accepts.</summary>
    public const int LimitBytes = 1 << 30;

    /// <summary>The frame follows.</summary>
    public const byte Decoded = 0;

    /// <summary>A sentence in UTF-8 follows.</summary>
    public const byte Refused = 1;

    /// <summary>Writes the head of a request, its length included.</summary>
    public static byte[] RequestHead(FrameRequest request)
    {
        var head = new byte[4 + HeadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, HeadBytes + request.Data.Length);
        head[4] = (byte)request.Coding;
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(5), (ushort)request.Rows);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(7), (ushort)request.Columns);
        head[9] = (byte)request.Samples;
        head[10] = (byte)request.BitsAllocated;
        head[11] = (byte)((request.IsPlanar ? 1 : 0) | (request.IsSigned ? 2 : 0));
        head[12] = (byte)request.FirstBit;
        head[13] = (byte)request.BitsStored;
        return head;
    }

    /// <summary>Understands a request without its length.</summary>
    public static FrameRequest ReadRequest(ReadOnlyMemory<byte> message)
    {
        if (message.Length < HeadBytes) throw new DecodeException("The request is too short.");
        var head = message.Span;
        return new FrameRequest(
            (FrameCoding)head[0], BinaryPrimitives.ReadUInt16LittleEndian(head[1..]),
            BinaryPrimitives.ReadUInt16LittleEndian(head[3..]), head[5], head[6], head[9], (head[7] & 2) != 0,
            (head[7] & 1) != 0, head[8] & 7,
            message[HeadBytes..]);
    }
}
