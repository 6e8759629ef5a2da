using System.Buffers.Binary;
using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Network;

/// <summary>What came from the peer.</summary>
public enum DimseArrival
{
    /// <summary>A command; its data set, when it has one, must be read next.</summary>
    Message,
    /// <summary>The peer wants to end in good order.</summary>
    Release,
    /// <summary>The peer broke off.</summary>
    Abort,
    /// <summary>The connection was closed.</summary>
    Closed,
}

/// <summary>
/// Carries messages over an established association (PS3.8 annex E, PS3.7 section 6.3). A message of ours leaves in as
/// few writes as its length allows, a response without a long data set in exactly one.
/// </summary>
public sealed class DimseChannel(Stream stream)
{
    /// <summary>The longest PDU we announce and accept, in bytes.</summary>
    public const int MaximumPduBytes = 128 * 1024;

    /// <summary>The longest request for an association that is read, in bytes.</summary>
    public const int AssociationLimitBytes = 1024 * 1024;

    // Shorter ones would be headers and little else; nobody asks for them.
    private const uint LeastPduBytes = 64;

    private const int CommandLimitBytes = 64 * 1024;
    private const int HeaderBytes = 6, PdvHeaderBytes = 6;
    private const string Section = "association";
    private readonly byte[] header = new byte[HeaderBytes];
    private byte[] pdu = new byte[MaximumPduBytes];
    private ReadOnlyMemory<byte> left;
    private Task<DimseArrival>? ahead;

    /// <summary>The longest PDU the peer takes, in bytes.</summary>
    public int PeerMaximumPduBytes { get; set; } = 16 * 1024;

    /// <summary>The context of the message read last.</summary>
    public byte ContextId { get; private set; }

    /// <summary>The command read last.</summary>
    public DicomDataset Command { get; private set; } = new();

    /// <summary>True when the command announces a data set that has not been read yet.</summary>
    public bool HasDataset { get; private set; }

    /// <summary>Reads the first PDU of a connection: a request for an association.</summary>
    /// <returns>Null when the peer closed.</returns>
    /// <exception cref="DicomFormatException">It is something else, or breaks the format.</exception>
    public async Task<AssociationRequest?> ReadRequest(CancellationToken cancel)
    {
        if (await ReadPdu(AssociationLimitBytes, cancel) is not { } got) return null;
        if (got.Type != 1)
            throw new DicomFormatException(Section, 0, $"A PDU of type {got.Type} came before any association.");
        return AssociationCodec.ReadRequest(got.Body.Span);
    }

    /// <summary>Sends a whole PDU.</summary>
    public ValueTask Send(byte[] whole, CancellationToken cancel) => stream.WriteAsync(whole, cancel);

    /// <summary>Asks for an association; null when the peer refuses.</summary>
    public async Task<IReadOnlyList<AgreedContext>?> Open(AssociationRequest request, CancellationToken cancel)
    {
        await Send(AssociationCodec.Request(request, MaximumPduBytes), cancel);
        if (await ReadPdu(AssociationLimitBytes, cancel) is not { Type: 2 } answer) return null;
        var (agreed, maximum) = AssociationCodec.ReadAccept(answer.Body.Span, request);
        PeerMaximumPduBytes = Bounded(maximum);
        return agreed;
    }

    /// <summary>
    /// The length of our PDUs for what a peer says it takes; even, as the pieces of a data set are (PS3.8 annex E).
    /// </summary>
    public static int Bounded(uint peerMaximum) =>
        peerMaximum == 0 ? MaximumPduBytes : (int)Math.Clamp(peerMaximum & ~1U, LeastPduBytes, MaximumPduBytes);

    /// <summary>Waits for the next command.</summary>
    /// <exception cref="DicomFormatException">The peer breaks the protocol or passes a limit.</exception>
    public Task<DimseArrival> Next(CancellationToken cancel)
    {
        if (ahead is not { } begun) return Read(cancel);
        ahead = null;
        return begun.WaitAsync(cancel);
    }

