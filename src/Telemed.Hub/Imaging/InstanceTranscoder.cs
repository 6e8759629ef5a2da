using Telemed.Decode;
using Telemed.Dicom;
using Telemed.Dicom.Transcoding;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Gives an instance in Explicit VR Little Endian, whatever it is stored in; frames are decoded by the child.
/// </summary>
internal sealed class InstanceTranscoder(InstanceContent content, InstanceSpool spool, DecodePool decoders)
{
    private const int BufferBytes = 128 * 1024;
    private const long DecodeLimitBytes = 1L << 30;

    /// <summary>True when an instance of that syntax can be given in the plain one.</summary>
    public static bool CanMake(string syntax) => DicomTranscoder.IsDecodable(TransferSyntax.Of(syntax));

    /// <summary>
    /// The instance in a temporary file that goes away when it is closed; null when it cannot be made.
    /// </summary>
    public async Task<FileStream?> ToExplicit(InstanceRow row, CancellationToken cancel)
    {
        if (!CanMake(row.TransferSyntax)) return null;
        await using var original = Temporary();
        await content.Copy(row, original, cancel);
        await original.FlushAsync(cancel);
        original.Position = 0;
        await using var frames = new FileStream(original.Name, FileMode.Open, FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var made = Temporary();
        try
        {
            await DicomTranscoder.ToExplicitLittleEndian(original, made,
                async (file, index, stop) => await Frame(file, index, frames, stop), cancel);
            await made.FlushAsync(cancel);
            made.Position = 0;
            return made;
        }
        catch (Exception refused) when (refused is DecodeException or DicomFormatException)
        {
            await made.DisposeAsync();
            return null;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    private async Task<byte[]> Frame(DicomFile file, int index, FileStream source, CancellationToken cancel)
    {
        if (file.PixelData!.FrameRanges(index).Sum(range => range.LengthBytes) > DecodeLimitBytes)
            throw new DecodeException("The frame takes more than 1 GiB.");
        return await decoders.Decode(FrameRequests.Make(file, index, source), cancel);
    }

    private FileStream Temporary() => new(spool.NewPath(), FileMode.CreateNew, FileAccess.ReadWrite,
        FileShare.ReadWrite | FileShare.Delete, BufferBytes, FileOptions.DeleteOnClose);
}
