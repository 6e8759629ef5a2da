using System.Security.Cryptography;
using Telemed.Dicom;
using Telemed.Dicom.Network;
using Telemed.Dicom.Writing;
using Telemed.Domain.Access;
using Telemed.Hub.Imaging;
using Telemed.Hub.Uploads;

namespace Telemed.Hub.Dimse;

/// <summary>C-STORE: the data set goes to a spool file as it arrives, behind a file meta of ours (PS3.4 annex
/// B).</summary>
internal sealed class StoreService(DimseServices services, DimseChannel channel, DimsePeer peer)
{
    public async Task Run(AgreedContext context, CancellationToken cancel)
    {
        var command = channel.Command;
        if (!channel.HasDataset)
        {
            await Answer(context, command, StoreOutcome.CannotUnderstand, "The message has no data set.", cancel);
            return;
        }
        SpooledFile? spooled = null;
        using var share = new SpoolShare(services.Room);
        try
        {
            (spooled, var problem) = await Spool(context, command, share, cancel);
            var outcome = spooled is null
                ? new StoreOutcome(null, null, null, null, StoreOutcome.OutOfRoom, problem)
                : await Store(spooled, command, cancel);
            await Answer(context, command, outcome.Status, outcome.Comment, cancel);
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or IOException && spooled is not null)
        {
            // The database or the store is away; the sender keeps the instance and tries again.
            DimseLog.Failed(services.Log, failure);
            await Answer(context, command, StoreOutcome.OutOfRoom, "The store does not answer.", cancel);
        }
        finally
        {
            if (spooled is not null) File.Delete(spooled.Path);
        }
    }

    private async Task<StoreOutcome> Store(SpooledFile spooled, DicomDataset command, CancellationToken cancel)
    {
        var caller = peer.For(Permission.UploadFiles);
        var received = await services.Receive.Store([spooled],
            new ReceiveContext(peer.Device.Facility, null, peer.Device.Id, null, null, services.Time.GetUtcNow()),
                caller.Actor,
            studyUid: null, beside: null, cancel);
        var outcome = received.Outcomes[0];
        var named = command.GetString(DicomTags.AffectedSOPInstanceUID);
        return outcome.IsStored && outcome.SopUid != named
            ? outcome with { Status = StoreOutcome.Coerced,
                Comment = "The command names another instance than the data set." } : outcome;
    }

    private async Task<(SpooledFile? File, string Problem)> Spool(
        AgreedContext context, DicomDataset command, SpoolShare share, CancellationToken cancel)
    {
        var path = services.Spool.NewPath();
        await using var file = new FileStream(
            path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        await using var hashed = new HashedFile(file, services.Imaging.InstanceBytes, share);
        var head = new MemoryStream();
        DicomWriter.WriteHead(head, command.GetString(DicomTags.AffectedSOPClassUID) ?? "",
            command.GetString(DicomTags.AffectedSOPInstanceUID) ?? "", TransferSyntax.Of(context.TransferSyntax));
        await hashed.WriteAsync(head.ToArray(), cancel);
        try
        {
            await channel.ReadDataset(hashed, cancel);
            await hashed.FlushAsync(cancel);
        }
        catch
        {
            // The peer went away inside the instance.
            File.Delete(path);
            throw;
        }
        if (hashed is { IsTooLong: false, IsOutOfRoom: false })
            return (new SpooledFile(path, hashed.Length, hashed.Sha256(), ""), "");
        File.Delete(path);
        return (null,
            hashed.IsTooLong ? "The instance is longer than instances may be." : "The spool is full; try again later.");
    }

    private ValueTask Answer(
        AgreedContext context, DicomDataset command, ushort status, string comment, CancellationToken cancel) =>
        new(channel.Send(
            context.Id, DimseCommands.Answer(command, status, comment: comment).Build(), (byte[]?)null, cancel));
}

/// <summary>A file that is hashed while it is written, in large pieces; beyond its limits nothing more is
/// kept.</summary>
internal sealed class HashedFile(FileStream file, long limitBytes, SpoolShare share) : Stream
{
    private const int BufferBytes = 256 * 1024;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int buffered;
    private long length;

    public bool IsTooLong => length > limitBytes;

    public bool IsOutOfRoom { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position { get => length; set => throw new NotSupportedException(); }

    public string Sha256() => Convert.ToHexStringLower(hash.GetHashAndReset());

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        length += bytes.Length;
        if (IsTooLong || IsOutOfRoom) return;
        if (!share.TryTake(bytes.Length))
        {
            IsOutOfRoom = true;
            return;
        }
        hash.AppendData(bytes.Span);
        while (!bytes.IsEmpty)
        {
            var part = Math.Min(bytes.Length, BufferBytes - buffered);
            bytes[..part].CopyTo(buffer.AsMemory(buffered));
            buffered += part;
            bytes = bytes[part..];
            if (buffered == BufferBytes) await FlushAsync(cancellationToken);
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (buffered == 0) return;
        await file.WriteAsync(buffer.AsMemory(0, buffered), cancellationToken);
        buffered = 0;
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
            hash.Dispose();
        }
        base.Dispose(disposing);
    }
}
