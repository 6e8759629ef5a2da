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
        var insert = new NpgsqlBatchCommand(Insert);
        var values = insert.Parameters;
        Add(values, row.Id, NpgsqlDbType.Uuid);
        Add(values, row.Action, NpgsqlDbType.Text);
        Add(values, row.EventCode, NpgsqlDbType.Text);
        Add(values, row.ActionCode, NpgsqlDbType.Text);
        Add(values, row.Outcome, NpgsqlDbType.Smallint);
        Add(values, row.PersonId, NpgsqlDbType.Uuid);
        Add(values, row.DeviceId, NpgsqlDbType.Uuid);
        Add(values, row.Role, NpgsqlDbType.Text);
        Add(values, row.FacilityId, NpgsqlDbType.Uuid);
        Add(values, row.EntityKind, NpgsqlDbType.Text);
        Add(values, row.EntityId, NpgsqlDbType.Text);
        Add(values, row.PatientId, NpgsqlDbType.Uuid);
        Add(values, row.Address, NpgsqlDbType.Text);
        Add(values, row.ServerTime, NpgsqlDbType.TimestampTz);
        Add(values, row.ClientTime, NpgsqlDbType.TimestampTz);
        Add(values, row.Details?.Text, NpgsqlDbType.Json);
        Add(values, row.Hash, NpgsqlDbType.Bytea);
        return insert;
    }

    private static void Add(NpgsqlParameterCollection values, object? value, NpgsqlDbType type) =>
        values.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
}
