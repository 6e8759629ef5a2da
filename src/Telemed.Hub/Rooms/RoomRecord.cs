using Telemed.Domain;
using Telemed.Domain.Rooms;

namespace Telemed.Hub.Rooms;

/// <summary>A row of <c>room</c> as the database answers it.</summary>
internal sealed class RoomRecord
{
    internal const string Columns = """
        r.id, r.kind, r.consultation_id, r.facility_id, r.service_code, r.title, r.colour, r.state, r.state_since,
        r.version, r.created_by, r.specialist_id, r.created_at, r.planned_at, r.live_at, r.ended_at, r.end_reason,
        r.leader_id, r.ladder, r.shown::text AS shown, r.consent_at, r.consent_by, r.consent_how, r.consent_recording,
        r.recording, r.red_call, r.queue_from, r.event_count, r.last_event_hash,
        (SELECT rc.patient_id FROM consultation rc WHERE rc.id = r.consultation_id) AS patient_id,
        (SELECT rc.requester_id FROM consultation rc WHERE rc.id = r.consultation_id) AS requester_id
        """;

    public Guid Id { get; init; }
    public string Kind { get; init; } = "";
    public Guid? ConsultationId { get; init; }
    public Guid FacilityId { get; init; }
    public string? ServiceCode { get; init; }
    public string Title { get; init; } = "";
    public string Colour { get; init; } = "";
    public string State { get; init; } = "";
    public DateTimeOffset StateSince { get; init; }
    public int Version { get; init; }
    public Guid CreatedBy { get; init; }
    public Guid? SpecialistId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? PlannedAt { get; init; }
    public DateTimeOffset? LiveAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? EndReason { get; init; }
    public Guid? LeaderId { get; init; }
    public string Ladder { get; init; } = "";
    public string? Shown { get; init; }
    public DateTimeOffset? ConsentAt { get; init; }
    public Guid? ConsentBy { get; init; }
    public string? ConsentHow { get; init; }
    public bool ConsentRecording { get; init; }
    public bool Recording { get; init; }
    public bool RedCall { get; init; }
    public DateTimeOffset? QueueFrom { get; init; }
    public int EventCount { get; init; }
    public byte[] LastEventHash { get; init; } = [];
    public Guid? PatientId { get; init; }
    public Guid? RequesterId { get; init; }

    internal Room ToRoom() => new()
    {
        Id = new RoomId(Id),
        Kind = TextCode.Parse<RoomKind>(Kind),
        Colour = TextCode.Parse<Colour>(Colour),
        State = TextCode.Parse<RoomState>(State),
        StateSince = StateSince,
        Version = Version,
        Specialist = SpecialistId is { } specialist ? new PersonId(specialist) : null,
        CreatedAt = CreatedAt,
        PlannedAt = PlannedAt,
        LiveAt = LiveAt,
        EndedAt = EndedAt,
        Leader = LeaderId is { } leader ? new PersonId(leader) : null,
        Ladder = TextCode.Parse<LadderStep>(Ladder),
        Consent = ConsentAt is { } at && ConsentBy is { } by && ConsentHow is { } how
            ? new RoomConsent(at, new PersonId(by), TextCode.Parse<ConsentHow>(how), ConsentRecording)
            : null,
        IsRecording = Recording,
    };
}

/// <summary>A row of <c>room_person</c>, as far as decisions ask.</summary>
internal sealed record MemberRecord
{
    public Guid PersonId { get; init; }
    public string Role { get; init; } = "";
    public string Place { get; init; } = "";
    public string Name { get; init; } = "";

    internal RoomMember ToMember() =>
        new(new PersonId(PersonId), TextCode.Parse<RoomRole>(Role), TextCode.Parse<RoomPlace>(Place));
}
