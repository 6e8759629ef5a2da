using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Consultations;
using Telemed.Hub.Live;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Rooms;

/// <summary>Who changes a room, from where and with what: by HTTP, by the live door or by a clock.</summary>
internal sealed record RoomActor(AuditActor Audit, PersonId? Person, DateTimeOffset? ClientAt, string? Device)
{
    /// <summary>The hub itself, by presence or clock.</summary>
    internal static readonly RoomActor Hub = new(AuditActor.Hub, null, null, null);
}

/// <summary>
/// One change of a room under way: the locked room, its steps, and what goes with them. Everything is saved in one
/// round trip; what people hear of it waits for the commit.
/// </summary>
internal sealed class RoomChange(
    Work work, RoomRecord row, RoomActor actor, DateTimeOffset now, RoomTimes times, bool isNew = false)
{
    private readonly List<(RoomEvent Done, bool ByRule, int Ordinal, byte[] Previous, byte[] Hash)> events = [];
    private readonly List<(string Kind, PersonId? Person, Guid? ClientId, string Body)> lines = [];
    private readonly List<(RoomMember Member, string? Reason)> members = [];
    private readonly HashSet<PersonId> changedPeople = [];
    private readonly Room before = row.ToRoom();
    private bool touched;

    internal Work Work { get; } = work;
    internal RoomRecord Row { get; } = row;
    internal RoomActor Actor { get; } = actor;
    internal DateTimeOffset Now { get; } = now;
    internal RoomTimes Times { get; } = times;
    internal Room Its { get; private set; } = row.ToRoom();
    internal StatementBatch Batch { get; } = new(work);
    internal string? Shown { get; private set; } = row.Shown;
    internal string? EndReason { get; set; } = row.EndReason;
    internal string? MissedSide { get; set; }
    internal bool IsRedCall { get; set; } = row.RedCall;
    internal int EventCount { get; private set; } = row.EventCount;
    internal byte[] LastEventHash { get; private set; } = row.LastEventHash;

    /// <summary>People whose place, role or presence this changes; they are told after the commit.</summary>
    internal IReadOnlyCollection<PersonId> ChangedPeople => changedPeople;

    /// <summary>The sequence numbers of the lines this adds, known once it is saved.</summary>
    internal List<int> LineNumbers { get; } = [];

    /// <summary>Whether anything that everybody sees of the room is different.</summary>
    internal bool ChangesRoom => touched || isNew;

    internal ConsultationId? Consultation => Row.ConsultationId is { } id ? new ConsultationId(id) : null;

    /// <summary>Goes a step for a side; null when it was done.</summary>
    internal RoomOutcome? Do(RoomStep step, RoomSide side, string? reason = null)
    {
        var outcome = Its.Do(step, side, reason, Now);
        if (outcome is not RoomOutcome.Accepted(var next, var done)) return outcome;
        var byRule = side == RoomSide.System;
        var hash = Hash(done, EventCount + 1, LastEventHash, byRule ? RoomActor.Hub : Actor);
        events.Add((done, byRule, EventCount + 1, LastEventHash, hash));
        (Its, EventCount, LastEventHash, touched) = (next, EventCount + 1, hash, true);
        return null;
    }

    /// <summary>Changes what is no step: the leader, what is shown, the consent.</summary>
    internal void Set(Func<Room, Room> change)
    {
        Its = change(Its) with { Version = Its.Version + 1 };
        touched = true;
    }

    internal void Show(string shown)
    {
        Shown = shown;
        Set(room => room);
    }

    /// <summary>Puts somebody into a place of the room.</summary>
    internal void Put(RoomMember member, string? reason = null)
    {
        members.Add((member, reason));
        changedPeople.Add(member.Id);
    }

    /// <summary>Says after the commit that somebody looks different now.</summary>
    internal void SayPerson(PersonId person) => changedPeople.Add(person);

    /// <summary>Adds a line of the history; its body is JSON.</summary>
    internal void AddLine(string kind, PersonId? person, Guid? clientId, string body) =>
        lines.Add((kind, person, clientId, body));

    /// <summary>Adds a line that says what happened to the room itself.</summary>
    internal void AddStateLine(string code, PersonId? person = null, string? text = null) =>
        AddLine("state", Actor.Person, null, Body(writer =>
        {
            writer.WriteString("code", code);
            if (person is { } whom) writer.WriteString("personId", whom.Value);
            if (text is not null) writer.WriteString("text", text);
        }));

    /// <summary>A JSON object written member by member.</summary>
    internal static string Body(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Adds the audit line of this change.</summary>
    internal void Audit(string action, AuditAction kind = AuditAction.Update, string? details = null) =>
        Batch.Add(AuditLog.Statement(new AuditEntry
        {
            Action = action,
            Event = AuditEvents.OrderRecord,
            Kind = kind,
            Actor = Actor.Audit with { ClientTime = Actor.ClientAt },
            EntityKind = "room",
            EntityId = Its.Id.Value.ToString("D"),
            PatientId = Row.PatientId,
            Details = details is null ? null : new JsonText(details),
        }, Now));

    /// <summary>Writes everything in one round trip. The caller commits.</summary>
    internal async Task Save(CancellationToken cancel)
    {
        if (isNew) RoomStore.AddInsert(Batch, this);
        else if (touched) RoomStore.AddUpdate(Batch, this);
        foreach (var (member, reason) in members)
            RoomStore.AddMember(Batch, Its.Id, member, Actor.Person, Now, reason);
        foreach (var (done, byRule, ordinal, previous, hash) in events)
            RoomHistory.AddEvent(Batch, done, byRule ? RoomActor.Hub : Actor, ordinal, previous, hash);
        AddTimers();
        await Batch.Run(cancel);
        foreach (var (kind, person, clientId, body) in lines)
            LineNumbers.Add(await RoomHistory.Append(Work, Its.Id, kind, person, clientId, body, Now, cancel));
        if (!touched && !isNew && changedPeople.Count == 0) return;
        Work.Notify(LiveRooms.Channel, Its.Id.Value.ToString("D"));
        LiveChanges.Changed(Work, LiveTopic.Lobby(Its.Id.Value), "changed", Its.Id.Value, Its.Version);
        if (before.State == Its.State && !isNew) return;
        LiveChanges.Changed(Work, LiveTopic.Desk, "room", Its.Id.Value);
        if (Consultation is { } consultation)
            LiveChanges.Changed(Work, LiveTopic.Consultation(consultation), "room", Its.Id.Value);
    }

    private void AddTimers()
    {
        var (set, clear) = isNew ? (RoomTimetable.Of(Its, Times), []) : RoomTimetable.Between(before, Its, Times);
        RoomHistory.AddTimers(Batch, Its.Id, set, clear);
    }

    private static byte[] Hash(RoomEvent done, int ordinal, byte[] previous, RoomActor actor)
    {
        var text = string.Join('\u001f',
            Convert.ToHexStringLower(previous), done.Room.Value.ToString("D"),
            ordinal.ToString(CultureInfo.InvariantCulture), Instant(done.At), Instant(actor.ClientAt),
            TextCode.Of(done.Step), TextCode.Of(done.From), TextCode.Of(done.To),
            actor.Person?.Value.ToString("D") ?? "", actor.Audit.Role ?? "",
            actor.Audit.FacilityId?.ToString("D") ?? "", actor.Device ?? "", done.Reason ?? "");
        return SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    // PostgreSQL keeps microseconds; what is hashed must be what can be read again.
    private static string Instant(DateTimeOffset? at) => at is { } known
        ? known.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)
        : "";
}
