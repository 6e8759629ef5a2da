namespace Telemed.Hub.Consultations;

internal static partial class ConsultationLog
{
    [LoggerMessage(2001, LogLevel.Error, "The timers of consultation {Consultation} could not be followed.")]
    public static partial void TimerFailed(ILogger log, Guid consultation, Exception exception);

    [LoggerMessage(2002, LogLevel.Warning, "Timers wait until the database answers again.")]
    public static partial void TimersWait(ILogger log, Exception exception);
}
