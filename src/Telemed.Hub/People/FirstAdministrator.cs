using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.Audit;
using Telemed.Hub.Facilities;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.People;

/// <summary>
/// The first start on an empty database: one facility and one administrator, whose password works once and who must
/// then choose another and set up a second factor before anything else answers.
/// </summary>
internal sealed class FirstAdministrator(Database database, PasswordChecks passwords, TimeProvider time)
{
    internal const string Login = "admin";

    /// <summary>The password to show, once; null when somebody is there already.</summary>
    public async Task<string?> Make(CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        await FacilityStore.Lock(work, cancel);
        if (await PersonStore.IsAnybodyThere(work, cancel)) return null;
        var now = time.GetUtcNow();
        var (facility, person) = (FacilityId.New(now).Value, PersonId.New(now).Value);
        var password = TemporaryCredentials.NewPassword();
        await FacilityStore.Add(work, facility, null, TextCode.Of(Tier.City), "main", "City hospital", [facility],
            "UTC", null, null, now, cancel);
        await PersonStore.Add(work, new PersonStore.NewPerson
        {
            Id = person, Login = Login, LoginKey = Login, Name = "Administrator", Language = "en", TimeZone = "UTC",
            PasswordHash = await passwords.Hash(password, cancel), MustChangePassword = true,
            SecurityStamp = SecretText.New(), CreatedAt = now,
        }, cancel);
        await PersonStore.SaveRoles(work, person, [(facility, TextCode.Of(Role.Administrator))], cancel);
        await AuditLog.Append(work, AuditTrail.ByHub("person.first_administrator"), now, cancel);
        await work.Commit(cancel);
        return password;
    }
}
