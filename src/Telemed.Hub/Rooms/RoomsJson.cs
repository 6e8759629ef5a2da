using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemed.Hub.Rooms;

internal sealed record RoomPersonName(Guid Id, string Name);

/// <summary>What the asking person is in the room; null for somebody who only may see it.</summary>
internal sealed record RoomMe(string Role, string Place);

/// <summary>A room as one line of a list.</summary>
internal record RoomRow
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    public required string State { get; init; }
    public required string Colour { get; init; }
    public required string Title { get; init; }
    public required Guid? ConsultationId { get; init; }
    public required string? ConsultationNumber { get; init; }
    public required DateTimeOffset? PlannedAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? LiveAt { get; init; }
    public required DateTimeOffset? EndedAt { get; init; }
    public required DateTimeOffset? NoteDueAt { get; init; }
    public required RoomPersonName? Host { get; init; }
    public required RoomPersonName? Specialist { get; init; }
    public required int Present { get; init; }
    public required RoomMe? Me { get; init; }
    public required int Version { get; init; }
}

internal sealed record RoomRows(IReadOnlyList<RoomRow> Items);

/// <summary>What a browser found out about its camera, microphone and line.</summary>
internal sealed record DeviceTest(
    bool Camera, bool Microphone, int UpKbps, int DownKbps, int RttMs, bool Relayed, DateTimeOffset? At, bool Passed);

internal sealed record RoomPersonView(
    Guid PersonId, string Name, string? Title, string Role, string Place, bool Present, Guid? PeerId,
    DateTimeOffset? HandAt, string Ladder, bool Microphone, bool Camera, DeviceTest? Test, string? FacilityName);

internal sealed record ConsentView(DateTimeOffset At, string ByName, string How, bool Recording);

/// <summary>What everybody looks at.</summary>
internal sealed record ShownForm(string Kind, string? Id, JsonElement? Extra);

/// <summary>Where the leader looks. What stands in V is between the browsers.</summary>
internal sealed record ViewForm(long N, string Subject, JsonElement V);

internal sealed record PlaceView(string State, int? Position, int? ExpectedSeconds);

internal sealed record RoomTimerView(string Kind, DateTimeOffset DueAt);

internal sealed record RoomNoteState(string State, DateTimeOffset? DueAt);

/// <summary>A room with everybody and everything in it but its history.</summary>
internal sealed record RoomPage : RoomRow
{
    public required IReadOnlyList<RoomPersonView> People { get; init; }
    public required int Listeners { get; init; }
    public required ConsentView? Consent { get; init; }
    public required Guid? Leader { get; init; }
    public required ShownForm? Shown { get; init; }
    public required ViewForm? View { get; init; }
    public required string Ladder { get; init; }
    public required int Sequence { get; init; }
    public required PlaceView Place { get; init; }
    public required IReadOnlyList<RoomTimerView> Timers { get; init; }
    public required RoomNoteState Note { get; init; }
    public required bool Recording { get; init; }
    public required IReadOnlyList<string> Allowed { get; init; }
    public required DateTimeOffset ServerTime { get; init; }
}

/// <summary>One line of the history.</summary>
internal sealed record LineView(
    int Sequence, DateTimeOffset At, Guid? PersonId, string? Name, string Kind, Guid? ClientId, JsonElement Body);

internal sealed record LinePage(IReadOnlyList<LineView> Items, int? Next);

internal sealed record PeerView(Guid PeerId, Guid PersonId);

// What the live door answers.
internal sealed record RoomAnswer(string? Refused);

internal sealed record LineAnswer(string? Refused, LineView? Line);

internal sealed record BeatAnswer(string? Refused, int Sequence);

internal sealed record EnterAnswer(
    string? Refused, RoomPage? Room, IReadOnlyList<LineView> Lines, IReadOnlyList<PeerView> Peers,
    DateTimeOffset ServerTime);

// What the live door hears.
internal sealed record PointForm(string Subject, double X, double Y, string? Lead);

internal sealed record DrawForm(string Subject, JsonElement Shape);

internal sealed record DevicesForm(bool Microphone, bool Camera);

