using System.Collections.Concurrent;
using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Rooms;

/// <summary>
/// Writes down who tried what was not his in a room. The same refusal of the same person is written once a minute, so
/// that nobody fills the trail by trying.
/// </summary>
internal sealed class RefusalTrail(Database database, TimeProvider time, ILogger<RefusalTrail> log)
{
    private const int RememberedLimit = 10_000;
    private static readonly TimeSpan Once = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(PersonId, Guid, string, RoomRefusal), long> last = [];

    /// <summary>Logs and audits a refusal.</summary>
    internal async Task Refused(
        CurrentPerson person, string what, Guid room, RoomRefusal refusal, CancellationToken cancel)
    {
        var key = (person.Id, room, what, refusal);
        if (last.TryGetValue(key, out var at) && time.GetElapsedTime(at) < Once) return;
        if (last.Count >= RememberedLimit) last.Clear();
        last[key] = time.GetTimestamp();
        RoomsLog.Refused(log, person.Id.Value, what, room, TextCode.Of(refusal));
        await using var work = await database.Begin(cancel);
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "room.refused",
            Event = AuditEvents.SecurityAlert,
            Kind = AuditAction.Execute,
            Outcome = AuditOutcome.MinorFailure,
            Actor = person.Actor,
            EntityKind = "room",
            EntityId = room.ToString("D"),
            Details = new JsonText(RoomChange.Body(writer =>
            {
                writer.WriteString("what", what);
                writer.WriteString("refused", TextCode.Of(refusal));
            })),
        }, time.GetUtcNow(), cancel);
        await work.Commit(cancel);
    }
}
