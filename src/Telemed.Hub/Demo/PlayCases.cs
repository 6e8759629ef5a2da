using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Hub.People;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Demo;

/// <summary>
/// Lives through the demonstration's cases: every step goes through the hub's own doors, as its person, at its time.
/// It runs once, on a hub of its own with a clock of its own, before the real one starts.
/// </summary>
internal sealed partial class PlayCases(IServiceProvider services, DemoClock clock, HttpClient http, ILogger log)
{
    private const string PersonByLogin = "SELECT id FROM person WHERE login_key = @login";

    private static readonly string[] Readers = ["gao.feng", "li.ming", "zhumabayeva.asel", "volkov.dmitry",
        "he.jianguo"];

    private readonly Dictionary<Guid, string> readerOf = [];
    private readonly Dictionary<(string Sender, int Patient), Guid> patients = [];

    /// <summary>Plays every case on the database that was just filled.</summary>
    public static async Task Run(HubStart start, HubOptions options, string database, CancellationToken cancel)
    {
        var now = start.Time.GetUtcNow();
        var clock = new DemoClock(now.AddDays(-4));
        var settings = new Dictionary<string, string?>(start.Settings)
        {
            ["Telemed:Url"] = "http://127.0.0.1:0", ["Telemed:Database"] = database, ["Telemed:Roles"] = "web",
            ["Telemed:Data"] = options.Data, ["Telemed:Dimse:Port"] = "0", ["Telemed:Demonstration"] = "false",
        };
        var (opened, web) = await HubApp.Prepare(start with { Settings = settings, Time = clock }, cancel);
        await using var _ = opened;
        await using var __ = web;
        await web.StartAsync(cancel);
        using var http = new HttpClient { BaseAddress = new Uri(web.Urls.First()) };
        var player = new PlayCases(web.Services, clock, http, web.Services.GetRequiredService<ILogger<PlayCases>>());
        await player.PlayAll(now, cancel);
        await web.StopAsync(cancel);
    }

    private async Task PlayAll(DateTimeOffset now, CancellationToken cancel)
    {
        // Steps of all cases in the order of their time, so that the clock only ever moves forward.
        var steps = new PriorityQueue<(DemoCase Case, Guid Id, int Step), DateTimeOffset>();
        foreach (var each in DemoCases.All) steps.Enqueue((each, Guid.NewGuid(), 0), now.AddHours(-each.HoursAgo));
        while (steps.TryDequeue(out var next, out var at))
        {
            clock.Set(at < now ? at : now);
            if (!await Do(next.Case, next.Id, next.Step, cancel)) continue;
            var minutes = StepsOf(next.Case.End)[next.Step].MinutesAfter;
            if (next.Step + 1 < StepsOf(next.Case.End).Length)
                steps.Enqueue((next.Case, next.Id, next.Step + 1), at.AddMinutes(minutes));
        }
    }

    private enum Act { Start, Send, Cancel, Return, Claim, Open, AskInfo, Reject, Sign, Acknowledge, Record }

    // How long after each step the next one comes, in minutes.
    private static (Act Act, double MinutesAfter)[] StepsOf(DemoEnd end)
    {
        (Act, double)[] sent = [(Act.Start, 2), (Act.Send, 3)];
        (Act, double)[] read = [.. sent, (Act.Claim, 1), (Act.Open, 6)];
        (Act, double)[] signed = [.. read, (Act.Sign, 4)];
        return end switch
        {
            DemoEnd.Draft => [(Act.Start, 0)],
            DemoEnd.Cancelled => [.. sent, (Act.Cancel, 0)],
            DemoEnd.Queued => sent,
            DemoEnd.Returned => [.. sent, (Act.Return, 0)],
            DemoEnd.Claimed => [.. sent, (Act.Claim, 0)],
            DemoEnd.Reading => read,
            DemoEnd.InfoRequested => [.. read, (Act.AskInfo, 0)],
            DemoEnd.Rejected => [.. read, (Act.Reject, 0)],
            DemoEnd.Delivered => signed,
            DemoEnd.Acknowledged => [.. signed, (Act.Acknowledge, 0)],
            _ => [.. signed, (Act.Acknowledge, 20), (Act.Record, 0)],
        };
    }

