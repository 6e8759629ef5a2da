using Microsoft.AspNetCore.Identity;

namespace Telemed.Hub.People;

/// <summary>Checks passwords, a few at a time: hashing is slow by intent and must not starve everything else.</summary>
internal sealed class PasswordChecks(IPasswordHasher<PersonLogin> hasher) : IDisposable
{
    internal const int LengthLimit = 128;

    private static readonly PersonLogin Nobody = new();
    private readonly SemaphoreSlim atOnce = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly string hashOfNothing = hasher.HashPassword(Nobody, Guid.NewGuid().ToString());

    /// <summary>Whether a password is the person's; for nobody the same work is done in vain.</summary>
    public async Task<bool> Matches(UserManager<PersonLogin> users, PersonLogin? person, string password,
        CancellationToken cancel)
    {
        await atOnce.WaitAsync(cancel);
        try
        {
            if (person?.PasswordHash is not null) return await users.CheckPasswordAsync(person, password);
            hasher.VerifyHashedPassword(Nobody, hashOfNothing, password);
            return false;
        }
        finally
        {
            atOnce.Release();
        }
    }

    /// <summary>The rules a new password breaks; none when it may be used.</summary>
    public static async Task<IReadOnlyList<string>> Broken(UserManager<PersonLogin> users, PersonLogin person,
        string password)
    {
        if (password.Length > LengthLimit) return [$"A password has {LengthLimit} characters at most."];
        if (person.LoginKey.Length > 3 && password.Contains(person.LoginKey, StringComparison.OrdinalIgnoreCase))
            return ["A password does not contain the log-in name."];
        var broken = new List<string>();
        foreach (var rule in users.PasswordValidators)
            broken.AddRange((await rule.ValidateAsync(users, person, password))
                .Errors.Select(error => error.Description));
        return broken;
    }

    /// <summary>The hash to keep for a new password.</summary>
    public async Task<string> Hash(string password, CancellationToken cancel)
    {
        await atOnce.WaitAsync(cancel);
        try
        {
            return hasher.HashPassword(Nobody, password);
        }
        finally
        {
            atOnce.Release();
        }
    }

    public void Dispose() => atOnce.Dispose();
}
