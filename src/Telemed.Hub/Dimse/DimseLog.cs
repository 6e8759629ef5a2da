namespace Telemed.Hub.Dimse;

internal static partial class DimseLog
{
    [LoggerMessage(4001, LogLevel.Information, "The DIMSE door listens on port {Port}.")]
    public static partial void Listening(ILogger log, int port);

    [LoggerMessage(4002, LogLevel.Warning, "An association was refused, reason {Reason}.")]
    public static partial void Refused(ILogger log, byte reason);

    [LoggerMessage(4003, LogLevel.Information, "Device {Device} ended an association after {Messages} messages.")]
    public static partial void Ended(ILogger log, Guid device, int messages);

    [LoggerMessage(4004, LogLevel.Warning, "Device {Device} broke the protocol: {Problem}")]
    public static partial void Broken(ILogger log, Guid device, string problem);

    [LoggerMessage(4005, LogLevel.Error, "An association failed.")]
    public static partial void Failed(ILogger log, Exception failure);

    [LoggerMessage(
        4007, LogLevel.Information, "Device {Device} has no registered place; its commitment stays unanswered.")]
    public static partial void NoPlace(ILogger log, Guid device);

    [LoggerMessage(4006, LogLevel.Error, "The DIMSE door cannot listen on port {Port}.")]
    public static partial void CannotListen(ILogger log, Exception failure, int port);
}
