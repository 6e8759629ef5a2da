namespace Telemed.Dicom.Reading;

/// <summary>What one read has used of its limits, and the warnings it has gathered.</summary>
internal sealed class ReadContext(DicomReadOptions options)
{
    private const int ChunkBytes = 2048;
    private const int SharedValueBytes = 512;
    private readonly List<DicomWarning> warnings = [];
    private byte[] chunk = [];
    private int chunkUsed;
    private int elements;
    private long memory;

    public DicomReadOptions Options { get; } = options;

    /// <summary>
    /// True for a media directory, whose writers leave wrong item lengths behind when they edit it. In an object with
    /// pixels a short file is a file cut off, and is refused.
    /// </summary>
    public bool MayEndInsideItem { get; set; }

    public IReadOnlyList<DicomWarning> Warnings => warnings;

    public int WarningsDropped { get; private set; }

    public void Warn(string section, long offset, string problem)
    {
        if (warnings.Count < Options.WarningLimit) warnings.Add(new DicomWarning(section, offset, problem));
        else WarningsDropped++;
    }

    public void CountElement(string section, long offset)
    {
        if (++elements > Options.ElementLimit)
            throw new DicomFormatException(section, offset,
                $"The file has more than {Options.ElementLimit} data elements and items.");
    }

    /// <summary>Memory for one value. Small values share chunks, so that a header costs few allocations.</summary>
    public Memory<byte> Allocate(int count, string section, long offset)
    {
        memory += count;
        if (memory > Options.MemoryLimitBytes)
            throw new DicomFormatException(section, offset,
                $"The values outside the pixel data take more than {Options.MemoryLimitBytes} bytes.");
        if (count > SharedValueBytes) return new byte[count];
        if (chunk.Length - chunkUsed < count)
        {
            chunk = new byte[ChunkBytes];
            chunkUsed = 0;
        }
        var slice = chunk.AsMemory(chunkUsed, count);
        chunkUsed += count;
        return slice;
    }
}
