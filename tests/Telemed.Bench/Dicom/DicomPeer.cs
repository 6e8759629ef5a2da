using System.Diagnostics;
using System.Net.Http.Headers;
using Npgsql;
using Telemed.Bench.Main;
using Telemed.TestKit.Servers;

namespace Telemed.Bench.Dicom;

/// <summary>A server under load: where its doors are and which process it is.</summary>
internal sealed record DicomPeer(string Name, int ProcessId, string AeTitle, int DimsePort, HttpClient Web)
{
    internal const string SenderTitle = "BENCH";

    private const string AddDevice = """
        INSERT INTO device_key (id, facility_id, name, kind, key_hash, ae_title, created_at)
        VALUES (gen_random_uuid(), @facility, 'bench', 'modality', sha256('bench'), @title, now())
        """;

    /// <summary>The published hub, with a registered modality and a signed-in clinic.</summary>
    internal static async Task<DicomPeer> Hub(BenchHub hub, int dimsePort, CancellationToken cancel)
    {
        await using (var work = await hub.Database.Begin(cancel))
        {
            await work.Execute(AddDevice,
                new { facility = hub.World.Facility("village-a").Value, title = SenderTitle }, cancel);
            await work.Commit(cancel);
        }
        using var person = await hub.SignIn("village-a", cancel);
        var web = NewClient(new Uri(hub.Process.Address, "/dicom-web/"));
        web.DefaultRequestHeaders.Add("X-Telemed", "1");
        web.DefaultRequestHeaders.Add("Cookie", person.Cookie);
        return new DicomPeer("telemed", hub.Process.Id, "TELEMED", dimsePort, web);
    }

    /// <summary>
    /// Debian's Orthanc with its index in PostgreSQL, as far as the packages are here; null when it is not.
    /// </summary>
    internal static async Task<DicomPeer?> Orthanc(CancellationToken cancel)
    {
        if (!File.Exists("/usr/sbin/Orthanc") || !File.Exists(Plugin("OrthancDicomWeb"))) return null;
        var (folder, http, dicom) = (RunFolder.New("orthanc"), FreePort.Next(), FreePort.Next());
        var config = Path.Combine(folder, "orthanc.json");
        await File.WriteAllTextAsync(config, await Configuration(folder, http, dicom), cancel);
        ServerProcess.Start("/usr/sbin/Orthanc", config);
        var web = NewClient(new Uri($"http://127.0.0.1:{http}/dicom-web/"));
        for (var tries = 0; tries < 120; tries++)
        {
            await Task.Delay(500, cancel);
            try
            {
                using var answer = await web.GetAsync("studies?limit=1", cancel);
                if (answer.IsSuccessStatusCode) return new DicomPeer("orthanc", Owner(config), "ORTHANC", dicom, web);
            }
            catch (HttpRequestException)
            {
                // It is still starting.
            }
        }
        throw new InvalidOperationException("Orthanc did not start within a minute.");
    }

    private static string Plugin(string name) => $"/usr/share/orthanc/plugins/lib{name}.so";

    private static async Task<string> Configuration(string folder, int http, int dicom)
    {
        var index = "";
        if (File.Exists(Plugin("OrthancPostgreSQLIndex")))
        {
            var place = new NpgsqlConnectionStringBuilder(await PostgresCluster.NewEmptyDatabase());
            index = $$"""
                "PostgreSQL": {"EnableIndex": true, "EnableStorage": false,
                  "Host": "{{place.Host}}", "Port": {{place.Port}},
                  "Database": "{{place.Database}}", "Username": "{{place.Username}}", "Password": "{{place.Password}}",
                  "EnableSsl": false, "Lock": false},
                """;
        }
        var plugins = new[] { "OrthancDicomWeb", "OrthancPostgreSQLIndex" }.Select(Plugin).Where(File.Exists);
        return $$"""
            {"Name": "bench", "StorageDirectory": "{{folder}}/storage", "IndexDirectory": "{{folder}}/index",
             "HttpPort": {{http}}, "DicomPort": {{dicom}}, "DicomAet": "ORTHANC", "RemoteAccessAllowed": false,
             "AuthenticationEnabled": false, "DicomAlwaysAllowStore": true, "TcpNoDelay": true, "KeepAlive": true,
             "DefaultEncoding": "Utf8", "StorageCompression": false, {{index}}
             "DicomWeb": {"Enable": true, "Root": "/dicom-web/"},
             "Plugins": [{{string.Join(", ", plugins.Select(path => $"\"{path}\""))}}]}
            """;
    }

    private static int Owner(string config) => Process.GetProcesses()
        .First(process => process.ProcessName == "Orthanc"
            && Arguments(process.Id).Contains(config, StringComparison.Ordinal)).Id;

    private static string Arguments(int id) => File.ReadAllText($"/proc/{id}/cmdline");

    private static HttpClient NewClient(Uri address) =>
        new(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 64 })
        {
            BaseAddress = address, Timeout = TimeSpan.FromMinutes(10),
            DefaultRequestHeaders = { Accept = { new MediaTypeWithQualityHeaderValue("application/dicom+json") } },
        };
}
