using Telemed.Decode;
using Telemed.Dicom;
using Telemed.Dicom.Transcoding;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Gives an instance in a plain syntax, in run lengths or in JPEG-LS, whatever it is stored in; frames are decoded and
/// packed by the child.
/// </summary>
internal sealed class InstanceTranscoder(InstanceContent content, InstanceSpool spool, DecodePool decoders)
{
    private const int BufferBytes = 128 * 1024;
    private const long DecodeLimitBytes = 1L << 30;

    /// <summary>True when an instance stored in one syntax can be given in another.</summary>
    public static bool CanMake(string stored, string wanted) =>
        (PlainTranscoder.CanWrite(wanted) || wanted == JpegLs.Syntax)
        && DicomTranscoder.IsDecodable(TransferSyntax.Of(stored));

    /// <summary>
    /// The instance in a temporary file that goes away when it is closed; null when it cannot be made.
    /// </summary>
    public async Task<FileStream?> Make(InstanceRow row, string wanted, CancellationToken cancel)
    {
        if (!CanMake(row.TransferSyntax, wanted)) return null;
        if (await ToExplicit(row, cancel) is not { } plain) return null;
        if (wanted == TransferSyntax.ExplicitLittleEndian.Uid) return plain;
        await using (plain)
        {
            var made = Temporary();
            try
            {
                if (wanted == JpegLs.Syntax)
                    await PlainTranscoder.Pack(plain, made, wanted, JpegLs.CanPack,
                        async (frame, shape, stop) => await JpegLs.Pack(frame, shape, decoders, stop), cancel);
                else await PlainTranscoder.Write(plain, made, wanted, cancel);
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
    }

    private async Task<FileStream?> ToExplicit(InstanceRow row, CancellationToken cancel)
    {
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
