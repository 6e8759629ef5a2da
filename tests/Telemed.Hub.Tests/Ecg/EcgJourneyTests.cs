using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.Hub.Tests.Uploads;
using Telemed.TestKit;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Ecg;

public sealed class EcgJourneyTests(HubFixture hub) : IClassFixture<HubFixture>, IAsyncLifetime
{
    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [RealFilesTheory]
    [InlineData("dicom/Example.dcm")]
    [InlineData("scp/Example.scp")]
    [InlineData("aecg/Example.xml")]
    public async Task A_devices_file_arrives_is_measured_and_travels_sample_for_sample(string name)
    {
        using var village = await hub.SignIn("village-a");
        var ecg = await Send(village, name);
        var measured = await Measured(village, ecg);
        var rate = measured.GetProperty("measurements").EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == "HR");
        Assert.InRange(rate.GetProperty("value").GetDouble(), 30, 200);

        var (head, leads) = Decode(await village.GetByteArrayAsync($"/api/ecgs/{ecg}/trace"));
        Assert.Equal(500, head.GetProperty("samplingRateHz").GetDouble());
        foreach (var lead in Truth())
            foreach (var sample in lead.GetProperty("valuesUv").EnumerateObject())
                Assert.Equal(sample.Value.GetDouble(),
                    leads[lead.GetProperty("label").GetString()!["Lead ".Length..]][int.Parse(sample.Name)], 0.01);
    }

    [RealFilesFact]
    public async Task The_same_ecg_in_three_formats_has_one_waveform_print()
    {
        using var village = await hub.SignIn("village-a");
        var prints = new List<string>();
        foreach (var name in new[] { "dicom/Example.dcm", "scp/Example.scp", "aecg/Example.xml" })
        {
            var ecg = await Send(village, name);
            prints.Add(Convert.ToHexString(await desk.Row<byte[]>(
                "SELECT waveform_sha256 FROM ecg_recording WHERE id = @id", new { id = ecg })));
        }
        Assert.Single(prints.Distinct());
    }

    [RealFilesFact]
    public async Task Ten_seconds_of_twelve_leads_travel_in_less_than_60_kilobytes_and_are_not_sent_twice()
    {
        using var village = await hub.SignIn("village-a");
        var ecg = await Send(village, "scp/Example.scp");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/ecgs/{ecg}/trace");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var answer = await village.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.True(bytes.Length < 60_000, $"{bytes.Length} bytes");

        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/ecgs/{ecg}/trace");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await village.SendAsync(again)).StatusCode);
    }

    [RealFilesFact]
    public async Task Another_countys_people_see_neither_ecg_nor_trace()
    {
        using var village = await hub.SignIn("village-a");
        using var stranger = await hub.SignIn("county-b");
        var ecg = await Send(village, "scp/Example.scp");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/ecgs/{ecg}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/ecgs/{ecg}/trace")).StatusCode);
    }

    [RealFilesFact]
    public async Task An_ecg_is_a_page_of_paper_for_those_who_may_see_it_in_the_layouts_paper_has()
    {
        using var village = await hub.SignIn("village-a");
        using var stranger = await hub.SignIn("county-b");
        var page = $"/api/ecgs/{await Send(village, "scp/Example.scp")}/page";
        var html = await village.GetStringAsync($"{page}?layout=cabrera&speed=50&gain=20&language=kk");
        Assert.Contains("width=\"297mm\" height=\"210mm\"", html, StringComparison.Ordinal);
        Assert.Contains("50 mm/s   20 mm/mV", html, StringComparison.Ordinal);
        Assert.Contains("lang=\"kk\"", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await village.GetAsync($"{page}?speed=33")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page)).StatusCode);
    }

    [RealFilesFact]
    public async Task A_file_cut_in_the_middle_is_refused_with_section_and_place_and_leaves_nothing()
    {
        using var village = await hub.SignIn("village-a");
        var draft = await desk.Draft(village, await desk.Patient(), service: "text_consult");
        var bytes = await File.ReadAllBytesAsync(Path.Combine(TestData.Folder("ecg")!, "aecg/Example.xml"));
        var upload = await Upload(village, draft.GetProperty("id").GetGuid(), "cut.xml", bytes[..(bytes.Length / 2)]);
        Assert.Equal("refused", upload.GetProperty("state").GetString());
        Assert.False(string.IsNullOrEmpty(upload.GetProperty("problem").GetProperty("section").GetString()));
        Assert.Equal(0, await desk.Row<long>(
            "SELECT count(*) FROM attachment WHERE consultation_id = @id",
            new { id = draft.GetProperty("id").GetGuid() }));
    }

    private async Task<Guid> Send(HttpClient sender, string name)
    {
        var draft = await desk.Draft(sender, await desk.Patient(), service: "text_consult");
        var bytes = await File.ReadAllBytesAsync(Path.Combine(TestData.Folder("ecg")!, name));
        var upload = await Upload(sender, draft.GetProperty("id").GetGuid(), Path.GetFileName(name), bytes);
        Assert.Equal("accepted", upload.GetProperty("state").GetString());
        var attachment = upload.GetProperty("attachmentId").GetGuid();
        return await desk.Row<Guid>("SELECT subject_id FROM attachment WHERE id = @id", new { id = attachment });
    }

    private static async Task<JsonElement> Upload(HttpClient sender, Guid consultation, string name, byte[] bytes)
    {
        var upload = await new TusSender(sender).Send(bytes, name, consultation);
        return await sender.GetFromJsonAsync<JsonElement>($"/api/uploads/{upload}");
    }

    private static async Task<JsonElement> Measured(HttpClient person, Guid ecg)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var info = await person.GetFromJsonAsync<JsonElement>($"/api/ecgs/{ecg}");
            if (!info.GetProperty("measuring").GetBoolean()) return info;
            await Task.Delay(100);
        }
        throw new TimeoutException("The ECG was not measured within 10 seconds.");
    }

    /// <summary>The leads of the recording that all three files hold, as read by tools that are not ours.</summary>
    private static JsonElement[] Truth()
    {
        using var file = File.OpenRead(Path.Combine(TestData.Folder("ecg")!, "expected.json"));
        var groups = JsonDocument.Parse(file).RootElement
            .GetProperty("files").GetProperty("dicom/Example.dcm").GetProperty("groups");
        return [.. groups[0].GetProperty("leads").EnumerateArray()];
    }

    private static (JsonElement Head, Dictionary<string, double[]> Leads) Decode(byte[] trace)
    {
        Assert.Equal("ECT1", Encoding.ASCII.GetString(trace, 0, 4));
        var headBytes = BinaryPrimitives.ReadInt32LittleEndian(trace.AsSpan(4));
        var group = JsonDocument.Parse(trace.AsMemory(8, headBytes)).RootElement.GetProperty("groups")[0];
        var (at, leads) = (8 + headBytes, new Dictionary<string, double[]>());
        foreach (var lead in group.GetProperty("leads").EnumerateArray())
        {
            var count = lead.GetProperty("samples").GetInt32();
            var (values, before) = (new double[count], (short)0);
            for (var index = 0; index < count; index++)
            {
                before = unchecked((short)(before + (trace[at + index] | trace[at + count + index] << 8)));
                values[index] = before * lead.GetProperty("unitsPerCount").GetDouble()
                    + lead.GetProperty("offset").GetDouble();
            }
            leads[lead.GetProperty("label").GetString()!] = values;
            at += 2 * count;
        }
        return (group, leads);
    }
}
