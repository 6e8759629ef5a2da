namespace Telemed.Domain.Rooms;

/// <summary>Identifies one live session, from its invitation to its signed note.</summary>
public readonly record struct RoomId(Guid Value)
{
    /// <summary>A new id whose order follows time, so that rows made together lie together.</summary>
    public static RoomId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
}

/// <summary>What a room is for; consent, note and clocks follow from it.</summary>
public enum RoomKind
{
    /// <summary>One patient: consent before, a signed note after.</summary>
    Consult,
    /// <summary>A ward round: patients of one ward, consent before; notes belong to the round itself.</summary>
    Round,
    /// <summary>A class: no patient is present.</summary>
    Class,
}

/// <summary>Where a session stands (practice 2.6).</summary>
public enum RoomState
{
    Planned, Invited, Ready, Waiting, Live, Degraded, Interrupted, Ended, NoteDue, Signed, Closed, NoShow, Rescheduled,
    Cancelled, TechFailure,
}

/// <summary>What somebody is in a room.</summary>
public enum RoomRole
{
    /// <summary>Lets in, removes, ends.</summary>
    Host,
    /// <summary>Speaks, shows, draws.</summary>
    Speaker,
    /// <summary>Sees and hears, writes and raises a hand.</summary>
    Listener,
}

/// <summary>How far somebody has come in.</summary>
public enum RoomPlace { Invited, Waiting, Admitted, Left, Removed, Declined }

/// <summary>How much the line carries, best first. Each step keeps all that stands after it.</summary>
public enum LadderStep
{
    Video,
    /// <summary>Five pictures a second.</summary>
    LowVideo,
    /// <summary>Voice, and a picture when somebody taps.</summary>
    Stills,
    Audio,
    /// <summary>Text and voice notes.</summary>
    Text,
    /// <summary>People talk by telephone; the study, the words and the note go on beside it.</summary>
    Phone,
}

/// <summary>How the patient, or who speaks for the patient, agreed.</summary>
public enum ConsentHow
{
    Spoken, Signed, Representative,
    /// <summary>The patient cannot be asked and it cannot wait.</summary>
    Emergency,
}

/// <summary>Why a room ended.</summary>
public enum RoomEnding { Done, NoShow, TechFailure, Cancelled, Rescheduled }

/// <summary>Who did not come.</summary>
public enum MissedSide { Sender, Specialist, Patient }

/// <summary>One thing somebody may do in a room; each kind of message is one.</summary>
public enum RoomAct
{
    Invite, Link, Admit, Remove, Role, Consent, Lead, Show, View, Point, Draw, Erase, Keep, Chat, Signal, Hand, Ladder,
    Still, File, End, Recording, Note, Sign,
}

/// <summary>Why something is refused in a room.</summary>
public enum RoomRefusal
{
    NotFound, NotPermitted, NotAdmitted, Removed, Ended, ConsentNeeded, NotLeader, TooLarge, TooFast, MeshFull,
        Malformed,
    NotEntered, Full, NoteOwed,
}
