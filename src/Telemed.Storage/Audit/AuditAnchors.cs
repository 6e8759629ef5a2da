using System.Globalization;

namespace Telemed.Storage.Audit;

/// <summary>
/// A file outside the database that remembers where the chain's head was: one line each, appended and synced. Who
/// changes the database cannot make it forget, so keep it, or a copy, where the database's masters have no hand.
/// </summary>
public sealed class AuditAnchors
{
    /// <summary>The most anchors read from one file: a line every ten seconds for thirty years.</summary>
    public const int LinesLimit = 100_000_000;

    private readonly string path;

    /// <summary>Names the file; its folder is made, the file comes with the first anchor.</summary>
    public AuditAnchors(string path)
    {
        this.path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(this.path)!);
    }

    /// <summary>Appends a head and returns when it is on disk.</summary>
    public async Task Append(AuditHead head, DateTimeOffset now, CancellationToken cancel)
    {
        var line = $"{head.Position} {Convert.ToHexStringLower(head.Hash.Span)} {now.ToUniversalTime():O}\n";
        await using var file =
            new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        // A line that a crash cut off ends where the new one begins.
        if (file.Length > 0)
        {
            file.Position = file.Length - 1;
            if (file.ReadByte() != '\n') line = "\n" + line;
        }
        file.Position = file.Length;
        await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(line), cancel);
        RandomAccess.FlushToDisk(file.SafeFileHandle);
    }

    /// <summary>The anchors in the order of their writing; lines that a crash cut off are passed over.</summary>
    public IEnumerable<AuditHead> Read()
    {
        if (!File.Exists(path)) yield break;
        foreach (var line in File.ReadLines(path).Take(LinesLimit))
            if (line.Split(' ') is [var position, { Length: 64 } hash, _] && long.TryParse(
                position, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && hash.All(char.IsAsciiHexDigit))
                yield return new AuditHead(number, Convert.FromHexString(hash));
    }
}
