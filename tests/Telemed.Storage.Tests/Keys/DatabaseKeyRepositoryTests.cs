using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Storage.Keys;
using Telemed.TestKit.Servers;

namespace Telemed.Storage.Tests.Keys;

public sealed class DatabaseKeyRepositoryTests(TestDatabase shared) : IClassFixture<TestDatabase>
{
    [PostgresFact]
    public void What_one_hub_protects_another_can_read()
    {
        using var first = Hub();
        using var second = Hub();

        var token = first.GetDataProtector("test").Protect("a session");

        Assert.Equal("a session", second.GetDataProtector("test").Unprotect(token));
    }

    private ServiceProvider Hub()
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("telemed");
        services.Configure<KeyManagementOptions>(options => options.XmlRepository =
            new DatabaseKeyRepository(shared.Database));
        return services.BuildServiceProvider();
    }
}
