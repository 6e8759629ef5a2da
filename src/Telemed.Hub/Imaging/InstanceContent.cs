using Telemed.Storage.Blobs;

namespace Telemed.Hub.Imaging;

/// <summary>Streams the stored bytes of an instance.</summary>
internal sealed class InstanceContent(IBlobStore store)
{
    private const int PreambleBytes = 128;

    /// <summary>
    /// The whole object. A preamble that is the head of another format is zeroed on the way out (CVE-2019-11687),
    /// except that of TIFF, which slides have with good reason; the stored original is not touched.
    /// </summary>
    public async Task Copy(InstanceRow row, Stream to, CancellationToken cancel)
    {
        var found = await store.Read(row.ObjectKey, null, async (_, content, stop) =>
        {
            var head = new byte[Math.Min(PreambleBytes + 4, row.SizeBytes)];
            await content.ReadExactlyAsync(head, stop);
            Clean(head);
            await to.WriteAsync(head, stop);
            await content.CopyToAsync(to, stop);
        }, cancel);
        if (found is null) throw new IOException("The object of a stored instance is not in the object store.");
    }

    /// <summary>A part of the object.</summary>
    public async Task Copy(InstanceRow row, long offset, long lengthBytes, Stream to, CancellationToken cancel)
    {
        if (lengthBytes == 0) return;
        var found = await store.Read(row.ObjectKey, new BlobRange(offset, lengthBytes),
            (_, content, stop) => content.CopyToAsync(to, stop), cancel);
        if (found is null) throw new IOException("The object of a stored instance is not in the object store.");
    }

    /// <summary>A part of what the whole copy would have given: its preamble is cleaned likewise.</summary>
    public async Task CopyClean(InstanceRow row, long offset, long lengthBytes, Stream to, CancellationToken cancel)
    {
        var headBytes = Math.Min(PreambleBytes + 4, row.SizeBytes);
        if (offset < headBytes)
        {
            var head = await Bytes(row, [new Dicom.DicomRange(0, headBytes)], cancel);
            Clean(head);
            var count = (int)Math.Min(headBytes - offset, lengthBytes);
            await to.WriteAsync(head.AsMemory((int)offset, count), cancel);
            (offset, lengthBytes) = (offset + count, lengthBytes - count);
        }
        await Copy(row, offset, lengthBytes, to, cancel);
    }

    /// <summary>Hands the object from a place on to whoever sends it.</summary>
    public async Task Open(InstanceRow row, long offset, Func<Stream, CancellationToken, Task> send,
        CancellationToken cancel)
    {
        var found = await store.Read(row.ObjectKey, new BlobRange(offset, null), (_, content, stop) =>
            send(content, stop), cancel);
        if (found is null) throw new IOException("The object of a stored instance is not in the object store.");
    }

    /// <summary>A part of the object in memory; the caller has bounded its length.</summary>
    public async Task<byte[]> Bytes(InstanceRow row, IReadOnlyList<Dicom.DicomRange> ranges, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        foreach (var range in ranges) await Copy(row, range.Offset, range.LengthBytes, body, cancel);
        return body.ToArray();
    }

    private static void Clean(Span<byte> head)
    {
        if (head.Length < PreambleBytes + 4 || !head[PreambleBytes..].SequenceEqual("DICM"u8)) return;
        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) ||
            head.StartsWith("MM\0+"u8)) return;
        head[..PreambleBytes].Clear();
    }
}
