using System.Runtime.InteropServices;
using Telemed.Decode.Native;
using Telemed.Dicom;
using Telemed.Dicom.Transcoding;
using Telemed.TestKit;
using Xunit.Abstractions;

namespace Telemed.Decode.Tests;

public sealed class JpegLsTests(ITestOutputHelper output)
{
    private const string Lossless = "1.2.840.10008.1.2.4.80";

    [RealFilesFact]
    public async Task Every_plain_image_of_the_corpus_keeps_its_pixels_in_jpeg_ls()
    {
        var (packed, refused, plainBytes, packedBytes) = (0, 0, 0L, 0L);
        var wrong = new List<string>();
        foreach (var path in Directory.EnumerateFiles(
            Path.Combine(TestData.Folder("dicom")!, "valid"), "*", SearchOption.AllDirectories).Order())
        {
            await using var source = File.OpenRead(path);
            var file = DicomReader.Read(source);
            if (file.PixelData is not { IsEncapsulated: false }
                || file.TransferSyntax.Uid != TransferSyntax.ExplicitLittleEndian.Uid
                || CorpusFrames.Expected(Path.GetRelativePath(TestData.Folder("dicom")!, path)) is not { } pixels)
                continue;
            source.Position = 0;
            var copy = Path.Combine(Path.GetTempPath(), $"jls-{Guid.NewGuid():N}.dcm");
            try
            {
                await using (var to = File.Create(copy)) await Pack(source, to);
                packed++;
                (plainBytes, packedBytes) = (plainBytes + source.Length, packedBytes + new FileInfo(copy).Length);
                if ((CorpusFrames.Compare(copy, pixels) ?? await Foreign(copy, path)) is { } problem)
                    wrong.Add($"{path}: {problem}");
            }
            catch (DicomFormatException)
            {
                refused++;
            }
            finally
            {
                File.Delete(copy);
            }
        }
        output.WriteLine($"{packed} files of {plainBytes} bytes packed into {packedBytes}, "
            + $"{refused} have no form in JPEG-LS");
        foreach (var line in wrong) output.WriteLine(line);
        Assert.Empty(wrong);
        Assert.True(packed > 20, $"{packed} files");
    }

    [CharLsTheory]
    [InlineData(16, 12, false, 1)]
    [InlineData(16, 16, false, 1)]
    [InlineData(16, 12, true, 1)]
    [InlineData(16, 8, false, 1)]
    [InlineData(8, 8, false, 1)]
    [InlineData(8, 8, false, 3)]
    public void Any_sample_comes_back_as_it_was(int allocated, int stored, bool isSigned, int samples)
    {
        const int rows = 61, columns = 47;
        var (bytes, random) = (allocated / 8, new Random(5));
        var frame = new byte[rows * columns * samples * bytes];
        for (var at = 0; at < rows * columns * samples; at++)
        {
            var value = random.Next(1 << stored);
            Samples.Put(frame, at, isSigned ? Samples.Signed(value, stored) : value, bytes);
        }
        var plain = new FrameRequest(FrameCoding.NativeToJpegLs, rows, columns, samples, allocated, stored, isSigned,
            IsPlanar: false, FirstBit: 0, frame);
        var packed = CharLsEncoder.Encode(plain);
        Assert.True(packed.Length <= plain.AnswerLimitBytes, $"{packed.Length} bytes of {frame.Length}");
        Assert.Equal(frame, CharLs.Decode(plain with { Coding = FrameCoding.JpegLs, Data = packed }));
    }

    [CharLsTheory]
    [InlineData(12)]
    public void What_lies_above_the_stored_bits_is_kept(int stored)
    {
        var frame = new byte[64 * 64 * 2];
        for (var at = 0; at < 64 * 64; at++) Samples.Put(frame, at, at & 0xFFF | (at % 5 == 0 ? 0x8000 : 0), 2);
        var plain = new FrameRequest(FrameCoding.NativeToJpegLs, 64, 64, 1, 16, stored, IsSigned: false,
            IsPlanar: false, FirstBit: 0, frame);
        var packed = CharLsEncoder.Encode(plain);
        Assert.Equal(frame,
            CharLs.Decode(plain with { Coding = FrameCoding.JpegLs, Data = packed, BitsStored = 16 }));
    }

    private static Task Pack(Stream source, Stream to) => PlainTranscoder.Pack(source, to, Lossless,
        shape => shape is { Samples: 1, BitsAllocated: 8 or 16 } or { Samples: 3, BitsAllocated: 8, IsPlanar: false },
        (frame, shape, _) => ValueTask.FromResult(CharLsEncoder.Encode(new FrameRequest(FrameCoding.NativeToJpegLs,
            shape.Rows, shape.Columns, shape.Samples, shape.BitsAllocated, shape.BitsStored, shape.IsSigned,
            IsPlanar: false, FirstBit: 0, frame))), CancellationToken.None);

    // GDCM reads what stands in the file by the standard alone; label maps are newer than it, packed or not.
    private static async Task<string?> Foreign(string packed, string original)
    {
        if (ForeignTool.Find("gdcmconv") is null) return null;
        var plain = packed + ".raw";
        try
        {
            if ((await ForeignTool.Run("gdcmconv", "--raw", original, plain)).Code != 0) return null;
            var unpacked = await ForeignTool.Run("gdcmconv", "--raw", packed, plain);
            if (unpacked.Code != 0) return unpacked.Text;
            return Pixels(original).AsSpan().SequenceEqual(Pixels(plain)) ? null : "GDCM gets other pixels";
        }
        finally
        {
            File.Delete(plain);
        }
    }

    // Without the byte that makes the length even.
    private static byte[] Pixels(string path)
    {
        using var stream = File.OpenRead(path);
        var file = DicomReader.Read(stream);
        var pixels = file.PixelData!;
        var bytes = new byte[FrameShape.Of(file.Dataset)!.NativeBytes * pixels.FrameCount];
        stream.Position = pixels.Value.Offset;
        stream.ReadExactly(bytes);
        return bytes;
    }
}

/// <summary>A theory that needs the JPEG-LS library of the system.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CharLsTheoryAttribute : TheoryAttribute
{
    public CharLsTheoryAttribute()
    {
        if (NativeLibrary.TryLoad("libcharls.so.2", out var library)) NativeLibrary.Free(library);
        else Skip = "libcharls2 is not installed.";
    }
}
