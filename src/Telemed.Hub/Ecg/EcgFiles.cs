using Telemed.Ecg;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Ecg;

/// <summary>Where an ECG's file lies, and how to read it.</summary>
internal sealed record EcgSource
{
    public required string ObjectKey { get; init; }

    /// <summary>What was chosen to read a table of numbers by; null for every other file.</summary>
    public string? CsvLayout { get; init; }

    /// <summary>One table read in two ways is two recordings.</summary>
    public string Key => CsvLayout is null ? ObjectKey : $"{ObjectKey} {CsvLayout}";
}

/// <summary>
/// Reads stored ECG files again: the file is the record, everything shown is derived from it. The last few stay
/// decoded,
/// since a page asks for the same file twice and the measuring comes right behind the receiving.
/// </summary>
internal sealed class EcgFiles(IBlobStore blobs)
{
    private readonly RecentEcgs recent = new();

    /// <exception cref="FileNotFoundException">The object is not in the store.</exception>
    internal async Task<EcgRecording> Read(EcgSource source, CancellationToken cancel)
    {
        if (recent.Find(source.Key) is { } decoded) return decoded;
        EcgRecording? recording = null;
        var found = await blobs.Read(source.ObjectKey, null, async (_, stream, stop) =>
            recording = await EcgArchive.Read(stream, ChosenCsvLayout.Read(source.CsvLayout), stop), cancel);
        if (found is null || recording is null)
            throw new FileNotFoundException("The stored ECG is missing from the object store.");
        recent.Keep(source.Key, recording);
        return recording;
    }

    /// <summary>Keeps what was decoded on receiving; objects never change, so neither does what they hold.</summary>
    internal void Keep(EcgSource source, EcgRecording recording) => recent.Keep(source.Key, recording);
}
