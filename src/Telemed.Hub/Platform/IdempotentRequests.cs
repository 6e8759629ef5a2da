using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Telemed.Storage;

namespace Telemed.Hub.Platform;

/// <summary>
/// A POST with an <c>Idempotency-Key</c> is done once: sent again, it gets the first answer. Only JSON goes through
/// here; what creates by a client-made id is repeatable by itself.
/// </summary>
internal sealed class IdempotentRequests(RequestDelegate next, HubOptions options)
{
    internal const string Header = "Idempotency-Key";
    private const int AnswerLimitBytes = 256 * 1024;
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    public async Task InvokeAsync(HttpContext context, Database database, TimeProvider time)
    {
        var key = context.Request.Headers[Header].ToString();
        if (key.Length == 0 || !HttpMethods.IsPost(context.Request.Method) || context.Caller is not { } caller
            || context.GetEndpoint() is null || !IsJson(context.Request))
        {
            await next(context);
            return;
        }
        if (key.Length is < 8 or > 128)
        {
            await Problems.Answer(400, "bad_idempotency_key", "An idempotency key has 8 to 128 characters.")
                .ExecuteAsync(context);
            return;
        }
        var hash = await RequestHash(context);
        if (await Claim(database, caller.Key, key, hash, time.GetUtcNow(), context.RequestAborted) is not { } first)
            await AnswerAndKeep(context, database, caller.Key, key);
        else
            await Repeat(context, first, hash);
    }

    private static bool IsJson(HttpRequest request) =>
        request.ContentLength == 0 || request.ContentType is null || request.HasJsonContentType();

    private async Task<byte[]> RequestHash(HttpContext context)
    {
        context.Request.EnableBuffering((int)Math.Min(options.JsonBodyBytes, 64 * 1024), options.JsonBodyBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{context.Request.Method} {context.Request.Path}\n"));
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            hash.AppendData(buffer, 0, count);
        context.Request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    /// <summary>Takes the key; the row of whoever took it before, or null when it is ours.</summary>
    private static async Task<IdempotencyStore.AnswerRow?> Claim(
        Database database, Guid caller, string key, byte[] hash, DateTimeOffset now, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        var mine = await IdempotencyStore.Take(work, caller, key, hash, now, now - Abandoned, cancel);
        var first = mine ? null : await IdempotencyStore.Find(work, caller, key, cancel);
        await work.Commit(cancel);
        return first;
    }

    private async Task AnswerAndKeep(HttpContext context, Database database, Guid caller, string key)
    {
        var inner = context.Features.Get<IHttpResponseBodyFeature>()!;
        using var copy = new MemoryStream();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(copy, inner));
        var kept = false;
        try
        {
            await next(context);
            await context.Response.CompleteAsync();
            context.Features.Set(inner);
            // A refusal may be different next time; only what was done is kept. Keeping it must not hang on the
            // caller's line.
            if (context.Response.StatusCode < 400 && copy.Length <= AnswerLimitBytes)
            {
                await using var work = await database.Begin(CancellationToken.None);
                await IdempotencyStore.Keep(work, caller, key, context.Response.StatusCode,
                    context.Response.ContentType,
                    context.Response.Headers.Location, copy.ToArray(), CancellationToken.None);
                await work.Commit(CancellationToken.None);
                kept = true;
            }
            copy.Position = 0;
            await copy.CopyToAsync(inner.Stream, context.RequestAborted);
        }
        finally
        {
            context.Features.Set(inner);
            if (!kept) await GiveBack(database, caller, key);
        }
    }

    private static async Task GiveBack(Database database, Guid caller, string key)
    {
        await using var work = await database.Begin(CancellationToken.None);
        await IdempotencyStore.GiveBack(work, caller, key, CancellationToken.None);
        await work.Commit(CancellationToken.None);
    }

    private static async Task Repeat(HttpContext context, IdempotencyStore.AnswerRow first, byte[] hash)
    {
        if (!SecretText.Same(first.RequestHash, hash))
        {
            await Problems.Answer(422, "idempotency_key_reused", "This key was sent before with something else.")
                .ExecuteAsync(context);
            return;
        }
        if (first.Status is not { } status)
        {
            await Problems.Answer(409, "in_progress", "The same request is being worked on.", "Ask again in a moment.")
                .ExecuteAsync(context);
            return;
        }
        context.Response.StatusCode = status;
        context.Response.ContentType = first.ContentType;
        if (first.Location is { Length: > 0 }) context.Response.Headers.Location = first.Location;
        context.Response.Headers["Idempotent-Replay"] = "true";
        if (first.Body is { Length: > 0 } body) await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
