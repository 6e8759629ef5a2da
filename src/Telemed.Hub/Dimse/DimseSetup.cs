using Telemed.Hub.Jobs;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Dimse;

internal static class DimseSetup
{
    public static void AddDimse(this IServiceCollection services, IConfiguration configuration, HubOptions hub)
    {
        services.AddSettings<DimseOptions>(configuration, "Telemed:Dimse");
        services.AddSingleton<DimseServices>();
        services.AddJob<ReportCommitment>();
        if (!hub.Opens("dimse")) return;
        services.AddSingleton<DimseServer>();
        services.AddHostedService(provider => provider.GetRequiredService<DimseServer>());
    }
}
