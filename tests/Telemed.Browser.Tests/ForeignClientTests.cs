using System.Text.Json;
using Microsoft.Playwright;
using Telemed.TestKit;

namespace Telemed.Browser.Tests;

/// <summary>
/// Clients of other makers against the running hub: npm's dicomweb-client, and OHIF's viewer as it is published.
/// </summary>
public sealed class ForeignClientTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const string Native = "valid/explicit/pydicom_CT_small.dcm";

    private const string RoundTrip = """
        async ({ bytes }) => {
            const file = Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0)).buffer;
            const client = new DICOMwebClient.api.DICOMwebClient({
                url: location.origin + '/dicom-web', headers: { 'X-Telemed': '1' } });
            const stored = await client.storeInstances({ datasets: [file] });
            const reference = (typeof stored === 'string' ? JSON.parse(stored) : stored)['00081199'].Value[0];
            const sop = reference['00081155'].Value[0];
            const all = await client.searchForInstances({ queryParams: { SOPInstanceUID: sop } });
            const study = all[0]['0020000D'].Value[0], series = all[0]['0020000E'].Value[0];
            const where = { studyInstanceUID: study, seriesInstanceUID: series, sopInstanceUID: sop };
            const studies = await client.searchForStudies({ queryParams: { StudyInstanceUID: study, limit: 5 } });
            const listed = await client.searchForSeries({ studyInstanceUID: study });
            const metadata = await client.retrieveSeriesMetadata(
                { studyInstanceUID: study, seriesInstanceUID: series });
            const instance = await client.retrieveInstance(where);
            const frames = await client.retrieveInstanceFrames({ ...where, frameNumbers: [1] });
            const same = instance.byteLength === file.byteLength
                && new Uint8Array(instance).every((byte, at) => byte === new Uint8Array(file)[at]);
            return JSON.stringify({ study, sop, studies: studies.length, series: listed.length,
                rows: metadata[0]['00280010'].Value[0], columns: metadata[0]['00280011'].Value[0],
                same, frameBytes: frames[0].byteLength });
        }
        """;

    [ForeignClientFact]
    public async Task Dicomweb_client_stores_finds_and_gets_back()
    {
        await using var person = await Person.SignIn(fixture, "zhang.guilan", 1440);
        var told = await Store(person, Path.Combine(TestData.Folder("dicom")!, Native));
        Assert.Equal(1, told.GetProperty("studies").GetInt32());
        Assert.True(told.GetProperty("series").GetInt32() >= 1);
        Assert.True(told.GetProperty("same").GetBoolean());
        Assert.Equal(told.GetProperty("rows").GetInt32() * told.GetProperty("columns").GetInt32() * 2,
            told.GetProperty("frameBytes").GetInt32());
        person.NoFaults();
    }

    [ForeignClientFact]
    public async Task Ohif_lists_and_shows_a_study_without_an_error()
    {
        await using var person = await Person.SignIn(fixture, "zhang.guilan", 1440);
        var study = (await Store(person, Path.Combine(TestData.Folder("dicom")!, Native)))
            .GetProperty("study").GetString()!;
        var outside = new List<string>();
        await person.Page.Context.RouteAsync("**/*", route => Serve(route, outside));
        await person.Go("/");
        await person.Page.GetByText("CompressedSamples").First.WaitForAsync();
        await person.Page.ScreenshotAsync(new() { Path = Path.Combine(fixture.Screenshots, "ohif-list.png") });
        await person.Go($"/viewer?StudyInstanceUIDs={study}");
        await person.Page.WaitForFunctionAsync("""
            () => [...document.querySelectorAll('canvas')].some(canvas => {
                const pen = canvas.width > 100 && canvas.getContext('2d');
                if (!pen) return false;
                const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
                const seen = new Set(data.filter((_, at) => at % 400 === 0));
                return seen.size > 10;
            })
            """, null, new() { Timeout = 90_000 });
        await person.Page.ScreenshotAsync(new() { Path = Path.Combine(fixture.Screenshots, "ohif-viewer.png") });
        person.NoFaults();
        Assert.Empty(outside);
    }

    private static async Task<JsonElement> Store(Person person, string path)
    {
        await person.Page.EvaluateAsync(await File.ReadAllTextAsync(ForeignClients.Client));
        var told = await person.Page.EvaluateAsync<string>(
            RoundTrip, new { bytes = Convert.ToBase64String(await File.ReadAllBytesAsync(path)) });
        return JsonDocument.Parse(told).RootElement;
    }

    // The viewer is laid over the hub's own address, so that the session's cookie goes with its requests.
    private async Task Serve(IRoute route, List<string> outside)
    {
        var address = new Uri(route.Request.Url);
        if (address.Scheme is "data" or "blob"
            || address.AbsolutePath.StartsWith("/dicom-web", StringComparison.Ordinal))
        {
            await route.ContinueAsync();
            return;
        }
        if (address.Port != fixture.Hub.Address.Port)
        {
            outside.Add(route.Request.Url);
            await route.AbortAsync();
            return;
        }
        if (address.AbsolutePath == "/app-config.js")
        {
            await route.FulfillAsync(new() { ContentType = "text/javascript", Body = Configuration });
            return;
        }
        var file = Path.Combine(ForeignClients.Viewer, address.AbsolutePath.TrimStart('/'));
        if (!File.Exists(file)) file = Path.Combine(ForeignClients.Viewer, "index.html");
        await route.FulfillAsync(new() { ContentType = TypeOf(file), BodyBytes = await File.ReadAllBytesAsync(file) });
    }

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html", ".js" => "text/javascript", ".css" => "text/css", ".wasm" => "application/wasm",
        ".json" => "application/json", ".svg" => "image/svg+xml", ".png" => "image/png", ".woff2" => "font/woff2",
        _ => "application/octet-stream",
    };

    private const string Configuration = """
        window.config = {
            routerBasename: '/', extensions: [], modes: [], showStudyList: true, maxNumberOfWebWorkers: 2,
            showWarningMessageForCrossOrigin: false, showCPUFallbackMessage: false,
            investigationalUseDialog: { option: 'never' }, defaultDataSourceName: 'dicomweb',
            dataSources: [{
                namespace: '@ohif/extension-default.dataSourcesModule.dicomweb', sourceName: 'dicomweb',
                configuration: {
                    friendlyName: 'Telemed', name: 'telemed', qidoRoot: location.origin + '/dicom-web',
                    wadoRoot: location.origin + '/dicom-web', wadoUriRoot: location.origin + '/dicom-web',
                    qidoSupportsIncludeField: true, imageRendering: 'wadors', thumbnailRendering: 'wadors',
                    enableStudyLazyLoad: true, supportsFuzzyMatching: true, supportsWildcard: true,
                    omitQuotationForMultipartRequest: true, bulkDataURI: { enabled: true },
                },
            }],
        };
        """;
}

/// <summary>Where infra/lib.sh puts the clients of other makers.</summary>
internal static class ForeignClients
{
    private static string Folder => Path.Combine(BrowserFixture.Root(), ".cache", "clients");

    public static string Client => Path.Combine(Folder, "dicomweb-client", "dicomweb-client.js");

    public static string Viewer => Path.Combine(Folder, "ohif-app");

    public static string? WhyAbsent => File.Exists(Client) && File.Exists(Path.Combine(Viewer, "index.html"))
        ? null : "dicomweb-client and OHIF are absent: infra/test fetches them.";
}

/// <summary>A fact that needs the browser, the real files and the clients of other makers.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ForeignClientFactAttribute : FactAttribute
{
    public ForeignClientFactAttribute() => Skip = BrowserFixture.WhyAbsent ?? ForeignClients.WhyAbsent
        ?? (TestData.Root is null ? "The folder of real files is absent; set TELEMED_TEST_DATA." : null);

    /// <inheritdoc/>
    public override int Timeout { get; set; } = BrowserFixture.TestLimitMs;
}