    /// <summary>
    /// Whether the peer has asked to cancel the operation that is being answered (PS3.7 section 9.3.2.3). Reads ahead
    /// while the answers go out; what arrives instead of a cancellation is the next that <see cref="Next"/> gives.
    /// </summary>
    /// <param name="messageId">The operation's own message.</param>
    /// <param name="cancel">Ends the reading, also after this call.</param>
    public bool IsCancelAsked(int messageId, CancellationToken cancel)
    {
        ahead ??= Read(cancel);
        if (!ahead.IsCompletedSuccessfully || Command.GetInt(DicomTags.CommandField) != DimseCommands.Cancel)
            return false;
        ahead = null;
        return Command.GetInt(DicomTags.MessageIDBeingRespondedTo) == messageId;
    }

    private async Task<DimseArrival> Read(CancellationToken cancel)
    {
        if (HasDataset) await ReadDataset(Stream.Null, cancel);
        using var command = new MemoryStream();
        while (true)
        {
            if (left.IsEmpty && await Fill(cancel) is var arrival && arrival != DimseArrival.Message) return arrival;
            var (content, isCommand, isLast) = NextPdv();
            if (!isCommand) throw new DicomFormatException(Section, 0, "A data set came without a command.");
            command.Write(content.Span);
            if (command.Length > CommandLimitBytes)
                throw new DicomFormatException(Section, 0, "A command is too long.");
            if (!isLast) continue;
            command.Position = 0;
            Command = DicomReader.ReadDataset(command, TransferSyntax.ImplicitLittleEndian);
            HasDataset = Command.GetInt(DicomTags.CommandDataSetType) is not (null or 0x0101);
            return DimseArrival.Message;
        }
    }

    /// <summary>Reads the data set of the last command into memory.</summary>
    /// <param name="syntax">As agreed for its context.</param>
    /// <param name="limitBytes">The most that is read.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="DicomFormatException">The data set is broken, or longer than the limit.</exception>
    public async Task<DicomDataset> ReadDataset(TransferSyntax syntax, int limitBytes, CancellationToken cancel)
    {
        using var body = new BoundedBody(limitBytes);
        await ReadDataset(body, cancel);
        body.Position = 0;
        return DicomReader.ReadDataset(body, syntax);
    }

    /// <summary>Copies the data set of the last command to a stream, as it arrives.</summary>
    public async Task ReadDataset(Stream to, CancellationToken cancel)
    {
        while (HasDataset)
        {
            if (left.IsEmpty && await Fill(cancel) != DimseArrival.Message)
                throw new DicomFormatException(Section, 0, "The association ended inside a data set.");
            var (content, isCommand, isLast) = NextPdv();
            if (isCommand) throw new DicomFormatException(Section, 0, "A command came inside a data set.");
            await to.WriteAsync(content, cancel);
            HasDataset = !isLast;
        }
    }

    /// <summary>Sends a command and, when given, a data set held in memory.</summary>
    public async Task Send(byte contextId, DicomDataset command, byte[]? dataset, CancellationToken cancel)
    {
        using var message = new MemoryStream();
        WritePdus(message, contextId, CommandBytes(command), isCommand: true);
        if (dataset is not null) WritePdus(message, contextId, dataset, isCommand: false);
        await stream.WriteAsync(message.GetBuffer().AsMemory(0, (int)message.Length), cancel);
    }

    /// <summary>Sends a command and the rest of a stream as its data set.</summary>
    public async Task Send(byte contextId, DicomDataset command, Stream dataset, CancellationToken cancel)
    {
        using var first = new MemoryStream();
        WritePdus(first, contextId, CommandBytes(command), isCommand: true);
        await stream.WriteAsync(first.GetBuffer().AsMemory(0, (int)first.Length), cancel);
        var room = PeerMaximumPduBytes - PdvHeaderBytes;
        var (part, next) = (
            new byte[HeaderBytes + PdvHeaderBytes + room], new byte[HeaderBytes + PdvHeaderBytes + room]);
        const int start = HeaderBytes + PdvHeaderBytes;
        var count = await dataset.ReadAtLeastAsync(part.AsMemory(start, room), room, throwOnEndOfStream: false, cancel);
        while (true)
        {
            var following = count < room ? 0
                : await dataset.ReadAtLeastAsync(next.AsMemory(start, room), room, throwOnEndOfStream: false, cancel);
            WriteHeaders(part, contextId, count, isCommand: false, isLast: following == 0);
            await stream.WriteAsync(part.AsMemory(0, start + count), cancel);
            if (following == 0) return;
            (part, next, count) = (next, part, following);
        }
    }

