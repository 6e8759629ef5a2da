using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Telemed.Hub.Platform;

namespace Telemed.Hub.People;

internal static class PeopleRoutes
{
    public static void AddPeople(this IServiceCollection services, IConfiguration configuration)
    {
        var options = services.AddSettings<LogInOptions>(configuration, "Telemed:Session");
        services.AddDataProtection().SetApplicationName("telemed");
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = options.PasswordRounds);
        services.AddIdentityCore<PersonLogin>(identity =>
        {
            // Length is what makes a password hard to guess; rules about signs make people write it down.
            identity.Password.RequiredLength = 12;
            identity.Password.RequireDigit = identity.Password.RequireLowercase = false;
            identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
            identity.Password.RequiredUniqueChars = 5;
        }).AddUserStore<PersonLoginStore>();
        services.AddScoped<ILookupNormalizer, LoginKeys>();
        services.AddSingleton<SecondFactor>();
    }
}
