namespace Telemed.Hub.Platform;

internal static partial class PlatformLog
{
    [LoggerMessage(1000, LogLevel.Error, "The request to {Route} failed by a fault of ours.")]
    public static partial void RequestFailed(ILogger log, Exception exception, string route);

    [LoggerMessage(1001, LogLevel.Information, "The hub listens on {Address}.")]
    public static partial void Listening(ILogger log, string address);

    [LoggerMessage(1002, LogLevel.Information, "The database is at migration {Version}; {Applied} were applied now.")]
    public static partial void Migrated(ILogger log, int version, int applied);

    [LoggerMessage(1003, LogLevel.Warning, "The web application is not built; only the interfaces answer.")]
    public static partial void NoWebFolder(ILogger log);

    [LoggerMessage(1004, LogLevel.Information, "The hub drains its requests and jobs before it stops.")]
    public static partial void Stopping(ILogger log);

    [LoggerMessage(1005, LogLevel.Warning, "The health check {Part} failed: {Reason}.")]
    public static partial void Unhealthy(ILogger log, string part, string reason);
}
