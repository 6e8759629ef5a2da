namespace Telemed.Dicom.Network;

/// <summary>Memory for a data set that is known to be short; a peer that sends more is broken off at once.</summary>
internal sealed class BoundedBody(int limitBytes) : MemoryStream
{
    public override void Write(byte[] buffer, int offset, int count)
    {
        Check(count);
        base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Check(buffer.Length);
        base.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Check(buffer.Length);
        return base.WriteAsync(buffer, cancellationToken);
    }

    private void Check(int more)
    {
        if (Length + more > limitBytes)
            throw new DicomFormatException(
                "message", Length, $"The data set is longer than the limit of {limitBytes} bytes.");
    }
}
