using Microsoft.AspNetCore.DataProtection;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.People;

/// <summary>Keeps second-factor secrets sealed in the database, and checks codes against them.</summary>
internal sealed class SecondFactor(IDataProtectionProvider protection, HubOptions options)
{
    private readonly IDataProtector protector = protection.CreateProtector("second factor");

    public byte[] Seal(byte[] secret) => protector.Protect(secret);

    public byte[] Unseal(byte[] sealedSecret) => protector.Unprotect(sealedSecret);

    /// <summary>Checks a code and uses it up; false when it is wrong or was used before.</summary>
    public async Task<bool> Use(Work work, PersonLogin person, string code, DateTimeOffset now,
        CancellationToken cancel)
    {
        if (person.TotpSecret is not { } secret || Totp.Match(Unseal(secret), code, now) is not { } step) return false;
        // The demonstration shows its codes to everyone, and several people try the same log-in in the same half
        // minute.
        return options.Demonstration || await PersonLoginSql.Use(work, person.Id, step, cancel);
    }
}