    private async Task<bool> Do(DemoCase each, Guid id, int step, CancellationToken cancel)
    {
        var story = DemoCases.Stories[each.Story];
        var act = StepsOf(each.End)[step].Act;
        var at = $"/api/consultations/{id}";
        return act switch
        {
            Act.Start => await Start(each, id, story, cancel),
            Act.Send => await Post(each.Sender, $"{at}/submission", new { version = 1 }, cancel),
            Act.Cancel => await Post(each.Sender, $"{at}/cancellation", new { reason = "solved_locally" }, cancel),
            Act.Return => await Post("lin.fang", $"{at}/return", new { reason = "incomplete_form", advice = "请补充用药史" },
                cancel),
            Act.Claim => await Claim(id, cancel),
            Act.Open => await Post(readerOf[id], $"{at}/opening", new { }, cancel),
            Act.AskInfo => await Post(readerOf[id], $"{at}/info-requests",
                new { codes = new[] { "missing_history" }, text = "请补充既往用药和过敏史。" }, cancel),
            Act.Reject => await Post(readerOf[id], $"{at}/rejection",
                new { reason = "not_a_suitable_service", advice = "请改用相应专科服务。" }, cancel),
            Act.Sign => await Post(readerOf[id], $"{at}/signature", ReportOf(story), cancel),
            Act.Acknowledge => await Post(each.Sender, $"{at}/acknowledgement", new { }, cancel),
            _ => await Post(each.Sender, $"{at}/action",
                new { code = story.Place == "county" ? "referred" : "treated", text = story.Plan }, cancel),
        };
    }

    private async Task<bool> Start(DemoCase each, Guid id, DemoStory story, CancellationToken cancel)
    {
        if (!patients.TryGetValue((each.Sender, each.Patient), out var patient))
        {
            var who = DemoCases.Patients[each.Patient];
            patient = Guid.NewGuid();
            var form = new { id = patient, who.Name, who.Sex, who.BirthDate, who.Language, confirmed = true };
            if (!await Post(each.Sender, "/api/patients", form, cancel)) return false;
            patients[(each.Sender, each.Patient)] = patient;
        }
        return await Post(each.Sender, "/api/consultations", new
        {
            id, patientId = patient, serviceCode = story.Service, story.Colour, story.Questions, story.Complaint,
                story.History,
            onsetAt = clock.GetUtcNow().AddHours(-6),
            vitals = new { systolic = 138, diastolic = 84, heartRate = 82, spo2 = 97, temperatureC = 36.8 },
        }, cancel);
    }

    private async Task<bool> Claim(Guid id, CancellationToken cancel)
    {
        foreach (var reader in Readers)
        {
            if (!await Post(reader, $"/api/consultations/{id}/claim", new { }, cancel, quiet: true)) continue;
            readerOf[id] = reader;
            return true;
        }
        return false;
    }

    private static object ReportOf(DemoStory story) => new
    {
        content = new Dictionary<string, string>
        {
            ["opinion.assessment"] = story.Complaint, ["opinion.diagnosis"] = story.Diagnosis,
                ["opinion.plan"] = story.Plan,
            ["opinion.place"] = story.Place, ["comparison.prior"] = "none_available",
        },
        answers = story.Answers.Select((text, index) => new { number = index + 1, text }).ToArray(),
        impression = story.Diagnosis, advice = story.Plan, certainty = "likely",
        actionCard = new { doNow = story.Plan, give = "", doNot = "", sendIf = story.Place == "county" ? "立即" : "",
            callBackAt = "" },
    };

    private async Task<bool> Post(string login, string address, object body, CancellationToken cancel,
        bool quiet = false)
    {
        var (token, fresh) = await SignIn(login, cancel);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.Add(FreshCredential.Header, fresh);
        using var answer = await http.SendAsync(request, cancel);
        if (answer.IsSuccessStatusCode) return true;
        if (!quiet) StepRefused(log, address.Split('/')[^1], (int)answer.StatusCode, await CodeOf(answer, cancel));
        return false;
    }

    private static async Task<string> CodeOf(HttpResponseMessage answer, CancellationToken cancel)
    {
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancel));
        return problem.RootElement.TryGetProperty("code", out var code) ? code.GetString() ?? "" : "";
    }

    // A session for each step: between two of them the clock jumps over hours in which any session would have ended.
    private async Task<(string Token, string Fresh)> SignIn(string login, CancellationToken cancel)
    {
        var options = services.GetRequiredService<LogInOptions>();
        await using var work = await services.GetRequiredService<Database>().Begin(cancel);
        var person = new PersonId(await work.Row<Guid>(PersonByLogin, new { login }, cancel));
        var opened = await SessionStore.Open(work, person, clock.GetUtcNow(), options, cancel);
        var fresh = SecretText.New();
        await SessionStore.GiveFresh(work, opened.Id, SecretText.Hash(fresh),
            clock.GetUtcNow().AddMinutes(options.FreshMinutes), cancel);
        await work.Commit(cancel);
        return (opened.Token, fresh);
    }

    [LoggerMessage(1201, LogLevel.Warning,
        "A step of the demonstration ({Step}) was refused with {Status} {Code}; its case stays where it is.")]
    private static partial void StepRefused(ILogger log, string step, int status, string code);
}
