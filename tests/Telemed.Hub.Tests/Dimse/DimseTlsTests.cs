using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Telemed.Hub.Tests.Imaging;
using Telemed.TestKit;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Dimse;

/// <summary>A hub with both doors, and an authority with certificates of it and of two devices in PEM files.</summary>
public sealed class DimseTlsFixture : DimseFixture
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("dimse-tls").FullName;

    internal static int TlsPort { get; } = FreePort.Next();

    internal static int OrthancPort { get; } = FreePort.Next();

    protected override IReadOnlyDictionary<string, string?> More
    {
        get
        {
            using var authority = Authority("authority");
            Issue(authority, "hub", "localhost");
            Issue(authority, "device", "CT1");
            using var stranger = Authority("stranger");
            Issue(stranger, "forged", "CT1");
            return new Dictionary<string, string?>
            {
                ["Telemed:Dimse:TlsPort"] = $"{TlsPort}",
                ["Telemed:Dimse:Certificate"] = Pem("hub", "crt"),
                ["Telemed:Dimse:CertificateKey"] = Pem("hub", "key"),
                ["Telemed:Dimse:PeerAuthority"] = Pem("authority", "crt"),
                ["Telemed:Dimse:Destinations:1"] = $"ORTHANC=127.0.0.1:{OrthancPort}",
            };
        }
    }

    internal static string Pem(string name, string kind) => Path.Combine(Folder, $"{name}.{kind}");

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        File.WriteAllText(Pem(name, "crt"), certificate.ExportCertificatePem());
        return certificate;
    }

    private static void Issue(X509Certificate2 authority, string name, string commonName)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(
            $"CN={commonName}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.Create(
            authority, now.AddDays(-1), now.AddDays(20), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Pem(name, "crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Pem(name, "key"), key.ExportPkcs8PrivateKeyPem());
    }
}

[Collection(nameof(DimseHub))]
public sealed class DimseTlsTests(DimseTlsFixture hub)
{
    [DcmtkFact]
    public async Task Who_holds_the_certificate_of_his_title_is_answered()
    {
        await hub.Register("CT1", "village-a");
        var echo = await Call("echoscu", "device", "CT1");
        Assert.True(echo.Code == 0, echo.Text);
        var (study, file) = (NewUid(), Path.GetTempFileName());
        await File.WriteAllBytesAsync(file, Slice(study, NewUid(), NewUid()));
        var stored = await Call("storescu", "device", "CT1", file);
        Assert.True(stored.Code == 0, stored.Text);
        var found = await Call("findscu", "device", "CT1",
            "-S", "-k", "0008,0052=STUDY", "-k", $"0020,000D={study}", "-k", "0010,0020");
        Assert.Contains("P1", found.Text, StringComparison.Ordinal);
        File.Delete(file);
    }

    [DcmtkFact]
    public async Task A_title_that_is_not_in_the_certificate_is_refused()
    {
        await hub.Register("CT1", "village-a");
        await hub.Register("MR1", "village-a");
        Assert.NotEqual(0, (await Call("echoscu", "device", "MR1")).Code);
    }

    [DcmtkFact]
    public async Task A_certificate_of_another_authority_and_none_at_all_are_refused()
    {
        await hub.Register("CT1", "village-a");
        Assert.NotEqual(0, (await Call("echoscu", "forged", "CT1")).Code);
        Assert.NotEqual(0, (await ForeignTool.Run("echoscu", "+tla", "-ic", "-aet", "CT1", "-aec", "TELEMED",
            "127.0.0.1", $"{DimseTlsFixture.TlsPort}")).Code);
        Assert.NotEqual(0, (await ForeignTool.Run("echoscu", "-to", "5", "-ta", "5", "-td", "5",
            "-aet", "CT1", "-aec", "TELEMED", "127.0.0.1", $"{DimseTlsFixture.TlsPort}")).Code);
    }

    private static Task<(int Code, string Text)> Call(
        string program, string certificate, string title, params string[] more)
    {
        string[] files = program == "storescu" ? more : [];
        string[] keys = program == "findscu" ? more : [];
        return ForeignTool.Run(program,
        [
            "-v", "+tls", DimseTlsFixture.Pem(certificate, "key"), DimseTlsFixture.Pem(certificate, "crt"),
            "+cf", DimseTlsFixture.Pem("authority", "crt"), "-aet", title, "-aec", "TELEMED", .. keys,
            "127.0.0.1", $"{DimseTlsFixture.TlsPort}", .. files,
        ]);
    }
}
