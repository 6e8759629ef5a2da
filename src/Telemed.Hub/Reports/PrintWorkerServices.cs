using Telemed.Hub.Platform;

namespace Telemed.Hub.Reports;

internal static class PrintWorkerServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Registers the one print worker of this process, and what the readiness answer says of it.</summary>
        public void AddPrintWorker(IConfiguration configuration)
        {
            services.AddSettings<PrintOptions>(configuration, "Telemed:Reports");
            services.AddSingleton<PrintWorker>();
            services.AddSingleton<IReadinessPart>(provider => provider.GetRequiredService<PrintWorker>());
        }
    }
}
