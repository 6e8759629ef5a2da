using System.Security.Cryptography;

namespace Telemed.Hub.Inspect;

/// <summary>A file under inspection: its place, its size and hash, and its first bytes.</summary>
internal sealed record InspectSource(string Path, long Bytes, string Sha256, ReadOnlyMemory<byte> Head)
{
    private const int HeadBytes = 4096;
    private const int ReadBytes = 128 * 1024;

    public static async Task<InspectSource> Open(string path, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ReadBytes];
        byte[] head = [];
        while (await stream.ReadAtLeastAsync(buffer, ReadBytes, throwOnEndOfStream: false, cancel) is > 0 and var count)
        {
            if (head.Length == 0) head = buffer[..Math.Min(count, HeadBytes)];
            hash.AppendData(buffer, 0, count);
        }
        return new InspectSource(path, stream.Length, Convert.ToHexStringLower(hash.GetHashAndReset()), head);
    }
}
