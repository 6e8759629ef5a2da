using Telemed.Decode.Jpeg;
using Telemed.Decode.Native;
using Telemed.Dicom;
using Telemed.TestKit;
using Xunit.Abstractions;

namespace Telemed.Decode.Tests;

public sealed class TurboJpegPlanesTests(ITestOutputHelper output)
{
    // Two conforming decoders may round the cosine transform differently (ITU-T T.83).
    private const double MeanDifferenceMost = 0.1;
    private const int DifferenceMost = 4;

    [RealFilesFact]
    public void The_library_and_the_managed_decoder_give_the_same_picture()
    {
        if (!TurboJpegPlanes.IsInstalled) return;
        var (compared, left) = (0, 0);
        var corpus = TestData.Folder("dicom")!;
        foreach (var path in Directory.EnumerateFiles(corpus, "*.dcm", SearchOption.AllDirectories).Order())
        {
            if (!path.Contains("/compressed/", StringComparison.Ordinal)) continue;
            using var stream = File.OpenRead(path);
            var file = DicomReader.Read(stream);
            if (file.TransferSyntax.Uid != "1.2.840.10008.1.2.4.50" || file.PixelData is null) continue;
            FrameRequest request;
            byte[] managed;
            try
            {
                request = FrameRequests.Make(file, 0, stream);
                managed = JpegDecoder.Decode(request);
            }
            catch (DecodeException)
            {
                continue;
            }
            if (TurboJpegPlanes.TryDecode(request) is not { } turbo)
            {
                left++;
                continue;
            }
            Assert.Equal(managed.Length, turbo.Length);
            var differences = managed.Zip(turbo, (a, b) => Math.Abs(a - b)).ToArray();
            Assert.True(differences.Max() <= DifferenceMost && differences.Average() <= MeanDifferenceMost,
                $"{path}: {differences.Max()} at most, {differences.Average():F3} on average");
            compared++;
        }
        output.WriteLine($"{compared} frames compared, {left} left to the managed decoder");
        Assert.True(compared >= 8, $"{compared} frames");
    }

    [Fact]
    public void What_is_no_picture_is_left_to_the_managed_decoder()
    {
        var request = new FrameRequest(
            FrameCoding.Jpeg, 8, 8, 1, 8, 8, false, false, 0, new byte[] { 0xFF, 0xD8, 0xFF, 0xD9 });
        Assert.Null(TurboJpegPlanes.TryDecode(request));
        Assert.Throws<DecodeException>(() => FrameDecoder.Decode(request));
    }
}
