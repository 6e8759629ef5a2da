using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.Hub.Tests.Uploads;
using Telemed.TestKit;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Ecg;

public sealed class WfdbZipTests(HubFixture hub) : IClassFixture<HubFixture>, IAsyncLifetime
{
    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [RealFilesFact]
    public async Task A_wfdb_record_arrives_as_a_zip_of_its_files()
    {
        using var village = await hub.SignIn("village-a");
        var state = await Send(village, Zip("100s.hea", "100s.dat"));
        Assert.Equal("accepted", state.GetProperty("state").GetString());
        Assert.Equal("wfdb", state.GetProperty("summary").GetProperty("format").GetString());

        // The header file states the first sample of each signal, 995 and 1011 at 200 counts a millivolt around 1024.
        var ecg = await desk.Row<Guid>("SELECT subject_id FROM attachment WHERE id = @id",
            new { id = state.GetProperty("attachmentId").GetGuid() });
        var trace = await village.GetByteArrayAsync($"/api/ecgs/{ecg}/trace");
        var headBytes = BinaryPrimitives.ReadInt32LittleEndian(trace.AsSpan(4));
        var leads = JsonDocument.Parse(trace.AsMemory(8, headBytes)).RootElement
            .GetProperty("groups")[0].GetProperty("leads");
        var (at, firsts) = (8 + headBytes, new List<double>());
        foreach (var lead in leads.EnumerateArray())
        {
            var count = lead.GetProperty("samples").GetInt32();
            var stored = unchecked((short)(trace[at] | trace[at + count] << 8));
            firsts.Add(stored * lead.GetProperty("unitsPerCount").GetDouble() + lead.GetProperty("offset").GetDouble());
            at += 2 * count;
        }
        Assert.Equal([-145, -65], firsts.Select(first => Math.Round(first, 2)));
    }

    [RealFilesFact]
    public async Task A_wfdb_record_without_its_signals_is_refused_with_the_reason()
    {
        using var village = await hub.SignIn("village-a");
        var state = await Send(village, Zip("100s.hea"));
        Assert.Equal("refused", state.GetProperty("state").GetString());
        var problem = state.GetProperty("problem").GetRawText();
        Assert.True(problem.Contains("100s.dat", StringComparison.Ordinal), problem);
    }

    private async Task<JsonElement> Send(HttpClient sender, byte[] zip)
    {
        var draft = await desk.Draft(sender, await desk.Patient(), service: "text_consult");
        var upload = await new TusSender(sender).Send(zip, "record.zip", draft.GetProperty("id").GetGuid());
        return await sender.GetFromJsonAsync<JsonElement>($"/api/uploads/{upload}");
    }

    private static byte[] Zip(params string[] names)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var name in names)
                archive.CreateEntryFromFile(Path.Combine(TestData.Folder("ecg")!, "wfdb", name), $"record/{name}");
        return bytes.ToArray();
    }
}