    private async Task<DimseArrival> Fill(CancellationToken cancel)
    {
        if (await ReadPdu(MaximumPduBytes, cancel) is not { } got) return DimseArrival.Closed;
        switch (got.Type)
        {
            case 4:
                left = got.Body;
                return DimseArrival.Message;
            case 5 or 6: return DimseArrival.Release;
            case 7: return DimseArrival.Abort;
            default: throw new DicomFormatException(Section, 0, $"A PDU of type {got.Type} is not expected here.");
        }
    }

    private (ReadOnlyMemory<byte> Content, bool IsCommand, bool IsLast) NextPdv()
    {
        if (left.Length < PdvHeaderBytes)
            throw new DicomFormatException(Section, 0, "A value is shorter than its header.");
        var length = BinaryPrimitives.ReadUInt32BigEndian(left.Span);
        if (length < 2 || length > left.Length - 4)
            throw new DicomFormatException(Section, 0, "A value runs past its PDU.");
        ContextId = left.Span[4];
        var control = left.Span[5];
        var content = left.Slice(PdvHeaderBytes, (int)length - 2);
        left = left[(4 + (int)length)..];
        return (content, (control & 1) != 0, (control & 2) != 0);
    }

    private async Task<(byte Type, ReadOnlyMemory<byte> Body)?> ReadPdu(int limitBytes, CancellationToken cancel)
    {
        if (await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancel) < HeaderBytes)
            return null;
        var length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(2));
        if (length > limitBytes)
            throw new DicomFormatException(Section, 0, $"A PDU of {length} bytes passes the limit.");
        // The buffer follows the bytes that arrive, not the length that was promised.
        var count = 0;
        while (count < length)
        {
            if (count == pdu.Length) Array.Resize(ref pdu, Math.Min(pdu.Length * 2, limitBytes));
            var read = await stream.ReadAsync(pdu.AsMemory(count, (int)Math.Min(length, pdu.Length) - count), cancel);
            if (read == 0) return null;
            count += read;
        }
        return (header[0], pdu.AsMemory(0, count));
    }

    private void WritePdus(Stream to, byte contextId, byte[] content, bool isCommand)
    {
        var room = PeerMaximumPduBytes - PdvHeaderBytes;
        var head = new byte[HeaderBytes + PdvHeaderBytes];
        for (var at = 0; at == 0 || at < content.Length; at += room)
        {
            var count = Math.Min(room, content.Length - at);
            WriteHeaders(head, contextId, count, isCommand, at + count >= content.Length);
            to.Write(head);
            to.Write(content, at, count);
        }
    }

    private static void WriteHeaders(byte[] head, byte contextId, int count, bool isCommand, bool isLast)
    {
        head[0] = 4;
        head[1] = 0;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(2), count + PdvHeaderBytes);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(6), count + 2);
        head[10] = contextId;
        head[11] = (byte)((isCommand ? 1 : 0) | (isLast ? 2 : 0));
    }

    private static byte[] CommandBytes(DicomDataset command)
    {
        using var body = new MemoryStream();
        DicomWriter.WriteDataset(body, command, TransferSyntax.ImplicitLittleEndian);
        using var whole = new MemoryStream();
        DicomWriter.WriteDataset(
            whole, new DicomDatasetBuilder().Integer(DicomTags.CommandGroupLength, body.Length).Build(),
            TransferSyntax.ImplicitLittleEndian);
        body.WriteTo(whole);
        return whole.ToArray();
    }
}
