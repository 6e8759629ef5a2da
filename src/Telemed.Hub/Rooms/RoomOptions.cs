using System.ComponentModel.DataAnnotations;
using Telemed.Domain.Rooms;

namespace Telemed.Hub.Rooms;

/// <summary>Live sessions; section <c>Telemed:Rooms</c>. The times are those of practice 2.6, in minutes.</summary>
internal sealed record RoomOptions
{
    /// <summary>
    /// The relays for voice and video, separated by commas, such as turn:hub.example:3478?transport=udp; empty: none.
    /// </summary>
    [RegularExpression("^((stun|turns?):[^,\\s]+(,(stun|turns?):[^,\\s]+)*)?$")]
    public string TurnUrls { get; init; } = "";

    /// <summary>The secret that the hub shares with coturn (static-auth-secret).</summary>
    public string TurnSecret { get; init; } = "";

    /// <summary>Minutes a browser may use the credentials it was given.</summary>
    [Range(5, 720)]
    public int TurnMinutes { get; init; } = 60;

    /// <summary>People with camera and microphone at a time: each sends to each of the others.</summary>
    [Range(2, 6)]
    public int MediaPeopleLimit { get; init; } = 6;

    /// <summary>People that a room may have, whether they are there or not.</summary>
    [Range(2, 5000)]
    public int PeopleLimit { get; init; } = 2000;

    /// <summary>People who may be invited with one request.</summary>
    [Range(1, 500)]
    public int InvitedAtOnceLimit { get; init; } = 100;

    /// <summary>Minutes a link into a room is good.</summary>
    [Range(1, 60)]
    public int LinkMinutes { get; init; } = 15;

    /// <summary>Minutes before the slot from which a test of devices and line counts.</summary>
    [Range(5, 1440)]
    public int TestMinutesBefore { get; init; } = 30;

    /// <summary>Minutes before the slot at which those without a passed test are told what helps.</summary>
    [Range(1, 1440)]
    public int TestMissingMinutesBefore { get; init; } = 10;

    /// <summary>Minutes for the answer to a red call before the next one is rung.</summary>
    [Range(1, 60)]
    public int RedReplyMinutes { get; init; } = 3;

    /// <summary>Minutes for the answer to another invitation without a slot.</summary>
    [Range(1, 1440)]
    public int ReplyMinutes { get; init; } = 30;

    /// <summary>Minutes that the first who came to a red room waits for the other side.</summary>
    [Range(1, 60)]
    public int RedWaitingMinutes { get; init; } = 3;

    /// <summary>Minutes that the first who came to another room waits.</summary>
    [Range(1, 120)]
    public int WaitingMinutes { get; init; } = 10;

    /// <summary>Minutes of a talk that is not red after which the specialist sees who else waits.</summary>
    [Range(1, 240)]
    public int TalkMinutes { get; init; } = 15;

    /// <summary>
    /// Seconds without the other side before a room is interrupted; a reload or a change of hub takes two.
    /// </summary>
    [Range(1, 60)]
    public int InterruptedAfterSeconds { get; init; } = 5;

    /// <summary>Minutes that whoever was cut off may come back to the same place.</summary>
    [Range(1, 60)]
    public int RejoinMinutes { get; init; } = 10;

    /// <summary>Minutes from the end of a red room to its signed note.</summary>
    [Range(5, 1440)]
    public int RedNoteMinutes { get; init; } = 30;

    /// <summary>Minutes from the end of a yellow room to its signed note.</summary>
    [Range(5, 2880)]
    public int YellowNoteMinutes { get; init; } = 120;

    /// <summary>Minutes from the end of a green room to its signed note.</summary>
    [Range(5, 10080)]
    public int GreenNoteMinutes { get; init; } = 1440;

    /// <summary>The same times as the rules take them.</summary>
    internal RoomTimes Times => new()
    {
        TestBefore = Minutes(TestMinutesBefore),
        TestMissingBefore = Minutes(TestMissingMinutesBefore),
        Reply = new(Minutes(RedReplyMinutes), Minutes(ReplyMinutes), Minutes(ReplyMinutes)),
        Waiting = new(Minutes(RedWaitingMinutes), Minutes(WaitingMinutes), Minutes(WaitingMinutes)),
        Talk = Minutes(TalkMinutes),
        Rejoin = Minutes(RejoinMinutes),
        Note = new(Minutes(RedNoteMinutes), Minutes(YellowNoteMinutes), Minutes(GreenNoteMinutes)),
        Link = Minutes(LinkMinutes),
    };

    private static TimeSpan Minutes(int count) => TimeSpan.FromMinutes(count);
}
