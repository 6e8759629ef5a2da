namespace Telemed.Decode;

/// <summary>How a frame is compressed.</summary>
internal enum FrameCoding : byte
{
    /// <summary>Not at all: only the order of samples is put right.</summary>
    Native = 0,
    Rle = 1,
    Deflate = 2,
    Jpeg = 3,
    JpegLs = 4,
    Jpeg2000 = 5,

    /// <summary>An eight-bit JPEG, wanted as red, green and blue bytes.</summary>
    JpegToRgb = 6,

    /// <summary>An eight-bit JPEG, wanted as a JPEG of a fraction of its bytes.</summary>
    JpegToPreview = 7,

    /// <summary>Not at all, and wanted as lossless JPEG-LS.</summary>
    NativeToJpegLs = 8,
}

/// <summary>One frame to decode, with the shape that its header promises.</summary>
/// <param name="Coding">How it is compressed.</param>
/// <param name="Rows">Height, 1 to 65535.</param>
/// <param name="Columns">Width, 1 to 65535.</param>
/// <param name="Samples">Samples of a pixel, 1 to 4.</param>
/// <param name="BitsAllocated">1, 8, 16, 32 or 64.</param>
/// <param name="BitsStored">Bits of each sample that mean something, 1 to BitsAllocated.</param>
/// <param name="IsSigned">True when samples are two's complement numbers.</param>
/// <param name="IsPlanar">True when a native frame has one plane for each sample.</param>
/// <param name="FirstBit">Where a native frame of single bits begins in the first byte, 0 to 7.</param>
/// <param name="Data">The frame's bytes.</param>
internal sealed record FrameRequest(
    FrameCoding Coding, int Rows, int Columns, int Samples, int BitsAllocated, int BitsStored, bool IsSigned,
        bool IsPlanar, int FirstBit,
    ReadOnlyMemory<byte> Data)
{
    private const long FrameLimitBytes = 1L << 30;
    private const int PackedHeadBytes = 4096;

    /// <summary>Pixels of the frame.</summary>
    public long Pixels => (long)Rows * Columns;

    /// <summary>Bytes of a sample; 0 for single bits.</summary>
    public int SampleBytes => BitsAllocated / 8;

    /// <summary>Bytes of the decoded frame.</summary>
    public int OutputBytes =>
        BitsAllocated == 1 ? (int)((Pixels * Samples + 7) / 8) : (int)(Pixels * Samples * SampleBytes);

    /// <summary>The longest answer to this request: noise packed grows by less than an eighth.</summary>
    public long AnswerLimitBytes => Coding == FrameCoding.NativeToJpegLs
        ? OutputBytes + OutputBytes / 8L + PackedHeadBytes : OutputBytes;

    /// <summary>Refuses shapes that are impossible or too large.</summary>
    /// <exception cref="DecodeException">The shape is refused.</exception>
    public void Check()
    {
        if (Rows < 1 || Columns < 1 || Samples is < 1 or > 4 || BitsAllocated is not (1 or 8 or 16 or 32 or 64) ||
            BitsStored < 1 || BitsStored > BitsAllocated)
            throw new DecodeException("The frame has an impossible shape.");
        if (Pixels * Samples * Math.Max(SampleBytes, 1) > FrameLimitBytes)
            throw new DecodeException("The frame takes more than 1 GiB.");
    }
}

/// <summary>A frame that cannot be decoded; the message says why.</summary>
internal sealed class DecodeException(string message) : Exception(message);
