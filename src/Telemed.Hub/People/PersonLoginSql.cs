using Telemed.Storage;

namespace Telemed.Hub.People;

/// <summary>All SQL of logging in, but for the session itself.</summary>
internal static class PersonLoginSql
{
    private const string Columns = """
        SELECT id, login, login_key, active, password_hash, must_change_password, totp_secret, totp_last_step,
               security_stamp
        FROM person
        """;

    private const string ById = Columns + " WHERE id = @id";
    private const string ByKey = Columns + " WHERE login_key = @key";
    private const string UpdateHash = """
        UPDATE person SET password_hash = @PasswordHash, security_stamp = @SecurityStamp WHERE id = @Id
        """;

    private const string UpdatePassword = """
        UPDATE person SET password_hash = @hash, must_change_password = @mustChange, security_stamp = @stamp
        WHERE id = @id
        """;

    private const string UpdateSecret = """
        UPDATE person SET totp_secret = @secret, totp_pending = NULL, totp_last_step = @step, security_stamp = @stamp
        WHERE id = @id
        """;

    private const string UpdatePending = "UPDATE person SET totp_pending = @secret WHERE id = @id";
    private const string FindPending = "SELECT totp_pending FROM person WHERE id = @id FOR UPDATE";

    // Two requests with the same code race here, and one of them finds it used.
    private const string UseStep = "UPDATE person SET totp_last_step = @step WHERE id = @id AND totp_last_step < @step";

    private const string CountFailure = """
        INSERT INTO login_failure AS f (login_hash, count, last_at) VALUES (@hash, 1, @now)
        ON CONFLICT (login_hash) DO UPDATE SET
            count = CASE WHEN f.locked_until <= @now OR f.last_at < @forgetBefore THEN 1 ELSE f.count + 1 END,
            last_at = @now,
            locked_until = CASE WHEN f.locked_until > @now THEN f.locked_until
                                WHEN f.last_at >= @forgetBefore AND f.locked_until IS NULL AND f.count + 1 >= @limit
                                    THEN @lockUntil
                                ELSE NULL END
        RETURNING locked_until
        """;

    private const string FindLock = "SELECT locked_until FROM login_failure WHERE login_hash = @hash";
    private const string ClearFailures = "DELETE FROM login_failure WHERE login_hash = @hash";
    private const string RemoveOldFailures = "DELETE FROM login_failure WHERE last_at < @before";

    public static Task<PersonLogin?> FindById(Reading read, Guid id, CancellationToken cancel) =>
        read.RowOrNone<PersonLogin>(ById, new { id }, cancel);

    public static Task<PersonLogin?> FindByKey(Reading read, string key, CancellationToken cancel) =>
        read.RowOrNone<PersonLogin>(ByKey, new { key }, cancel);

    public static Task SaveHash(Work work, PersonLogin user, CancellationToken cancel) =>
        work.Execute(UpdateHash, new { user.Id, user.PasswordHash, user.SecurityStamp }, cancel);

    public static Task SavePassword(Work work, Guid id, string hash, bool mustChange, CancellationToken cancel) =>
        work.Execute(UpdatePassword, new { id, hash, mustChange, stamp = Platform.SecretText.New() }, cancel);

    public static Task SaveSecondFactor(Work work, Guid id, byte[]? secret, long step, CancellationToken cancel) =>
        work.Execute(UpdateSecret, new { id, secret, step, stamp = Platform.SecretText.New() }, cancel);

    public static Task SavePending(Work work, Guid id, byte[] secret, CancellationToken cancel) =>
        work.Execute(UpdatePending, new { id, secret }, cancel);

    public static Task<byte[]?> Pending(Work work, Guid id, CancellationToken cancel) =>
        work.RowOrNone<byte[]?>(FindPending, new { id }, cancel);

    public static async Task<bool> Use(Work work, Guid id, long step, CancellationToken cancel) =>
        await work.Execute(UseStep, new { id, step }, cancel) == 1;

    private sealed record LockRow
    {
        public DateTimeOffset? LockedUntil { get; init; }
    }

    public static async Task<DateTimeOffset?> LockedUntil(Reading read, byte[] hash, CancellationToken cancel) =>
        (await read.RowOrNone<LockRow>(FindLock, new { hash }, cancel))?.LockedUntil;

    public static async Task<DateTimeOffset?> Failed(
        Work work, byte[] hash, DateTimeOffset now, int limit, TimeSpan lockFor, CancellationToken cancel) =>
        (await work.Row<LockRow>(
            CountFailure, new { hash, now, limit, forgetBefore = now - lockFor, lockUntil = now + lockFor }, cancel))
            .LockedUntil;

    public static Task Succeeded(Work work, byte[] hash, CancellationToken cancel) =>
        work.Execute(ClearFailures, new { hash }, cancel);

    public static Task<int> ForgetFailures(Work work, DateTimeOffset before, CancellationToken cancel) =>
        work.Execute(RemoveOldFailures, new { before }, cancel);
}
