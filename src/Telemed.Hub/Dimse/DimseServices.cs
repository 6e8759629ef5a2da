using Telemed.Hub.Imaging;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Dimse;

/// <summary>What the services of an association work with.</summary>
internal sealed record DimseServices(
    Database Database, ReceiveDicom Receive, InstanceSpool Spool, InstanceContent Content,
    InstanceTranscoder Transcoder, IBlobStore Blobs, ImagingOptions Imaging,
    DimseOptions Options, SpoolRoom Room, IJobOutbox Jobs, TimeProvider Time, ILogger<DimseServer> Log);

/// <summary>Who is at the other end.</summary>
internal sealed record DimsePeer(DeviceCaller Device, string AeTitle, string Address)
{
    public CurrentCaller For(Domain.Access.Permission permission) => new(Device, permission, Address);
}
