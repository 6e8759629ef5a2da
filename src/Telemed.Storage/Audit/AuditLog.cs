using Npgsql;
using NpgsqlTypes;

namespace Telemed.Storage.Audit;

/// <summary>Writes the audit trail, in the transaction of the change that it tells of.</summary>
public static class AuditLog
{
    private const string Insert = """
        WITH written AS (
            INSERT INTO audit_row (id, action, event_code, action_code, outcome, person_id, device_id, role,
                facility_id, entity_kind, entity_id, patient_id, address, server_time, client_time, details, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            RETURNING seq, id, hash)
        INSERT INTO audit_pending (seq, row_id, row_hash) SELECT seq, id, hash FROM written
        """;

    /// <summary>Adds a line. It stands if, and only if, the work is committed.</summary>
    public static async Task Append(Work work, AuditEntry entry, DateTimeOffset now, CancellationToken cancel)
    {
        await using var insert = work.Batch();
        insert.BatchCommands.Add(Statement(entry, now));
        await work.Execute(insert, cancel);
    }

    /// <summary>The statement that adds a line, for a change that sends all it writes in one round trip.</summary>
    public static NpgsqlBatchCommand Statement(AuditEntry entry, DateTimeOffset now)
    {
        var row = AuditRow.From(entry, now);
        return new NpgsqlBatchCommand(Insert)
            .With(row.Id, NpgsqlDbType.Uuid)
            .With(row.Action, NpgsqlDbType.Text)
            .With(row.EventCode, NpgsqlDbType.Text)
            .With(row.ActionCode, NpgsqlDbType.Text)
            .With(row.Outcome, NpgsqlDbType.Smallint)
            .With(row.PersonId, NpgsqlDbType.Uuid)
            .With(row.DeviceId, NpgsqlDbType.Uuid)
            .With(row.Role, NpgsqlDbType.Text)
            .With(row.FacilityId, NpgsqlDbType.Uuid)
            .With(row.EntityKind, NpgsqlDbType.Text)
            .With(row.EntityId, NpgsqlDbType.Text)
            .With(row.PatientId, NpgsqlDbType.Uuid)
            .With(row.Address, NpgsqlDbType.Text)
            .With(row.ServerTime, NpgsqlDbType.TimestampTz)
            .With(row.ClientTime, NpgsqlDbType.TimestampTz)
            .With(row.Details?.Text, NpgsqlDbType.Json)
            .With(row.Hash, NpgsqlDbType.Bytea);
    }
}