// What the live door says.
internal sealed record ViewSaid(Guid RoomId, Guid PersonId, long N, string Subject, JsonElement V);

internal sealed record PointSaid(Guid RoomId, Guid PersonId, string Subject, double X, double Y, string? Lead);

internal sealed record LineSaid(Guid RoomId, LineView Line);

internal sealed record PersonSaid(Guid RoomId, RoomPersonView Person);

internal sealed record CountSaid(Guid RoomId, int Present, int Listeners);

internal sealed record StateSaid(
    Guid RoomId, int Version, string State, Guid? Leader, ShownForm? Shown, string Ladder, ConsentView? Consent,
    bool Recording, DateTimeOffset? NoteDueAt);

internal sealed record SignalSaid(Guid RoomId, Guid FromPeerId, Guid PersonId, string Kind, string Data);

internal sealed record LeftSaid(Guid RoomId, string Reason);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RoomRows))]
[JsonSerializable(typeof(RoomPage))]
[JsonSerializable(typeof(DeviceTest))]
[JsonSerializable(typeof(LinePage))]
[JsonSerializable(typeof(RoomAnswer))]
[JsonSerializable(typeof(LineAnswer))]
[JsonSerializable(typeof(BeatAnswer))]
[JsonSerializable(typeof(EnterAnswer))]
[JsonSerializable(typeof(PointForm))]
[JsonSerializable(typeof(DrawForm))]
[JsonSerializable(typeof(DevicesForm))]
[JsonSerializable(typeof(ViewSaid))]
[JsonSerializable(typeof(PointSaid))]
[JsonSerializable(typeof(LineSaid))]
[JsonSerializable(typeof(PersonSaid))]
[JsonSerializable(typeof(CountSaid))]
[JsonSerializable(typeof(StateSaid))]
[JsonSerializable(typeof(SignalSaid))]
[JsonSerializable(typeof(LeftSaid))]
[JsonSerializable(typeof(OpenRoom.Request), TypeInfoPropertyName = "OpenRoomRequest")]
[JsonSerializable(typeof(ManagePeople.InviteRequest))]
[JsonSerializable(typeof(ManagePeople.RoleRequest), TypeInfoPropertyName = "RoomRoleRequest")]
[JsonSerializable(typeof(ManagePeople.RemovalRequest))]
[JsonSerializable(typeof(JoinByLink.LinkRequest))]
[JsonSerializable(typeof(JoinByLink.LinkResponse))]
[JsonSerializable(typeof(JoinByLink.FollowRequest))]
[JsonSerializable(typeof(JoinByLink.FollowResponse))]
[JsonSerializable(typeof(TestDevices.Request), TypeInfoPropertyName = "TestDevicesRequest")]
[JsonSerializable(typeof(ArriveInRoom.DeclineRequest))]
[JsonSerializable(typeof(RecordConsent.ConsentRequest))]
[JsonSerializable(typeof(RecordConsent.RecordingRequest))]
[JsonSerializable(typeof(GiveRelay.Response), TypeInfoPropertyName = "RelayResponse")]
[JsonSerializable(typeof(ShareFiles.FileRequest))]
[JsonSerializable(typeof(DrawnShape))]
[JsonSerializable(typeof(ListDrawings.Response), TypeInfoPropertyName = "DrawingsResponse")]
[JsonSerializable(typeof(CountQuality.Request), TypeInfoPropertyName = "QualityRequest")]
[JsonSerializable(typeof(CountQuality.AttendanceResponse))]
[JsonSerializable(typeof(EndRoom.Request), TypeInfoPropertyName = "EndRoomRequest")]
[JsonSerializable(typeof(RoomNote.View), TypeInfoPropertyName = "RoomNoteView")]
[JsonSerializable(typeof(RoomNote.SaveRequest))]
[JsonSerializable(typeof(RoomNote.SignRequest), TypeInfoPropertyName = "RoomNoteSignRequest")]
[JsonSerializable(typeof(RoomNote.Signer))]
[JsonSerializable(typeof(RoomNote.Content))]
internal sealed partial class RoomsJson : JsonSerializerContext;
