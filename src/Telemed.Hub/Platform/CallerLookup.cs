using System.Collections.Concurrent;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Storage;
using Telemed.Storage.Notify;

namespace Telemed.Hub.Platform;

/// <summary>
/// Finds who asks from a token or key. An answer is kept for five seconds at most, and a hub that ends a session,
/// changes roles or revokes a key tells all hubs to forget it at once.
/// </summary>
internal sealed class CallerLookup : IDisposable
{
    /// <summary>
    /// The channel on which hubs tell each other whom to forget: the id of a person, session or device.
    /// </summary>
    internal const string ForgetChannel = "telemed_caller";

    private const int KeptLimit = 20_000;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TouchEvery = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly Database database;
    private readonly TimeProvider time;
    private readonly LogInOptions options;
    private readonly IDisposable subscription;
    private int forgotten;

    public CallerLookup(Database database, NotifyListener listener, TimeProvider time, LogInOptions options)
    {
        (this.database, this.time, this.options) = (database, time, options);
        subscription = listener.Subscribe(ForgetChannel, Forget, entries.Clear);
    }

    /// <summary>After the commit, every hub forgets what it knows about a person, session or device.</summary>
    public static void ForgetEverywhere(Work work, Guid id, CallerLookup here)
    {
        work.Notify(ForgetChannel, id.ToString());
        work.AfterCommit(() => here.Forget(id.ToString()));
    }

    public async ValueTask<Caller?> Find(RequestCredential credential, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (entries.TryGetValue(credential.Secret, out var entry) && entry.Until > now && entry.Until <= now + Kept)
            return Alive(entry.Caller, now);

        var version = Volatile.Read(ref forgotten);
        var caller = credential.IsDeviceKey
            ? await LoadDevice(credential.Secret, now, cancel)
            : await LoadPerson(credential.Secret, now, cancel);
        if (caller is null) return null;
        if (entries.Count >= KeptLimit) entries.Clear();
        entries[credential.Secret] = new(caller, now + Kept);
        // Somebody was forgotten while this was being read; what was read may be what should be forgotten.
        if (version != Volatile.Read(ref forgotten)) entries.TryRemove(credential.Secret, out _);
        return caller;
    }

    /// <summary>Reads a session again, past what is kept; null when it has ended.</summary>
    public async ValueTask<PersonCaller?> Again(SessionId session, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        var now = time.GetUtcNow();
        return await CallerStore.FindPerson(read, session, cancel) is { } row
            ? Alive(ToCaller(row, row.LastSeenAt, options), now) as PersonCaller : null;
    }

    public void Dispose() => subscription.Dispose();

    private void Forget(string id)
    {
        unchecked { Interlocked.Increment(ref forgotten); }
        if (!Guid.TryParse(id, out var whom)) return;
        foreach (var (secret, entry) in entries)
        {
            if (entry.Caller.Key == whom || entry.Caller is PersonCaller person && person.Session.Value == whom)
                entries.TryRemove(secret, out _);
        }
    }

    private async Task<Caller?> LoadPerson(string token, DateTimeOffset now, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        if (await CallerStore.FindPerson(read, SecretText.Hash(token), cancel) is not { } row) return null;
        if (Alive(ToCaller(row, row.LastSeenAt, options), now) is null) return null;
        if (now - row.LastSeenAt < TouchEvery) return ToCaller(row, row.LastSeenAt, options);
        await CallerStore.Seen(read, row.SessionId, device: false, now, cancel);
        return ToCaller(row, now, options);
    }

    private async Task<Caller?> LoadDevice(string key, DateTimeOffset now, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        if (await CallerStore.FindDevice(read, SecretText.Hash(key), cancel) is not { } row) return null;
        if (row.LastSeenAt is not { } seen || now - seen >= TouchEvery)
            await CallerStore.Seen(read, row.DeviceId, device: true, now, cancel);
        return new DeviceCaller
        {
            Id = new(row.DeviceId), Facility = new(row.FacilityId), Name = row.Name, Kind = row.Kind,
            Roles = [new RoleAt(Role.Device, new FacilityId(row.FacilityId))],
        };
    }

    internal static PersonCaller ToCaller(CallerStore.PersonRow row, DateTimeOffset seenAt, LogInOptions options) =>
        new()
    {
        Session = new(row.SessionId), Id = new PersonId(row.PersonId), Name = row.Name, Roles = row.RolesHeld(),
        IdleExpiresAt = seenAt + TimeSpan.FromMinutes(options.IdleMinutes), AbsoluteExpiresAt = row.AbsoluteExpiresAt,
        MustChangePassword = row.MustChangePassword, MustEnrol = options.SecondFactorForced && !row.HasSecondFactor,
        FreshHash = row.FreshHash, FreshExpiresAt = row.FreshExpiresAt ?? DateTimeOffset.MinValue,
    };

    private static Caller? Alive(Caller caller, DateTimeOffset now) =>
        caller is PersonCaller person && (person.IdleExpiresAt <= now || person.AbsoluteExpiresAt <= now) ? null
            : caller;

    private sealed record Entry(Caller Caller, DateTimeOffset Until);
}
