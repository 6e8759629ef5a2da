using Telemed.Hub.Platform;
using Telemed.Hub.Uploads;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Ecg;

/// <summary>An ECG of a cart whose bytes are in the store, on its way to its rows.</summary>
internal sealed class DroppedEcg(
    ReceiveEcg.Parsed parsed, WrittenBlob blob, string fileName, CurrentCaller caller, DateTimeOffset now)
{
    public ReceiveEcg.Parsed Parsed => parsed;

    public WrittenBlob Blob => blob;

    public string FileName => fileName;

    public CurrentCaller Caller => caller;

    public DateTimeOffset Now => now;

    public HeaderPatient? Header { get; } = ReceiveEcg.HeaderOf(parsed.Recording.Patient);

    /// <summary>Where it belongs; found within the transaction that keeps it.</summary>
    public ReceiveContext? Context { get; set; }

    /// <summary>What its attachment shows; found within the transaction that keeps it.</summary>
    public ReceivedSubject? Subject { get; set; }

    /// <summary>Two files of one ECG cannot be in one transaction: the second would not see the first.</summary>
    public bool IsSameTraceAs(DroppedEcg other) =>
        Parsed.WaveformSha256.AsSpan().SequenceEqual(other.Parsed.WaveformSha256);
}
