using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Telemed.Storage.Blobs;

/// <summary>How to reach an S3 server.</summary>
public sealed record S3Options
{
    /// <summary>Its address, such as <c>http://127.0.0.1:9000</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The bucket; made when absent.</summary>
    public required string Bucket { get; init; }

    /// <summary>The access key.</summary>
    public required string AccessKey { get; init; }

    /// <summary>The secret key.</summary>
    public required string SecretKey { get; init; }

    /// <summary>The region that signatures name.</summary>
    public string Region { get; init; } = "us-east-1";
}

/// <summary>
/// Objects in a bucket of MinIO or any other S3 server. Every request carries the SHA-256 of its body in its
/// signature, so the server refuses bytes that changed on the way; after a put the object's size is read back.
/// </summary>
public sealed class S3BlobStore : IBlobStore, IDisposable
{
    /// <summary>A part of a multipart upload; anything that fits into one is put in one request.</summary>
    public const int PartBytes = 8 * 1024 * 1024;

    /// <summary>The longest object taken: S3 has at most 10,000 parts.</summary>
    public const long SizeLimitBytes = 10_000L * PartBytes;

    private const int DeleteBatchLimit = 1_000;
    private const int RetriesLimit = 3;

    private readonly AmazonS3Client client;
    private readonly S3Options options;
    private readonly TimeProvider time;
    private readonly PresignedReads parts;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">Where the server is.</param>
    /// <param name="time">Dates presigned addresses.</param>
    public S3BlobStore(S3Options options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        client = new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), new AmazonS3Config
        {
            ServiceURL = options.Address,
            ForcePathStyle = true,
            AuthenticationRegion = options.Region,
            // The checksum trailers that the client would add by itself break servers other than Amazon's.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            MaxErrorRetry = RetriesLimit,
        });
        parts = new PresignedReads(Presign, time);
    }

    /// <summary>Makes the bucket unless it exists.</summary>
    public async Task EnsureBucket(CancellationToken cancel)
    {
        try
        {
            await client.PutBucketAsync(new PutBucketRequest { BucketName = options.Bucket }, cancel);
        }
        catch (AmazonS3Exception exists) when (exists.StatusCode == HttpStatusCode.Conflict)
        {
            // Another hub made it, or it was there.
        }
    }

    /// <inheritdoc/>
    public async Task<PutBlob> Put(
        string key, Stream content, string contentType, PutCondition when, ReadOnlyMemory<byte> sha256,
        CancellationToken cancel)
    {
        BlobKey.Checked(key);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var part = new byte[PartBytes];
        var filled = await content.ReadAtLeastAsync(part, PartBytes, throwOnEndOfStream: false, cancel);
        hash.AppendData(part, 0, filled);
        var put = new PutState(key, contentType, when, sha256, hash, part);
        try
        {
            var sizeBytes = filled < PartBytes
                ? await PutWhole(put, filled, cancel)
                : await PutInParts(put, content, cancel);
            var info = await Stat(key, cancel);
            if (info?.SizeBytes != sizeBytes)
                throw new BlobException(BlobProblem.NotHeld, "The server does not hold what was put.");
            return new PutBlob(info, put.Digest());
        }
        catch (AmazonS3Exception refused) when (refused.StatusCode is HttpStatusCode.PreconditionFailed)
        {
            throw new BlobException(BlobProblem.AlreadyExists, "The key exists already.", refused);
        }
    }

    /// <inheritdoc/>
    public async Task<BlobInfo?> Read(
        string key, BlobRange? range, Func<BlobInfo, Stream, CancellationToken, Task> consume, CancellationToken cancel)
    {
        var request = new GetObjectRequest { BucketName = options.Bucket, Key = BlobKey.Checked(key) };
        if (range is { } part)
            request.ByteRange = part.LengthBytes is { } length
                ? new ByteRange(part.OffsetBytes, part.OffsetBytes + length - 1)
                : new ByteRange($"bytes={part.OffsetBytes.ToString(CultureInfo.InvariantCulture)}-");
        try
        {
            using var response = await client.GetObjectAsync(request, cancel);
            var info = new BlobInfo(key, WholeSize(response), response.ETag, Instant(response.LastModified));
            await consume(info, response.ResponseStream, cancel);
            return info;
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (AmazonS3Exception outside) when (outside.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw new BlobException(BlobProblem.RangeOutside, "The range begins past the end of the object.", outside);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadExactly(
        string key, long offsetBytes, Memory<byte> into, CancellationToken cancel)
    {
        if (into.Length > 0 && await parts.Read(BlobKey.Checked(key), offsetBytes, into, cancel) is { } isRead)
            return isRead;
        try
        {
            return await Read(key, new BlobRange(offsetBytes, into.Length),
                (_, content, stop) => content.ReadExactlyAsync(into, stop).AsTask(), cancel) is not null;
        }
        catch (Exception outside) when (outside is EndOfStreamException
            or BlobException { Problem: BlobProblem.RangeOutside })
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<BlobInfo?> Stat(string key, CancellationToken cancel)
    {
        try
        {
            var facts = await client.GetObjectMetadataAsync(options.Bucket, BlobKey.Checked(key), cancel);
            return new BlobInfo(key, facts.ContentLength, facts.ETag, Instant(facts.LastModified));
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task Delete(IReadOnlyCollection<string> keys, CancellationToken cancel)
    {
        foreach (var batch in keys.Select(BlobKey.Checked).Chunk(DeleteBatchLimit))
        {
            var request = new DeleteObjectsRequest
            {
                BucketName = options.Bucket, Quiet = true,
                Objects = [.. batch.Select(key => new KeyVersion { Key = key })],
            };
            await client.DeleteObjectsAsync(request, cancel);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobInfo> List(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = prefix };
        while (true)
        {
            var page = await client.ListObjectsV2Async(request, cancel);
            foreach (var each in page.S3Objects ?? [])
                yield return new BlobInfo(each.Key, each.Size ?? 0, each.ETag, Instant(each.LastModified));
            if (page.IsTruncated is not true) yield break;
            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Uri?> PresignGet(string key, TimeSpan lifetime, CancellationToken cancel) =>
        await Presign(key, lifetime);

    private async Task<Uri> Presign(string key, TimeSpan lifetime)
    {
        var request = new GetPreSignedUrlRequest
        {
            BucketName = options.Bucket, Key = BlobKey.Checked(key), Verb = HttpVerb.GET,
            Expires = time.GetUtcNow().UtcDateTime + lifetime,
            Protocol = new Uri(options.Address).Scheme == Uri.UriSchemeHttps ? Protocol.HTTPS : Protocol.HTTP,
        };
        return new Uri(await client.GetPreSignedURLAsync(request));
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        parts.Dispose();
        client.Dispose();
    }

    private async Task<long> PutWhole(PutState put, int sizeBytes, CancellationToken cancel)
    {
        put.CheckDigest();
        using var body = new MemoryStream(put.Part, 0, sizeBytes, writable: false);
        var request = new PutObjectRequest
        {
            BucketName = options.Bucket, Key = put.Key, ContentType = put.ContentType, InputStream = body,
            AutoCloseStream = false, UseChunkEncoding = false,
        };
        if (put.When == PutCondition.OnlyIfAbsent) request.IfNoneMatch = "*";
        await client.PutObjectAsync(request, cancel);
        return sizeBytes;
    }

    private async Task<long> PutInParts(PutState put, Stream content, CancellationToken cancel)
    {
        // Servers differ in whether completing honours a condition; asking first spares the transfer, and
        // random keys make the race between the two a matter of 128-bit chance.
        if (put.When == PutCondition.OnlyIfAbsent && await Stat(put.Key, cancel) is not null)
            throw new BlobException(BlobProblem.AlreadyExists, "The key exists already.");
        var begun = await client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
        {
            BucketName = options.Bucket, Key = put.Key, ContentType = put.ContentType,
        }, cancel);
        try
        {
            var (parts, sizeBytes) = await SendParts(put, begun.UploadId, content, cancel);
            put.CheckDigest();
            var complete = new CompleteMultipartUploadRequest
            {
                BucketName = options.Bucket, Key = put.Key, UploadId = begun.UploadId, PartETags = parts,
            };
            if (put.When == PutCondition.OnlyIfAbsent) complete.IfNoneMatch = "*";
            await client.CompleteMultipartUploadAsync(complete, cancel);
            return sizeBytes;
        }
        catch
        {
            await client.AbortMultipartUploadAsync(options.Bucket, put.Key, begun.UploadId, CancellationToken.None);
            throw;
        }
    }

    private async Task<(List<PartETag> Parts, long SizeBytes)> SendParts(
        PutState put, string uploadId, Stream content, CancellationToken cancel)
    {
        var parts = new List<PartETag>();
        var filled = PartBytes;
        var sizeBytes = 0L;
        while (filled > 0)
        {
            sizeBytes += filled;
            if (sizeBytes > SizeLimitBytes)
                throw new BlobException(BlobProblem.TooLarge, $"An object has at most {SizeLimitBytes} bytes.");
            using var body = new MemoryStream(put.Part, 0, filled, writable: false);
            var sent = await client.UploadPartAsync(new UploadPartRequest
            {
                BucketName = options.Bucket, Key = put.Key, UploadId = uploadId, PartNumber = parts.Count + 1,
                PartSize = filled, InputStream = body, UseChunkEncoding = false,
            }, cancel);
            parts.Add(new PartETag(parts.Count + 1, sent.ETag));
            filled = await content.ReadAtLeastAsync(put.Part, PartBytes, throwOnEndOfStream: false, cancel);
            put.Hash.AppendData(put.Part, 0, filled);
        }
        return (parts, sizeBytes);
    }

    // The length header of a ranged answer is that of the part; the whole stands behind the slash.
    private static long WholeSize(GetObjectResponse response) =>
        response.ContentRange is { Length: > 0 } range && range.LastIndexOf('/') is >= 0 and var slash
            ? long.Parse(range.AsSpan(slash + 1), CultureInfo.InvariantCulture)
            : response.ContentLength;

    private static DateTimeOffset Instant(DateTime? utc) =>
        new(DateTime.SpecifyKind(utc?.ToUniversalTime() ?? DateTime.UnixEpoch, DateTimeKind.Utc));

    private sealed record PutState(
        string Key, string ContentType, PutCondition When, ReadOnlyMemory<byte> Expected, IncrementalHash Hash,
        byte[] Part)
    {
        internal byte[] Digest() => Hash.GetCurrentHash();

        internal void CheckDigest()
        {
            if (!Expected.IsEmpty && !Expected.Span.SequenceEqual(Digest()))
                throw new BlobException(BlobProblem.ChecksumMismatch,
                    "The bytes are not those that the checksum names.");
        }
    }
}
