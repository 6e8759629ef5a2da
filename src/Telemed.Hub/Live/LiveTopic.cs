using Telemed.Domain;

namespace Telemed.Hub.Live;

/// <summary>What somebody may watch. A browser names the topic; the group behind it may be narrower.</summary>
/// <param name="Name">The topic as the browser knows it.</param>
/// <param name="Group">The group of connections that hear of it.</param>
internal readonly record struct LiveTopic(string Name, string Group)
{
    /// <summary>The work list of readers.</summary>
    public static LiveTopic Queue { get; } = new("queue", "queue");

    /// <summary>The coordinators' board.</summary>
    public static LiveTopic Desk { get; } = new("desk", "desk");

    /// <summary>The administrators' list of jobs.</summary>
    public static LiveTopic Jobs { get; } = new("jobs", "jobs");

    /// <summary>One person's own cases.</summary>
    public static LiveTopic Mine(PersonId person) => new("mine", $"mine:{person.Value}");

    /// <summary>The cases of a facility, for everyone who holds a role there.</summary>
    public static LiveTopic Facility(FacilityId facility) => new("mine", $"facility:{facility.Value}");

    /// <summary>One person's notices.</summary>
    public static LiveTopic Notices(PersonId person) => new("notices", $"notices:{person.Value}");

    /// <summary>One case, for all who have it open.</summary>
    public static LiveTopic Consultation(ConsultationId consultation) =>
        new($"consultation:{consultation.Value}", $"consultation:{consultation.Value}");

    /// <summary>The rooms one person is called to.</summary>
    public static LiveTopic Rooms(PersonId person) => new("rooms", $"rooms:{person.Value}");

    /// <summary>One room, for those who wait outside it.</summary>
    public static LiveTopic Lobby(Guid room) => new($"room:{room}", $"lobby:{room}");
}
