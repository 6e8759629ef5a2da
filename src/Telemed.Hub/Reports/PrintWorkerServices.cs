using Telemed.Domain.Access;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Reports;

internal static class PrintWorkerServices
{
    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>ECGs as paper; reports as paper belong to their own routes.</summary>
        public void MapEcgPaper()
        {
            routes.MapGet("/api/ecgs/{id:guid}/page", PrintEcg.Page).Needs(Permission.ViewRecordings);
            routes.MapGet("/api/ecgs/{id:guid}/pdf", PrintEcg.Pdf).Needs(Permission.ViewRecordings);
        }
    }

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
