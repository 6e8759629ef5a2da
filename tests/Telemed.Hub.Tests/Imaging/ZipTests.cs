using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Telemed.Hub.Imaging;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Imaging;

/// <summary>A study as a zip, over a line that drops.</summary>
[Collection(nameof(ImagesHub))]
public sealed class ZipTests(HubFixture hub)
{
    [PostgresFact]
    public async Task A_zip_that_was_cut_off_goes_on_where_it_was()
    {
        using var client = await hub.SignIn("village-a");
        var (study, series) = (NewUid(), NewUid());
        byte[][] files =
            [.. Enumerable.Range(1, 3).Select(number => Slice(study, series, NewUid(), number, fill: number))];
        await Store(client, files);
        using var first = await Get(client, study, null, 0, 2999);
        Assert.Equal(HttpStatusCode.PartialContent, first.StatusCode);
        var tag = first.Headers.ETag!;
        var total = first.Content.Headers.ContentRange!.Length!.Value;

        var zip = new List<byte>(await first.Content.ReadAsByteArrayAsync());
        while (zip.Count < total)
        {
            using var part = await Get(client, study, tag, zip.Count, zip.Count + 776);
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            zip.AddRange(await part.Content.ReadAsByteArrayAsync());
        }
        using var whole = await Get(client, study, null, null, null);
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        Assert.Equal("bytes", Assert.Single(whole.Headers.AcceptRanges));
        Assert.Equal(total, whole.Content.Headers.ContentLength);
        Assert.Equal(await whole.Content.ReadAsByteArrayAsync(), zip);
        using var archive = new ZipArchive(new MemoryStream([.. zip]));
        Assert.Equal(["000001.dcm", "000002.dcm", "000003.dcm"], archive.Entries.Select(entry => entry.Name));
        for (var at = 0; at < files.Length; at++) Assert.Equal(files[at], await Bytes(archive.Entries[at]));
        await Check([.. zip]);
    }

    [PostgresFact]
    public async Task What_changed_in_the_meantime_is_sent_whole_and_what_lies_outside_is_refused()
    {
        using var client = await hub.SignIn("village-a");
        var (study, series) = (NewUid(), NewUid());
        await Store(client, Slice(study, series, NewUid()));
        using var first = await Get(client, study, null, 0, 99);
        await Store(client, Slice(study, series, NewUid(), number: 2));
        using var later = await Get(client, study, first.Headers.ETag, 100, null);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        Assert.NotEqual(first.Headers.ETag, later.Headers.ETag);
        using var archive = new ZipArchive(await later.Content.ReadAsStreamAsync());
        Assert.Equal(2, archive.Entries.Count);
        using var outside = await Get(client, study, null, 1 << 20, null);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, outside.StatusCode);
    }

    [Fact]
    public void Entries_and_zips_of_more_than_4_GiB_are_laid_out_as_zip64()
    {
        // PKWARE APPNOTE 4.3.7, 4.3.12 and 4.5.3: 30 + 10 bytes of head, 20 of long sizes; 46 + 10 and 20 or 12 in the
        // directory; 56, 20 and 22 at the end.
        const long five = 5L << 30;
        var layout = new ZipLayout([five, 7]);
        Assert.Equal(60, layout.ContentOf(0));
        Assert.Equal(60 + five, layout.HeadOf(1));
        Assert.Equal(60 + five + 40 + 7, layout.DirectoryOffset);
        Assert.Equal(layout.DirectoryOffset + 56 + 20 + 56 + 12 + 56 + 20 + 22, layout.TotalBytes);
        var head = layout.Head(0, 0x12345678);
        Assert.Equal(0xFFFFFFFF, BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(22)));
        Assert.Equal(five, BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(44)));
        using var archive = new ZipArchive(new HollowZip(layout));
        Assert.Equal([five, 7], archive.Entries.Select(entry => entry.Length));
    }

    // The check value of this sum for the digits 1 to 9, as every description of it gives it.
    [Theory]
    [InlineData("123456789", 0xCBF43926)]
    [InlineData("", 0)]
    public void The_sum_is_that_of_ISO_3309(string text, uint expected) =>
        Assert.Equal(expected, ZipSum.Add(0, System.Text.Encoding.ASCII.GetBytes(text)));

    private static async Task Check(byte[] zip)
    {
        if (ForeignTool.Find("unzip") is null) return;
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, zip);
        var tested = await ForeignTool.Run("unzip", "-t", path);
        File.Delete(path);
        Assert.True(tested.Code == 0, tested.Text);
    }

    private static async Task<byte[]> Bytes(ZipArchiveEntry entry)
    {
        await using var content = await entry.OpenAsync();
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task Store(HttpClient client, params byte[][] files)
    {
        using var stored = await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(files));
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
    }

    private static async Task<HttpResponseMessage> Get(
        HttpClient client, string study, EntityTagHeaderValue? begun, long? from, long? to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/dicom-web/studies/{study}");
        request.Headers.TryAddWithoutValidation("Accept", "application/zip");
        if (from is not null) request.Headers.Range = new RangeHeaderValue(from, to);
        if (begun is not null) request.Headers.IfRange = new RangeConditionHeaderValue(begun);
        return await client.SendAsync(request);
    }

    /// <summary>A zip of that layout whose contents are zeros that nobody stores.</summary>
    private sealed class HollowZip(ZipLayout layout) : Stream
    {
        private readonly byte[] head = layout.Head(0, 0);
        private readonly byte[] directory = layout.Directory([0, 0]);

        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => layout.TotalBytes;
        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            count = (int)Math.Min(count, Length - Position);
            for (var at = 0; at < count; at++, Position++)
                buffer[offset + at] = Position < head.Length ? head[Position]
                    : Position >= layout.DirectoryOffset ? directory[Position - layout.DirectoryOffset] : (byte)0;
            return count;
        }

        public override long Seek(long offset, SeekOrigin origin) => Position =
            origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => Position + offset, _ => Length + offset };

        public override void Flush() { }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
