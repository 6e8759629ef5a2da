using Telemed.Domain.Clocks;
using static System.TimeSpan;

namespace Telemed.Domain.Rooms;

/// <summary>How long everything about a session may take; the figures are those of practice 2.6.</summary>
public sealed record RoomTimes
{
    /// <summary>The practice's own.</summary>
    public static readonly RoomTimes OfPractice = new();

    /// <summary>How long before its slot a test of camera, microphone and line counts for it.</summary>
    public TimeSpan TestBefore { get; init; } = FromMinutes(30);

    /// <summary>How long before the slot those who have not passed the test are told what helps.</summary>
    public TimeSpan TestMissingBefore { get; init; } = FromMinutes(10);

    /// <summary>
    /// For an answer to the invitation into a room that is wanted now; one with a slot has half of its lead time. Green
    /// then has the answering time of yellow (practice 2.1 knows slots only).
    /// </summary>
    public ByColour<TimeSpan> Reply { get; init; } = new(FromMinutes(3), FromMinutes(30), FromMinutes(30));

    /// <summary>From the first arrival to the other side's.</summary>
    public ByColour<TimeSpan> Waiting { get; init; } = new(FromMinutes(3), FromMinutes(10), FromMinutes(10));

    /// <summary>How long a talk lasts before the queue is shown; red has no such limit.</summary>
    public TimeSpan Talk { get; init; } = FromMinutes(15);

    /// <summary>How long whoever was cut off may come back to the same place.</summary>
    public TimeSpan Rejoin { get; init; } = FromMinutes(10);

    /// <summary>From the end of the talk to the signed note.</summary>
    public ByColour<TimeSpan> Note { get; init; } = new(FromMinutes(30), FromHours(2), FromHours(24));

    /// <summary>How long a link into the room is good.</summary>
    public TimeSpan Link { get; init; } = FromMinutes(15);
}
