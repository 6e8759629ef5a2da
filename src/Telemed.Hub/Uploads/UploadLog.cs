namespace Telemed.Hub.Uploads;

internal static partial class UploadLog
{
    [LoggerMessage(6001, LogLevel.Information, "Upload {UploadId} was accepted as {Kind} of {Bytes} bytes.")]
    public static partial void Accepted(ILogger log, Guid uploadId, string kind, long bytes);

    [LoggerMessage(6002, LogLevel.Information, "Upload {UploadId} was refused: {Code} in {Section}.")]
    public static partial void Refused(ILogger log, Guid uploadId, string code, string section);

    [LoggerMessage(6003, LogLevel.Error, "Upload {UploadId} could not be checked; it is tried again.")]
    public static partial void CheckFailed(ILogger log, Exception problem, Guid uploadId);

    [LoggerMessage(6004, LogLevel.Information, "Upload {UploadId} waited too long for its sender and was removed.")]
    public static partial void Expired(ILogger log, Guid uploadId);

    [LoggerMessage(6005, LogLevel.Error, "The look after waiting uploads failed; it is repeated.")]
    public static partial void SweepFailed(ILogger log, Exception problem);
}
