using Telemed.Ecg;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Ecg;

/// <summary>Reads stored ECG files again: the file is the record, everything shown is derived from it.</summary>
internal sealed class EcgFiles(IBlobStore blobs)
{
    /// <exception cref="FileNotFoundException">The object is not in the store.</exception>
    internal async Task<EcgRecording> Read(string objectKey, CancellationToken cancel)
    {
        EcgRecording? recording = null;
        var found = await blobs.Read(objectKey, null, async (_, stream, stop) =>
            recording = await EcgArchive.Read(stream, stop), cancel);
        return found is not null && recording is not null ? recording
            : throw new FileNotFoundException("The stored ECG is missing from the object store.");
    }
}
