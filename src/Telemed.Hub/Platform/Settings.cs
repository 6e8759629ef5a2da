using System.ComponentModel.DataAnnotations;

namespace Telemed.Hub.Platform;

/// <summary>Settings from the configuration and the short TELEMED_ variables, checked once at start.</summary>
internal static class Settings
{
    /// <summary>The short variables and the setting each one stands for.</summary>
    internal static readonly (string Variable, string Key)[] Variables =
    [
        ("TELEMED_URL", "Telemed:Url"),
        ("TELEMED_DATA", "Telemed:Data"),
        ("TELEMED_DATABASE", "Telemed:Database"),
        ("TELEMED_DEMO", "Telemed:Demonstration"),
        ("TELEMED_SAMPLES", "Telemed:Samples"),
        ("TELEMED_WEB", "Telemed:WebFolder"),
        ("TELEMED_ROLES", "Telemed:Roles"),
        ("TELEMED_POSTGRES", "Telemed:Postgres"),
        ("TELEMED_S3_ENDPOINT", "Telemed:S3:Endpoint"),
        ("TELEMED_S3_BUCKET", "Telemed:S3:Bucket"),
        ("TELEMED_S3_ACCESS_KEY", "Telemed:S3:AccessKey"),
        ("TELEMED_S3_SECRET_KEY", "Telemed:S3:SecretKey"),
        ("TELEMED_S3_REGION", "Telemed:S3:Region"),
        ("TELEMED_DIMSE_PORT", "Telemed:Dimse:Port"),
        ("TELEMED_CHROMIUM", "Telemed:Reports:Chromium"),
        ("TELEMED_FONTS", "Telemed:Reports:Fonts"),
        ("TELEMED_TURN_URLS", "Telemed:Rooms:TurnUrls"),
        ("TELEMED_TURN_SECRET", "Telemed:Rooms:TurnSecret"),
    ];

    /// <summary>Adds the short variables that are set, over everything else but the command line.</summary>
    public static void AddShortVariables(this IConfigurationBuilder configuration)
    {
        var set = new Dictionary<string, string?>();
        foreach (var (variable, key) in Variables)
        {
            if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } value) continue;
            // A switch may be given as 1 or 0, as people write it in a shell.
            set[key] = (key, value) switch
            {
                ("Telemed:Demonstration", "1") => "true",
                ("Telemed:Demonstration", "0") => "false",
                _ => value,
            };
        }
        configuration.AddInMemoryCollection(set);
    }

    /// <summary>Binds a section to its record, checks the ranges now, and registers the record itself.</summary>
    /// <exception cref="SettingsRefused">A value is missing or out of range.</exception>
    public static T AddSettings<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class, new()
    {
        T settings;
        try
        {
            settings = configuration.GetSection(section).Get<T>() ?? new T();
        }
        catch (InvalidOperationException unreadable)
        {
            throw new SettingsRefused(section, [unreadable.Message]);
        }
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(settings, new ValidationContext(settings), problems,
            validateAllProperties: true))
            throw new SettingsRefused(section, [.. problems.Select(p => p.ErrorMessage ?? "out of range")]);
        services.AddSingleton(settings);
        return settings;
    }
}

/// <summary>The hub does not start with a setting it cannot honour.</summary>
internal sealed class SettingsRefused(string section, IReadOnlyList<string> problems)
    : Exception($"Settings in {section} are refused: {string.Join(" ", problems)}");
