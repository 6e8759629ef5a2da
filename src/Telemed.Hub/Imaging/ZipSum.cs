namespace Telemed.Hub.Imaging;

/// <summary>The checksum of zip entries (ISO 3309, polynomial EDB88320), eight bytes a step.</summary>
internal static class ZipSum
{
    private const int Step = 8;
    private static readonly uint[][] Tables = MakeTables();

    /// <summary>Goes on with a sum; it begins as 0 and is whole at any time.</summary>
    public static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        var rest = ~sum;
        while (bytes.Length >= Step)
        {
            rest = Tables[7][(bytes[0] ^ rest) & 0xFF] ^ Tables[6][(bytes[1] ^ (rest >> 8)) & 0xFF] ^
                   Tables[5][(bytes[2] ^ (rest >> 16)) & 0xFF] ^ Tables[4][bytes[3] ^ (rest >> 24)] ^
                   Tables[3][bytes[4]] ^ Tables[2][bytes[5]] ^ Tables[1][bytes[6]] ^ Tables[0][bytes[7]];
            bytes = bytes[Step..];
        }
        foreach (var one in bytes) rest = Tables[0][(one ^ rest) & 0xFF] ^ (rest >> 8);
        return ~rest;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[Step][];
        for (var table = 0; table < Step; table++) tables[table] = new uint[256];
        for (uint value = 0; value < 256; value++)
        {
            var rest = value;
            for (var bit = 0; bit < 8; bit++) rest = (rest & 1) != 0 ? (rest >> 1) ^ 0xEDB88320 : rest >> 1;
            tables[0][value] = rest;
        }
        for (var table = 1; table < Step; table++)
            for (var value = 0; value < 256; value++)
            {
                var before = tables[table - 1][value];
                tables[table][value] = tables[0][before & 0xFF] ^ (before >> 8);
            }
        return tables;
    }
}

/// <summary>Sums up what is written to it and keeps none of it.</summary>
internal sealed class ZipSumStream : Stream
{
    public uint Sum { get; private set; }
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => Sum = ZipSum.Add(Sum, buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
