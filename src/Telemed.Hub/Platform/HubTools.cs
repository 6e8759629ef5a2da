using Telemed.Storage;

namespace Telemed.Hub.Platform;

/// <summary>
/// The database and the services of the hub without its doors, for the verbs that do one thing and end.
/// </summary>
internal sealed class HubTools : IAsyncDisposable
{
    private readonly HubDatabase opened;
    private readonly WebApplication web;

    private HubTools(HubDatabase opened, WebApplication web) => (this.opened, this.web) = (opened, web);

    public IServiceProvider Services => web.Services;

    public Database Database => Services.GetRequiredService<Database>();

    public static async Task<HubTools> Open(HubStart start, CancellationToken cancel)
    {
        var (opened, web) = await HubApp.Prepare(start, cancel);
        return new HubTools(opened, web);
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        await opened.DisposeAsync();
    }
}
