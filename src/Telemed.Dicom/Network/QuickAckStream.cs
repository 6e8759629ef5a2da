using System.Net.Sockets;

namespace Telemed.Dicom.Network;

/// <summary>
/// A socket that acknowledges at once. Senders write the header of a PDU and its body apart and, with Nagle's algorithm
/// on, wait for the acknowledgement in between, which the kernel would hold back for some 40 ms. The kernel drops the
/// option by itself, so it is set again after every read.
/// </summary>
public sealed class QuickAckStream : Stream
{
    private const int TcpLevel = 6, TcpQuickAck = 12;  // linux/tcp.h
    private static readonly byte[] On = [1, 0, 0, 0];
    private readonly Socket socket;

    /// <summary>Takes the socket over and turns Nagle's algorithm off.</summary>
    public QuickAckStream(Socket socket)
    {
        this.socket = socket;
        socket.NoDelay = true;
        Arm();
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
        Arm();
        return count;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
            buffer = buffer[await socket.SendAsync(buffer, SocketFlags.None, cancellationToken)..];
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) socket.Dispose();
        base.Dispose(disposing);
    }

    private void Arm()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            socket.SetRawSocketOption(TcpLevel, TcpQuickAck, On);
        }
        catch (SocketException)
        {
            // The peer has gone; the next read says so.
        }
    }
}
