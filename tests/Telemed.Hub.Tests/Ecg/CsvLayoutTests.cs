using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.Hub.Tests.Uploads;
using Telemed.TestKit;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Ecg;

/// <summary>Tables of numbers come with what somebody chose for their columns, and are read by it ever after.</summary>
public sealed class CsvLayoutTests(HubFixture hub) : IClassFixture<HubFixture>, IAsyncLifetime
{
    private const string Layout = """
        {"samplingRateHz":250,"microvoltsPerCount":1000,"columns":[null,"II","V1"],"separator":";","decimalComma":true,
         "headerRows":2}
        """;

    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresFact]
    public async Task A_table_with_chosen_columns_is_kept_as_it_came_viewed_and_measured()
    {
        using var village = await hub.SignIn("village-a");
        var file = Table();
        var upload = await Upload(village, file, Layout);
        Assert.Equal("accepted", upload.GetProperty("state").GetString());
        var summary = upload.GetProperty("summary");
        Assert.Equal(("csv", 2, 250.0, 10.0), (summary.GetProperty("format").GetString(),
            summary.GetProperty("leads").GetInt32(), summary.GetProperty("samplingRateHz").GetDouble(),
            summary.GetProperty("seconds").GetDouble()));

        var attachment = upload.GetProperty("attachmentId").GetGuid();
        Assert.Equal(file, await village.GetByteArrayAsync($"/api/attachments/{attachment}/content"));
        var ecg = await desk.Row<Guid>("SELECT subject_id FROM attachment WHERE id = @id", new { id = attachment });
        // The heart of the table beats once a second.
        Assert.InRange(await HeartRate(village, ecg), 58, 62);

        var (labels, firsts) = Beginnings(await village.GetByteArrayAsync($"/api/ecgs/{ecg}/trace"));
        Assert.Equal(["II", "V1"], labels);
        // The first row says 0,05 mV and -0,125 mV.
        Assert.Equal([50, -125], firsts);
        Assert.Contains("<svg", await village.GetStringAsync($"/api/ecgs/{ecg}/page"), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task The_same_table_read_in_another_unit_is_another_recording()
    {
        using var village = await hub.SignIn("village-a");
        var file = Table();
        var slower = Layout.Replace("1000", "10", StringComparison.Ordinal);
        foreach (var (layout, first) in new[] { (Layout, 50.0), (slower, 0.5) })
        {
            var upload = await Upload(village, file, layout);
            var ecg = await desk.Row<Guid>("SELECT subject_id FROM attachment WHERE id = @id",
                new { id = upload.GetProperty("attachmentId").GetGuid() });
            Assert.Equal(first, Beginnings(await village.GetByteArrayAsync($"/api/ecgs/{ecg}/trace")).Firsts[0], 0.001);
        }
    }

    [PostgresFact]
    public async Task A_table_without_chosen_columns_is_refused_with_words_that_name_the_dialogue()
    {
        using var village = await hub.SignIn("village-a");
        var problem = (await Upload(village, Table(), csv: null)).GetProperty("problem");
        Assert.Equal("CSV", problem.GetProperty("section").GetString());
        Assert.Contains("import dialogue", problem.GetProperty("whatToDo").GetString(), StringComparison.Ordinal);
    }

    [PostgresTheory]
    [InlineData("not json", "cannot be read")]
    [InlineData("null", "empty")]
    [InlineData("{}", "columns")]
    [InlineData("""{"samplingRateHz":250,"microvoltsPerCount":1,"columns":[null],"separator":","}""", "No column")]
    [InlineData("""{"samplingRateHz":250,"microvoltsPerCount":1,"columns":["I","I"],"separator":","}""", "same lead")]
    [InlineData("""{"samplingRateHz":250,"microvoltsPerCount":1,"columns":["blood"],"separator":","}""", "no lead")]
    [InlineData("""{"samplingRateHz":0,"microvoltsPerCount":1,"columns":["I"],"separator":","}""", "rate")]
    [InlineData("""{"samplingRateHz":250,"microvoltsPerCount":0,"columns":["I"],"separator":","}""", "unit")]
    [InlineData("""{"samplingRateHz":250,"microvoltsPerCount":1,"columns":["I"],"separator":"ab"}""", "parted")]
    [InlineData(
        """{"samplingRateHz":250,"microvoltsPerCount":1,"columns":["I"],"separator":",","decimalComma":true}""",
        "comma")]
    [InlineData(
        """{"samplingRateHz":250,"microvoltsPerCount":1,"columns":["I"],"separator":",","headerRows":-1}""", "lines")]
    public async Task A_description_that_cannot_be_is_refused_before_the_file_is_sent(string csv, string says)
    {
        using var village = await hub.SignIn("village-a");
        using var answer = await new TusSender(village).Create(100, "table.csv", null, csv);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Ten seconds at 250 Hz, a beat each second, below two lines that say nothing useful.</summary>
    private static byte[] Table()
    {
        var text = new StringBuilder("Export\r\nZeit;Kanal A;Kanal B\r\n");
        var german = new NumberFormatInfo { NumberDecimalSeparator = "," };
        for (var at = 0; at < 2500; at++)
        {
            var ms = (at % 250 - 100) * 4.0;
            double Bump(double centreMs, double widthMs, double heightMv) =>
                heightMv * Math.Exp(-Math.Pow((ms - centreMs) / widthMs, 2));
            var (first, second) = at == 0 ? (0.05, -0.125)
                : (Bump(-160, 35, 0.15) + Bump(0, 14, 1.1) + Bump(26, 12, -0.25) + Bump(280, 60, 0.3),
                   Bump(0, 12, 0.25) + Bump(24, 14, -0.9) + Bump(280, 60, 0.1));
            text.Append(german, $"{at * 4};{first:0.0000};{second:0.0000}\r\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private async Task<JsonElement> Upload(HttpClient sender, byte[] file, string? csv)
    {
        var draft = await desk.Draft(sender, await desk.Patient(), service: "text_consult");
        var id = await new TusSender(sender).Send(file, "table.csv", draft.GetProperty("id").GetGuid(), csv);
        return await sender.GetFromJsonAsync<JsonElement>($"/api/uploads/{id}");
    }

    private static async Task<double> HeartRate(HttpClient person, Guid ecg)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var info = await person.GetFromJsonAsync<JsonElement>($"/api/ecgs/{ecg}");
            if (!info.GetProperty("measuring").GetBoolean())
                return info.GetProperty("measurements").EnumerateArray()
                    .Single(one => one.GetProperty("name").GetString() == "HR").GetProperty("value").GetDouble();
            await Task.Delay(100);
        }
        throw new TimeoutException("The ECG was not measured within 10 seconds.");
    }

    private static (string[] Labels, double[] Firsts) Beginnings(byte[] trace)
    {
        var headBytes = BinaryPrimitives.ReadInt32LittleEndian(trace.AsSpan(4));
        var leads = JsonDocument.Parse(trace.AsMemory(8, headBytes)).RootElement.GetProperty("groups")[0]
            .GetProperty("leads").EnumerateArray().ToArray();
        var (at, firsts) = (8 + headBytes, new List<double>());
        foreach (var lead in leads)
        {
            var count = lead.GetProperty("samples").GetInt32();
            var stored = unchecked((short)(trace[at] | trace[at + count] << 8));
            firsts.Add(Math.Round(stored * lead.GetProperty("unitsPerCount").GetDouble()
                + lead.GetProperty("offset").GetDouble(), 3));
            at += 2 * count;
        }
        return ([.. leads.Select(lead => lead.GetProperty("label").GetString()!)], [.. firsts]);
    }
}
