namespace Telemed.Hub.Rooms;

internal static partial class RoomsLog
{
    [LoggerMessage(2401, LogLevel.Warning, "A room could not be read anew; the next change of it will.")]
    public static partial void NotRead(ILogger log, Exception exception);

    [LoggerMessage(2402, LogLevel.Warning, "What leaders look at could not be saved; the next look will.")]
    public static partial void NotSaved(ILogger log, Exception exception);

    [LoggerMessage(2403, LogLevel.Warning, "Person {Person} was refused {What} in room {Room}: {Code}.")]
    public static partial void Refused(ILogger log, Guid person, string what, Guid room, string code);

    [LoggerMessage(2404, LogLevel.Warning, "The line of person {Person} was cut: {Count} messages in a second.")]
    public static partial void Flooded(ILogger log, Guid person, int count);

    [LoggerMessage(2405, LogLevel.Warning, "The line of person {Person} was cut: it sent what a room does not take.")]
    public static partial void BrokenLine(ILogger log, Guid person, Exception exception);

    [LoggerMessage(2406, LogLevel.Error, "The clocks of room {Room} could not be followed.")]
    public static partial void ClockFailed(ILogger log, Guid room, Exception exception);

    [LoggerMessage(2407, LogLevel.Warning, "The clocks of rooms wait until the database answers again.")]
    public static partial void ClocksWait(ILogger log, Exception exception);

    [LoggerMessage(2408, LogLevel.Warning, "Somebody's leaving of a room could not be written; his silence will tell.")]
    public static partial void LeavingLost(ILogger log, Exception exception);
}
