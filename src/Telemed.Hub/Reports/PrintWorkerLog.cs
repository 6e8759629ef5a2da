namespace Telemed.Hub.Reports;

internal static partial class PrintWorkerLog
{
    [LoggerMessage(2450, LogLevel.Information, "Chromium was started to print reports.")]
    public static partial void Started(ILogger log);

    [LoggerMessage(2451, LogLevel.Warning, "No Chromium was found; reports are shown, but not made into PDF.")]
    public static partial void Absent(ILogger log);

    [LoggerMessage(2452, LogLevel.Warning,
        "Printing failed ({Reason}); Chromium is stopped and started again for the next page.")]
    public static partial void Failed(ILogger log, string reason);
}
