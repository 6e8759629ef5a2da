using Telemed.Domain;
using Telemed.Domain.Rooms;

namespace Telemed.Hub.Rooms;

/// <summary>
/// Brings a room's state to what presence says: who is there makes a room wait, go live, come back and degrade. Nobody
/// presses a button for it.
/// </summary>
internal static class SettleRoom
{
    /// <summary>Whether those who are there make a session: two who speak, or in a class one who teaches.</summary>
    internal static bool HaveMet(RoomKind kind, IReadOnlyCollection<PresenceStore.SpeakerRecord> speakers) =>
        kind == RoomKind.Class ? speakers.Any(each => each.Role == "host") : speakers.Count >= 2;

    /// <summary>Goes the steps that follow from who is there now; an interruption waits some seconds.</summary>
    internal static async Task Run(RoomChange change, CancellationToken cancel)
    {
        var speakers = await PresenceStore.Speakers(change.Work, change.Its.Id, cancel);
        if (speakers.Count > 0 && change.Its.State is RoomState.Planned or RoomState.Invited or RoomState.Ready)
            Go(change, RoomStep.Arrive);
        if (HaveMet(change.Its.Kind, speakers))
        {
            if (change.Its.State == RoomState.Waiting && !(change.Its.NeedsConsent && change.Its.Consent is null))
            {
                Go(change, RoomStep.GoLive);
                change.AddStateLine("live");
            }
            if (change.Its.State == RoomState.Interrupted)
            {
                Go(change, RoomStep.Rejoin);
                change.AddStateLine("rejoined");
            }
        }
        SettleLadder(change, speakers);
    }

    private static void SettleLadder(RoomChange change, IReadOnlyCollection<PresenceStore.SpeakerRecord> speakers)
    {
        if (speakers.Count > 0)
        {
            var lowest = RoomRules.LowestOf(speakers.Select(each => TextCode.Parse<LadderStep>(each.Ladder)));
            if (lowest != change.Its.Ladder)
            {
                change.Set(room => room with { Ladder = lowest });
                change.AddStateLine("ladder", text: TextCode.Of(lowest));
            }
        }
        var isLow = change.Its.Ladder >= LadderStep.Audio;
        if (isLow && change.Its.State == RoomState.Live) Go(change, RoomStep.Degrade, TextCode.Of(change.Its.Ladder));
        if (!isLow && change.Its.State == RoomState.Degraded) Go(change, RoomStep.Recover);
    }

    private static void Go(RoomChange change, RoomStep step, string? reason = null)
    {
        if (change.Do(step, RoomSide.System, reason) is { } refused)
            throw new InvalidOperationException($"A room could not {step}: {refused}");
    }
}
