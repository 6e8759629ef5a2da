namespace Telemed.Hub.Inspect;

/// <summary>Recognises a PDF document; nothing in it is executed or followed.</summary>
internal static class InspectPdf
{
    private const int TailBytes = 2048;

    public static async Task<bool> Run(
        InspectSource source, InspectOptions options, InspectResult result, CancellationToken cancel)
    {
        if (!source.Head.Span.StartsWith("%PDF-"u8)) return false;
        result.Kind = "pdf";
        await using var stream = File.OpenRead(source.Path);
        stream.Seek(-Math.Min(TailBytes, stream.Length), SeekOrigin.End);
        var tail = new byte[TailBytes];
        var count = await stream.ReadAtLeastAsync(tail, TailBytes, throwOnEndOfStream: false, cancel);
        if (tail.AsSpan(0, count).IndexOf("%%EOF"u8) < 0)
            result.Refuse("trailer", source.Bytes, "The end mark of the document is missing; the file was cut off.");
        return true;
    }
}
