namespace Telemed.Dicom.Deidentify;

/// <summary>
/// The stream of a file whose compressed pictures come without the words that makers write into them; everything else
/// comes as it is. Holds one picture at a time.
/// </summary>
internal sealed class CleanedPixels : Stream
{
    private const int PictureLimitBytes = 512 << 20;
    private readonly Stream source;
    private readonly IReadOnlyList<DicomFragment> fragments;
    private readonly List<int> starts = [];
    private byte[] picture = [];
    private int loaded = -1;
    private long position;

    /// <param name="source">Able to seek; stays the caller's.</param>
    /// <param name="fragments">Those of its pixel data, in order.</param>
    public CleanedPixels(Stream source, IReadOnlyList<DicomFragment> fragments)
    {
        (this.source, this.fragments) = (source, fragments);
        for (var at = 0; at < fragments.Count; at++)
            if (at == 0 || fragments[at].StartsImage) starts.Add(at);
    }

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => source.Length;

    public override long Position
    {
        get => position;
        set => position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="DicomFormatException">A picture cannot be cleaned.</exception>
    public override int Read(Span<byte> buffer)
    {
        var at = PictureAt(position);
        int count;
        if (at >= 0 && position < EndOf(at))
        {
            Load(at);
            count = (int)Math.Min(buffer.Length, EndOf(at) - position);
            picture.AsSpan((int)(position - StartOf(at)), count).CopyTo(buffer);
        }
        else
        {
            var next = at + 1 < starts.Count ? StartOf(at + 1) : long.MaxValue;
            source.Position = position;
            count = source.Read(buffer[..(int)Math.Min(buffer.Length, next - position)]);
        }
        position += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) => position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => Length + offset,
    };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private long StartOf(int at) => fragments[starts[at]].Offset;

    private int LastOf(int at) => (at + 1 < starts.Count ? starts[at + 1] : fragments.Count) - 1;

    private long EndOf(int at) => fragments[LastOf(at)].Offset + fragments[LastOf(at)].LengthBytes;

    // The last picture that begins at or before the place; -1 when there is none.
    private int PictureAt(long place)
    {
        var (low, high) = (0, starts.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (StartOf(middle) <= place) low = middle + 1;
            else high = middle - 1;
        }
        return high;
    }

    private void Load(int at)
    {
        if (loaded == at) return;
        var start = StartOf(at);
        if (EndOf(at) - start > PictureLimitBytes)
            throw new DicomFormatException("pixel data", start, "A compressed picture takes more than 512 MiB.");
        picture = new byte[EndOf(at) - start];
        source.Position = start;
        source.ReadExactly(picture);
        Clean(at, start);
        loaded = at;
    }

    // Between the fragments of a picture stand the heads of their items, which are no part of it.
    private void Clean(int at, long start)
    {
        var own = Enumerable.Range(starts[at], LastOf(at) - starts[at] + 1).Select(index => fragments[index]).ToArray();
        if (own.Length == 1)
        {
            CompressedText.Blank(picture, start);
            return;
        }
        var whole = new byte[own.Sum(one => (long)one.LengthBytes)];
        var filled = 0;
        foreach (var one in own)
        {
            picture.AsSpan((int)(one.Offset - start), (int)one.LengthBytes).CopyTo(whole.AsSpan(filled));
            filled += (int)one.LengthBytes;
        }
        CompressedText.Blank(whole, start);
        filled = 0;
        foreach (var one in own)
        {
            whole.AsSpan(filled, (int)one.LengthBytes).CopyTo(picture.AsSpan((int)(one.Offset - start)));
            filled += (int)one.LengthBytes;
        }
    }
}
