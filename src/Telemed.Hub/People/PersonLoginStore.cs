using Microsoft.AspNetCore.Identity;
using Telemed.Storage;

namespace Telemed.Hub.People;

/// <summary>
/// ASP.NET Core Identity's view of the table of people. People come and go through their own use cases.
/// </summary>
internal sealed class PersonLoginStore(Database database) : IUserPasswordStore<PersonLogin>,
    IUserSecurityStampStore<PersonLogin>
{
    private static readonly IdentityResult NotHere =
        IdentityResult.Failed(new IdentityError
        {
            Code = "not_here", Description = "People are added and removed by the people slice.",
        });

    public async Task<PersonLogin?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(userId, out var id)) return null;
        await using var read = await database.Read(cancellationToken);
        return await PersonLoginSql.FindById(read, id, cancellationToken);
    }

    public async Task<PersonLogin?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken)
    {
        await using var read = await database.Read(cancellationToken);
        return await PersonLoginSql.FindByKey(read, normalizedUserName, cancellationToken);
    }

    // Identity itself only ever saves a password hashed anew with more rounds; that is no change of the password.
    public async Task<IdentityResult> UpdateAsync(PersonLogin user, CancellationToken cancellationToken)
    {
        await using var work = await database.Begin(cancellationToken);
        await PersonLoginSql.SaveHash(work, user, cancellationToken);
        await work.Commit(cancellationToken);
        return IdentityResult.Success;
    }

    public Task<IdentityResult> CreateAsync(PersonLogin user, CancellationToken cancellationToken) =>
        Task.FromResult(NotHere);

    public Task<IdentityResult> DeleteAsync(PersonLogin user, CancellationToken cancellationToken) =>
        Task.FromResult(NotHere);

    public Task<string> GetUserIdAsync(PersonLogin user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(PersonLogin user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Login);

    public Task<string?> GetNormalizedUserNameAsync(PersonLogin user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.LoginKey);

    public Task<string?> GetPasswordHashAsync(PersonLogin user, CancellationToken cancellationToken) =>
        Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(PersonLogin user, CancellationToken cancellationToken) =>
        Task.FromResult(user.PasswordHash is not null);

    public Task<string?> GetSecurityStampAsync(PersonLogin user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.SecurityStamp);

    public Task SetUserNameAsync(PersonLogin user, string? userName, CancellationToken cancellationToken)
    {
        user.Login = userName ?? "";
        return Task.CompletedTask;
    }

    public Task SetNormalizedUserNameAsync(PersonLogin user, string? normalizedName,
        CancellationToken cancellationToken)
    {
        user.LoginKey = normalizedName ?? "";
        return Task.CompletedTask;
    }

    public Task SetPasswordHashAsync(PersonLogin user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.PasswordHash = passwordHash;
        return Task.CompletedTask;
    }

    public Task SetSecurityStampAsync(PersonLogin user, string stamp, CancellationToken cancellationToken)
    {
        user.SecurityStamp = stamp;
        return Task.CompletedTask;
    }

    public void Dispose() => GC.SuppressFinalize(this);
}
