using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Keys;

namespace Telemed.Hub.People;

internal static class PeopleRoutes
{
    public static void AddPeople(this IServiceCollection services, IConfiguration configuration)
    {
        var options = services.AddSettings<LogInOptions>(configuration, "Telemed:Session");
        services.AddDataProtection().SetApplicationName("telemed");
        // All hubs share the keys, and they outlive a restart.
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(
            keys => keys.XmlRepository = new DatabaseKeyRepository(provider.GetRequiredService<Database>())));
        services.AddSingleton<IPasswordHasher<PersonLogin>, PasswordHasher<PersonLogin>>();
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
        services.AddSingleton<PasswordChecks>();
        services.AddScoped<LoginGuard>();
        services.AddScoped<LogIn>();
        services.AddSingleton<ShowSession>();
        services.AddSingleton<FirstAdministrator>();
    }
}
