using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Playwright;
using Telemed.Samples;

namespace Telemed.Browser.Tests;

/// <summary>
/// A new case that begins with what the device made: files and folders dropped before anything was typed.
/// </summary>
public sealed class DroppedFileTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const int Slices = 12;

    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task A_file_dropped_first_fills_in_the_new_patient_and_what_is_asked_for(int widthPx)
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", widthPx);
        var page = clinician.Page;
        await clinician.Go("/new");
        var slice = Directory.EnumerateFiles(MakeStudy("one", widthPx), "IM0000", SearchOption.AllDirectories).Single();
        await ChooseFiles(page, slice);
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync($"拖放{widthPx}");
        await Expect(page.GetByLabel("Birth date")).ToHaveValueAsync("1950-06-07");
        await Expect(page.GetByLabel("Sex")).ToHaveValueAsync("female");
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "CT head (stroke)" }))
            .ToHaveAttributeAsync("aria-checked", "true");
        await clinician.Look($"new-from-file-{widthPx}");

        await Save(clinician);
        await clinician.See("Received");
        await Expect(page.GetByText("The file's patient differs from the chosen one")).ToHaveCountAsync(0);
        await page.GetByLabel("Question 1").FillAsync("Is there a tumour?");
        await clinician.Button("Send").ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("/case/", StringComparison.Ordinal));

        // The second file of the same patient finds him by itself.
        await clinician.Go("/new");
        await ChooseFiles(page, slice);
        await clinician.See("Change");
        clinician.NoFaults();
    }

    [BrowserFact]
    public async Task A_folder_dropped_on_the_page_is_sent_as_one_examination()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 1440);
        var folder = MakeStudy("CT head", seed: 71);
        await clinician.Go("/new");
        await clinician.Button("Choose files").WaitForAsync();
        await Drop(clinician.Page, folder);
        await clinician.See($"{Slices} images");
        await clinician.See("no examination: 2");
        await Expect(clinician.Page.GetByRole(AriaRole.Radio, new() { Name = "CT head (stroke)" }))
            .ToHaveAttributeAsync("aria-checked", "true");
        await clinician.Look("new-folder-1440");
        await Save(clinician);
        await clinician.See("Received");
        var its = await Case(clinician.Page);
        var attachment = Assert.Single(its.GetProperty("attachmentList").EnumerateArray());
        Assert.Equal("imaging", attachment.GetProperty("kind").GetString());
        Assert.Equal(Slices, attachment.GetProperty("summary").GetProperty("instances").GetInt32());
        Assert.Empty(attachment.GetProperty("warnings").EnumerateArray());
        clinician.NoFaults();
    }

    [BrowserFact]
    public async Task A_folder_chosen_by_the_button_is_the_same()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 1440);
        var folder = MakeStudy("CT chosen", seed: 72);
        await clinician.Go("/new");
        await clinician.Page.Locator("input[webkitdirectory]").SetInputFilesAsync(folder);
        await clinician.See($"{Slices} images");
        await Save(clinician);
        await clinician.See("Received");
        Assert.Single((await Case(clinician.Page)).GetProperty("attachmentList").EnumerateArray());
    }

    /// <summary>
    /// The line dies in the middle of a file and the page is opened again: what has arrived is not sent twice.
    /// </summary>
    [BrowserFact]
    public async Task An_upload_cut_by_a_reload_goes_on_where_it_stood()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 1440);
        var page = clinician.Page;
        var path = Path.Combine(Directory.CreateTempSubdirectory("telemed-cut").FullName, "scan.pdf");
        await File.WriteAllBytesAsync(path, Pdf(6 << 20));
        await clinician.Go("/new");
        await clinician.Button("Add a patient").ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("断线试验" + Guid.NewGuid().ToString("N")[..4]);
        await clinician.Button("Save").ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Text consultation" }).Or(
            page.GetByRole(AriaRole.Radio).First).First.ClickAsync();
        await clinician.See("Saved");

        var line = await page.Context.NewCDPSessionAsync(page);
        await Throttle(line, 400_000);
        await ChooseFiles(page, path);
        var sent = page.Locator(".upload progress");
        await page.WaitForFunctionAsync(
            "() => Number(document.querySelector('.upload progress')?.value ?? 0) > 800000");
        Assert.Equal(1, await sent.CountAsync());
        await page.ReloadAsync();
        await clinician.See("Cut off");
        await clinician.Look("new-cut-off-1440");

        await Throttle(line, -1);
        long resumed = -1;
        page.Request += (_, request) =>
        {
            if (request.Method == "PATCH" && request.Headers.TryGetValue("upload-offset", out var offset))
                resumed = long.Parse(offset, CultureInfo.InvariantCulture);
        };
        await ChooseFiles(page, path);
        await clinician.See("Received");
        Assert.True(resumed > 500_000, $"resumed from byte {resumed}");
        var attachment = Assert.Single((await Case(page)).GetProperty("attachmentList").EnumerateArray());
        var hash = await page.EvaluateAsync<string>("""
            async id => {
              const bytes = await (await fetch(`/api/attachments/${id}/content?original=true`)).arrayBuffer();
              const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
              return [...hash].map(byte => byte.toString(16).padStart(2, '0')).join('');
            }
            """, attachment.GetProperty("id").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path))), hash);

        // Opened once more, the page knows what the hub has.
        await page.ReloadAsync();
        await clinician.See("Received");
        await Expect(page.GetByText("No file of this kind yet")).ToHaveCountAsync(0);
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static Task ChooseFiles(IPage page, string path) =>
        page.Locator("input[type=file]").First.SetInputFilesAsync(path);

    private static async Task Save(Person clinician)
    {
        await clinician.Button("Save").ClickAsync();
        var known = clinician.Button("None of these: add anyway");
        await clinician.Page.GetByText("Saved").Or(known).First.WaitForAsync();
        if (await known.CountAsync() > 0) await known.ClickAsync();
    }

    private static async Task<JsonElement> Case(IPage page)
    {
        var id = new Uri(page.Url).Query.Split('&', '?').Single(part =>
            part.StartsWith("id=", StringComparison.Ordinal))[3..];
        return JsonDocument.Parse(await page.EvaluateAsync<string>(
            "async id => await (await fetch(`/api/consultations/${id}`)).text()", id)).RootElement;
    }

    /// <summary>Drops a folder as the file manager does, which only the browser's own protocol can.</summary>
    private static async Task Drop(IPage page, string folder)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        foreach (var type in new[] { "dragEnter", "dragOver", "drop" })
        {
            await session.SendAsync("Input.dispatchDragEvent", new()
            {
                ["type"] = type, ["x"] = 500, ["y"] = 200,
                ["data"] = new { items = Array.Empty<object>(), files = new[] { folder }, dragOperationsMask = 1 },
            });
        }
    }

    private static Task<JsonElement?> Throttle(ICDPSession session, int bytesPerSecond) =>
        session.SendAsync("Network.emulateNetworkConditions", new()
        {
            ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = bytesPerSecond,
        });

    /// <summary>
    /// A folder as a scanner's disc has it: slices in a folder of their own, a viewer and a manual beside.
    /// </summary>
    private static string MakeStudy(string name, int seed)
    {
        var folder = Path.Combine(Directory.CreateTempSubdirectory("telemed-disc").FullName, name);
        var series = Directory.CreateDirectory(Path.Combine(folder, "DICOM", "S1")).FullName;
        var patient =
            new SamplePatient($"拖放{seed}", $"Tuo^Fang{seed}=拖^放{seed}", $"DR-{seed}", new DateOnly(1950, 6, 7), "F");
        for (var slice = 0; slice < Slices; slice++)
            using (var file = File.Create(Path.Combine(series, $"IM{slice:0000}")))
                DicomSamples.WriteHeadSlice(file, patient, new DateTime(2026, 11, 20, 8, 0, 0), seed, slice, Slices,
                    bleed: false);
        File.WriteAllText(Path.Combine(folder, "viewer.exe"), "MZ");
        File.WriteAllText(Path.Combine(folder, "README.TXT"), "Start viewer.exe");
        return folder;
    }

    private static byte[] Pdf(int bytes)
    {
        var pdf = new byte[bytes];
        new Random(5).NextBytes(pdf);
        "%PDF-1.7\n"u8.CopyTo(pdf);
        "\n%%EOF\n"u8.CopyTo(pdf.AsSpan(bytes - 7));
        return pdf;
    }
}
