using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Telemed.Storage.Audit;

/// <summary>A line of the audit trail as it stands in the database.</summary>
public sealed record AuditRow
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The hub's own word for what happened.</summary>
    public required string Action { get; init; }

    /// <summary>The standard's event code.</summary>
    public required string EventCode { get; init; }

    /// <summary>C, R, U, D or E.</summary>
    public required string ActionCode { get; init; }

    /// <summary>0, 4, 8 or 12.</summary>
    public required short Outcome { get; init; }

    /// <summary>The person, when one acted.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>The device, when one acted.</summary>
    public Guid? DeviceId { get; init; }

    /// <summary>The role in which the person acted.</summary>
    public string? Role { get; init; }

    /// <summary>The facility for which it was done.</summary>
    public Guid? FacilityId { get; init; }

    /// <summary>What kind of thing it was done to.</summary>
    public string? EntityKind { get; init; }

    /// <summary>The id of that thing.</summary>
    public string? EntityId { get; init; }

    /// <summary>The patient whom it concerned.</summary>
    public Guid? PatientId { get; init; }

    /// <summary>The network address of the client.</summary>
    public string? Address { get; init; }

    /// <summary>When it happened, by the hub's clock.</summary>
    public required DateTimeOffset ServerTime { get; init; }

    /// <summary>When it happened, by the client's clock.</summary>
    public DateTimeOffset? ClientTime { get; init; }

    /// <summary>More, as one JSON value.</summary>
    public JsonText? Details { get; init; }

    /// <summary>SHA-256 over everything above, 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    internal static AuditRow From(AuditEntry entry, DateTimeOffset now)
    {
        var row = new AuditRow
        {
            Id = Guid.CreateVersion7(), Action = entry.Action, EventCode = entry.Event,
            ActionCode = ((char)entry.Kind).ToString(), Outcome = (short)entry.Outcome,
            PersonId = entry.Actor.PersonId, DeviceId = entry.Actor.DeviceId, Role = entry.Actor.Role,
            FacilityId = entry.Actor.FacilityId, EntityKind = entry.EntityKind, EntityId = entry.EntityId,
            PatientId = entry.PatientId, Address = entry.Actor.Address, ServerTime = ToMicroseconds(now),
            ClientTime = entry.Actor.ClientTime is { } told ? ToMicroseconds(told) : null, Details = entry.Details,
            Hash = [],
        };
        return row with { Hash = row.ComputeHash() };
    }

    /// <summary>
    /// The hash that the row should have: SHA-256 over its fields in the order of their declaration, each with its
    /// length before it, so that nothing can move from one field to the next.
    /// </summary>
    internal byte[] ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var field in (string?[])[Id.ToString("d"), Action, EventCode, ActionCode, $"{Outcome}",
            PersonId?.ToString("d"), DeviceId?.ToString("d"), Role, FacilityId?.ToString("d"), EntityKind, EntityId,
            PatientId?.ToString("d"), Address, Microseconds(ServerTime),
            ClientTime is { } told ? Microseconds(told) : null, Details?.Text]) AppendField(hash, field);
        return hash.GetHashAndReset();
    }

    private static void AppendField(IncrementalHash hash, string? field)
    {
        Span<byte> length = stackalloc byte[4];
        // An absent field is not an empty one.
        BinaryPrimitives.WriteInt32BigEndian(length, field is null ? -1 : Encoding.UTF8.GetByteCount(field));
        hash.AppendData(length);
        if (field is not null) hash.AppendData(Encoding.UTF8.GetBytes(field));
    }

    // PostgreSQL keeps microseconds: what is finer would be lost between the hash and the row.
    private static DateTimeOffset ToMicroseconds(DateTimeOffset instant)
    {
        var ticks = instant.UtcTicks;
        return new DateTimeOffset(ticks - ticks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
    }

    private static string Microseconds(DateTimeOffset instant) =>
        $"{(instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond}";
}
