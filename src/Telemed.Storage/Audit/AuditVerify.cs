namespace Telemed.Storage.Audit;

/// <summary>What a verification found.</summary>
public abstract record AuditVerdict
{
    private AuditVerdict()
    {
    }

    /// <summary>Every row, link and anchor agrees.</summary>
    /// <param name="Rows">How many rows are linked.</param>
    /// <param name="Anchors">How many anchors were compared.</param>
    /// <param name="Head">The last link.</param>
    public sealed record Sound(long Rows, long Anchors, AuditHead Head) : AuditVerdict;

    /// <summary>Something was changed, removed or slipped in.</summary>
    /// <param name="Position">The first position in the chain that is wrong; null for a row outside the chain.</param>
    /// <param name="RowId">The row, when it can be named.</param>
    /// <param name="Problem">A sentence that says what is wrong.</param>
    public sealed record Broken(long? Position, Guid? RowId, string Problem) : AuditVerdict;
}

/// <summary>
/// Goes through the whole chain and names the first row that is not as it was written. Everything is computed here,
/// not by the database, so functions and triggers that were tampered with cannot help a forger.
/// </summary>
public static class AuditVerify
{
    private const int BatchLimit = 5_000;
    private static readonly TimeSpan LinkGrace = TimeSpan.FromMinutes(1);

    private const string ListLinks = """
        SELECT link.position, link.row_id, link.row_hash, link.hash AS link_hash,
               each.id, each.action, each.event_code, each.action_code, each.outcome, each.person_id, each.device_id,
               each.role, each.facility_id, each.entity_kind, each.entity_id, each.patient_id, each.address,
               each.server_time, each.client_time, each.details, each.hash
        FROM audit_link AS link LEFT JOIN audit_row AS each ON each.id = link.row_id
        WHERE link.position > @after
        ORDER BY link.position LIMIT @BatchLimit
        """;

    // A row is written together with its pending mark, so a row with neither mark nor link was slipped in, or its
    // link was removed.
    private const string FindStray = """
        SELECT each.id FROM audit_row AS each
        WHERE NOT EXISTS (SELECT FROM audit_link WHERE audit_link.row_id = each.id)
          AND (each.server_time < @before
               OR NOT EXISTS (SELECT FROM audit_pending WHERE audit_pending.row_id = each.id))
        ORDER BY each.seq LIMIT 1
        """;

    /// <summary>Verifies rows, links, tail and anchors.</summary>
    /// <param name="database">The database.</param>
    /// <param name="anchors">Heads from outside the database, in any order.</param>
    /// <param name="now">The time now; rows committed within the last minute may still wait for their link.</param>
    /// <param name="cancel">Ends the verification.</param>
    public static async Task<AuditVerdict> Verify(
        Database database, IEnumerable<AuditHead> anchors, DateTimeOffset now, CancellationToken cancel)
    {
        var expected = new Queue<AuditHead>(anchors.OrderBy(anchor => anchor.Position));
        var anchorCount = expected.Count;
        var head = AuditHead.Empty;
        // One snapshot for all the batches: rows that are linked meanwhile do not disturb.
        await using var work = await database.Begin(cancel);
        await work.Execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", null, cancel);
        while (true)
        {
            var links = await work.Rows<LinkedRow>(ListLinks, new { after = head.Position, BatchLimit }, cancel);
            foreach (var link in links)
            {
                if (Fault(head, link) is { } fault) return fault;
                head = new AuditHead(link.Position, link.LinkHash);
                if (FaultOfAnchor(head, link.RowId, expected) is { } moved) return moved;
            }
            if (links.Count < BatchLimit) break;
        }
        if (expected.TryPeek(out var beyond))
            return new AuditVerdict.Broken(head.Position + 1, null,
                $"The chain ends at {head.Position}, but an anchor saw it at {beyond.Position}: " +
                "the tail was cut off, or an older database was restored.");
        if (await work.RowOrNone<Guid?>(FindStray, new { before = now - LinkGrace }, cancel) is { } stray)
            return new AuditVerdict.Broken(null, stray, "A row stands outside the chain.");
        return new AuditVerdict.Sound(head.Position, anchorCount, head);
    }

    private static AuditVerdict.Broken? Fault(AuditHead previous, LinkedRow link)
    {
        var position = previous.Position + 1;
        if (link.Position != position)
            return new AuditVerdict.Broken(position, null, $"Link {position} is missing.");
        if (link.Row() is not { } row)
            return new AuditVerdict.Broken(position, link.RowId, $"The row of link {position} is missing.");
        if (!row.ComputeHash().AsSpan().SequenceEqual(row.Hash))
            return new AuditVerdict.Broken(position, link.RowId, $"The row of link {position} was changed.");
        if (!row.Hash.AsSpan().SequenceEqual(link.RowHash))
            return new AuditVerdict.Broken(position, link.RowId, $"The row of link {position} was replaced.");
        if (!previous.Next(link.RowId, link.RowHash).Hash.Span.SequenceEqual(link.LinkHash))
            return new AuditVerdict.Broken(position, link.RowId,
                $"Link {position} does not follow from the one before it.");
        return null;
    }

    private static AuditVerdict.Broken? FaultOfAnchor(AuditHead head, Guid rowId, Queue<AuditHead> expected)
    {
        while (expected.TryPeek(out var anchor) && anchor.Position <= head.Position)
        {
            expected.Dequeue();
            if (anchor.Position == head.Position && !anchor.Hash.Span.SequenceEqual(head.Hash.Span))
                return new AuditVerdict.Broken(head.Position, rowId,
                    $"The chain was written anew: link {head.Position} is not the one that was anchored.");
        }
        return null;
    }

    private sealed record LinkedRow
    {
        public required long Position { get; init; }
        public required Guid RowId { get; init; }
        public required byte[] RowHash { get; init; }
        public required byte[] LinkHash { get; init; }
        public Guid? Id { get; init; }
        public string? Action { get; init; }
        public string? EventCode { get; init; }
        public string? ActionCode { get; init; }
        public short? Outcome { get; init; }
        public Guid? PersonId { get; init; }
        public Guid? DeviceId { get; init; }
        public string? Role { get; init; }
        public Guid? FacilityId { get; init; }
        public string? EntityKind { get; init; }
        public string? EntityId { get; init; }
        public Guid? PatientId { get; init; }
        public string? Address { get; init; }
        public DateTimeOffset? ServerTime { get; init; }
        public DateTimeOffset? ClientTime { get; init; }
        public JsonText? Details { get; init; }
        public byte[]? Hash { get; init; }

        internal AuditRow? Row() => Id is null ? null : new AuditRow
        {
            Id = Id.Value, Action = Action!, EventCode = EventCode!, ActionCode = ActionCode!, Outcome = Outcome!.Value,
            PersonId = PersonId, DeviceId = DeviceId, Role = Role, FacilityId = FacilityId, EntityKind = EntityKind,
            EntityId = EntityId, PatientId = PatientId, Address = Address, ServerTime = ServerTime!.Value,
            ClientTime = ClientTime, Details = Details, Hash = Hash!,
        };
    }
}
