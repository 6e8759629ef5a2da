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
    private const long ReadSamplesLimit = 6_000_000;

    // Measuring follows at once or, when many come together, much later: then all that wait would only burden the
    // collector, which copies what lives for seconds twice.
    private const long ReceivedSamplesLimit = 500_000;

    private readonly RecentEcgs read = new(ReadSamplesLimit);
    private readonly RecentEcgs received = new(ReceivedSamplesLimit);

    /// <exception cref="FileNotFoundException">The object is not in the store.</exception>
    internal async Task<EcgRecording> Read(EcgSource source, CancellationToken cancel)
    {
        if ((received.Find(source.Key) ?? read.Find(source.Key)) is { } decoded) return decoded;
        EcgRecording? recording = null;
        var found = await blobs.Read(source.ObjectKey, null, async (_, stream, stop) =>
            recording = await EcgArchive.Read(stream, ChosenCsvLayout.Read(source.CsvLayout), stop), cancel);
        if (found is null || recording is null)
            throw new FileNotFoundException("The stored ECG is missing from the object store.");
        read.Keep(source.Key, recording);
        return recording;
    }

    /// <summary>Keeps what was decoded on receiving; objects never change, so neither does what they hold.</summary>
    internal void Keep(EcgSource source, EcgRecording recording) => received.Keep(source.Key, recording);
}
