using System.IO.Compression;

namespace Telemed.Dicom.Reading;

/// <summary>Inflates a deflated data set, refusing one that grows past its limits (decompression bombs).</summary>
internal sealed class LimitedInflateStream : Stream
{
    private const long FreeBytes = 1024 * 1024;
    private readonly CountedStream compressed;
    private readonly DeflateStream inflate;
    private readonly DicomReadOptions options;
    private long produced;

    public LimitedInflateStream(ByteSource source, DicomReadOptions options)
    {
        this.options = options;
        compressed = new CountedStream(source);
        inflate = new DeflateStream(compressed, CompressionMode.Decompress);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => produced;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = inflate.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw new DicomFormatException("deflated data set", produced, "The deflate stream is damaged or cut off.");
        }
        produced += read;
        if (produced > options.InflateLimitBytes)
            throw new DicomFormatException("deflated data set", produced,
                $"It inflates to more than the limit of {options.InflateLimitBytes} bytes.");
        if (produced > FreeBytes && (produced - FreeBytes) / options.InflateRatioLimit > compressed.Count)
            throw new DicomFormatException("deflated data set", produced,
                $"It inflates to more than {options.InflateRatioLimit} times its size.");
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inflate.Dispose();
        base.Dispose(disposing);
    }

    // Counts what the inflater took, so that the ratio can be judged while it works.
    private sealed class CountedStream(ByteSource source) : Stream
    {
        public long Count { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => Count;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var read = source.Read(buffer);
            Count += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
