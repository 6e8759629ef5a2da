using Telemed.Ecg;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Ecg;

/// <summary>
/// Reads stored ECG files again: the file is the record, everything shown is derived from it. The last few stay
/// decoded,
/// since a page asks for the same file twice and the measuring comes right behind the receiving.
/// </summary>
internal sealed class EcgFiles(IBlobStore blobs)
{
    private readonly RecentEcgs recent = new();

    /// <exception cref="FileNotFoundException">The object is not in the store.</exception>
    internal async Task<EcgRecording> Read(string objectKey, CancellationToken cancel)
    {
        if (recent.Find(objectKey) is { } decoded) return decoded;
        EcgRecording? recording = null;
        var found = await blobs.Read(objectKey, null, async (_, stream, stop) =>
            recording = await EcgArchive.Read(stream, stop), cancel);
        if (found is null || recording is null)
            throw new FileNotFoundException("The stored ECG is missing from the object store.");
        recent.Keep(objectKey, recording);
        return recording;
    }

    /// <summary>Keeps what was decoded on receiving; objects never change, so neither does what they hold.</summary>
    internal void Keep(string objectKey, EcgRecording recording) => recent.Keep(objectKey, recording);
}
