using System.Globalization;
using System.Threading.RateLimiting;

namespace Telemed.Hub.Platform;

/// <summary>How much one caller may ask: per address before a log-in, per person or device after it.</summary>
internal static class RateLimits
{
    internal const string LogIn = "log-in";

    public static void AddHubRateLimits(this IServiceCollection services, LimitOptions limits) =>
        services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = async (rejected, _) =>
        {
            var waitSeconds = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
                ? Math.Ceiling(wait.TotalSeconds) : 1;
            rejected.HttpContext.Response.Headers.RetryAfter = waitSeconds.ToString(CultureInfo.InvariantCulture);
            await Problems.Answer(429, "too_many", "This asks more often than one caller may.", "Wait a moment.")
                .ExecuteAsync(rejected.HttpContext);
        };
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            RateLimitPartition.GetTokenBucketLimiter(CallerKey(context), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = limits.RequestBurst,
                TokensPerPeriod = Math.Max(1, limits.RequestsPerSecond / 10),
                ReplenishmentPeriod = TimeSpan.FromMilliseconds(limits.RequestsPerSecond < 10 ? 1000 : 100),
                QueueLimit = 0,
            }));
        limiter.AddPolicy(LogIn, context => RateLimitPartition.GetFixedWindowLimiter(Address(context),
            _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = limits.LogInsPerMinute,
            Window = TimeSpan.FromMinutes(1),
            QueueLimit = 0,
        }));
    });

    private static string CallerKey(HttpContext context) =>
        context.Caller is { } caller ? caller.KeyText : Address(context);

    private static string Address(HttpContext context) => $"address {context.Connection.RemoteIpAddress}";
}
