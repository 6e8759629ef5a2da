using Telemed.Hub.Platform;

namespace Telemed.Hub.Dimse;

internal static class DimseSetup
{
    public static void AddDimse(this IServiceCollection services, IConfiguration configuration, HubOptions hub)
    {
        services.AddSettings<DimseOptions>(configuration, "Telemed:Dimse");
        if (!hub.Opens("dimse")) return;
        services.AddSingleton<DimseServices>();
        services.AddSingleton<DimseServer>();
        services.AddHostedService(provider => provider.GetRequiredService<DimseServer>());
    }
}
