using System.Text.Json;

namespace Telemed.Hub.Demo;

/// <summary>One thing that somebody does with a case.</summary>
internal enum DemoAct { Start, Upload, Send, Cancel, Return, Claim, Release, Open, AskInfo, AnswerInfo, Reject, Write,
    Publish, AskReview, Agree, SendBack, HalfUpload, ReadBlind, Pause, PauseQueue, Sign, Acknowledge, Record, Add,
    Amend, AskAgain, ConfirmFirst, Reopen }

/// <summary>What the people of the demonstration do, step by step.</summary>
internal sealed class DemoSteps(DemoClock clock, DemoDoor door)
{
    // A little over the 30 days after which a case closes by itself.
    private const double UntilClosedMinutes = 30 * 24 * 60 + 12;

    private static readonly string[] Readers = ["gao.feng", "li.ming", "zhumabayeva.asel", "volkov.dmitry",
        "nurlanov.aidos", "petrova.olga", "sokolova.irina", "he.jianguo"];

    private static readonly string[] Chiefs = ["zhou.haiyan", "sun.li", "he.jianguo", "ma.yulin"];

    private readonly Dictionary<Guid, string> readerOf = [];
    private readonly Dictionary<(string Sender, string Patient), Guid> patients = [];

    /// <summary>What happens to a case, and after how many minutes the next thing does.</summary>
    internal static (DemoAct Act, double MinutesAfter)[] Of(DemoCase each)
    {
        (DemoAct, double)[] sent = each.File is null
            ? [(DemoAct.Start, 2), (DemoAct.Send, 2)]
            : [(DemoAct.Start, 1), (DemoAct.Upload, 1), (DemoAct.Send, 2)];
        (DemoAct, double)[] read = [.. sent, (DemoAct.Claim, 1), (DemoAct.Open, 5)];
        (DemoAct, double)[] written = [.. read, (DemoAct.Write, 1)];
        (DemoAct, double)[] reviewed = [.. written, (DemoAct.AskReview, 4)];
        (DemoAct, double)[] signed = [.. read, (DemoAct.Sign, 4)];
        (DemoAct, double)[] acknowledged = [.. signed, (DemoAct.Acknowledge, 11)];
        (DemoAct, double)[] acted = [.. acknowledged, (DemoAct.Record, 400)];
        return each.End switch
        {
            DemoEnd.Draft or DemoEnd.ForgottenDraft => [(DemoAct.Start, 0)],
            DemoEnd.Cancelled => [.. sent, (DemoAct.Cancel, 0)],
            DemoEnd.Submitted or DemoEnd.Triaged or DemoEnd.Queued or DemoEnd.Escalated => sent,
            DemoEnd.QualityCheck => [(DemoAct.Start, 1), (DemoAct.HalfUpload, 1), (DemoAct.Send, 0)],
            DemoEnd.PausedInQueue => [.. sent, (DemoAct.PauseQueue, 0)],
            DemoEnd.Paused => [.. read, (DemoAct.Pause, 0)],
            DemoEnd.Returned => [.. sent, (DemoAct.Return, 0)],
            DemoEnd.Claimed => [.. sent, (DemoAct.Claim, 0)],
            DemoEnd.Released => [.. read, (DemoAct.Release, 0)],
            DemoEnd.Reading => read,
            DemoEnd.InfoRequested => [.. read, (DemoAct.AskInfo, 0)],
            DemoEnd.InfoAnswered => [.. read, (DemoAct.AskInfo, 32), (DemoAct.AnswerInfo, 0)],
            DemoEnd.Rejected => [.. read, (DemoAct.Reject, 0)],
            DemoEnd.Drafted => [.. written, (DemoAct.Publish, 0)],
            DemoEnd.ReviewPending => reviewed,
            DemoEnd.Reviewed => [.. reviewed, (DemoAct.Agree, 0)],
            DemoEnd.SentBack => [.. reviewed, (DemoAct.SendBack, 0)],
            DemoEnd.Delivered => signed,
            DemoEnd.Acknowledged => acknowledged,
            DemoEnd.Addendum => [.. acted, (DemoAct.Add, 40), (DemoAct.Acknowledge, 0)],
            DemoEnd.Amended => [.. acted, (DemoAct.Amend, 0)],
            DemoEnd.SecondOpinion => [.. acknowledged, (DemoAct.AskAgain, 0)],
            DemoEnd.SecondOpinionGiven =>
                [.. acknowledged, (DemoAct.AskAgain, 45), (DemoAct.ReadBlind, 3), (DemoAct.ConfirmFirst, 20),
                    (DemoAct.Record, 0)],
            DemoEnd.Reopened => [.. acknowledged, (DemoAct.Record, UntilClosedMinutes), (DemoAct.Reopen, 0)],
            _ => acted,
        };
    }

    internal Task<bool> Do(DemoCase each, Guid id, DemoAct act, CancellationToken cancel)
    {
        var at = $"/api/consultations/{id}";
        return act switch
        {
            DemoAct.Start => Start(each, id, cancel),
            DemoAct.Upload => door.Upload(each.Sender, id, each.File!, cancel),
            DemoAct.Send => door.Post(each.Sender, $"{at}/submission", new { version = 1 }, cancel),
            DemoAct.Cancel => door.Post(each.Sender, $"{at}/cancellation", new { reason = "solved_locally" }, cancel),
            DemoAct.Return => door.Post("lin.fang", $"{at}/return",
                new { reason = "incomplete_form", advice = "请补充用药史" }, cancel),
            DemoAct.AnswerInfo => door.Post(each.Sender, $"{at}/info-answers", new { text = "平时未服其他药，无药物过敏。" }, cancel),
            DemoAct.PauseQueue => Any(["chen.jing", "guo.min", "lin.fang"], $"{at}/pause",
                new { reason = "equipment" }, cancel),
            DemoAct.Acknowledge => Acknowledge(each, at, cancel),
            DemoAct.Record => door.Post(each.Sender, $"{at}/action",
                new { code = each.Story.Place == "county" ? "referred" : "treated", text = each.Story.Plan }, cancel),
            DemoAct.AskAgain => door.Post(each.Sender, $"{at}/second-opinion",
                new { reason = "difficult_case", blind = true }, cancel),
            DemoAct.Reopen => door.Post(each.Sender, $"{at}/reopening",
                new { reason = "new_symptoms", text = "症状一个月后再次出现。" }, cancel),
            DemoAct.Claim => Claim(id, cancel),
            DemoAct.Agree => Any(Chiefs, $"{at}/review", new { agree = true }, cancel),
            DemoAct.SendBack => Any(Chiefs, $"{at}/review", new { agree = false, comment = "请补充鉴别诊断。" }, cancel),
            DemoAct.HalfUpload => door.UploadHalf(each.Sender, id, "处方照片.pdf", cancel),
            DemoAct.ReadBlind => Any([.. Readers, .. Chiefs], $"{at}/second-opinion-reading",
                new { text = "独立判读：窦性心律，未见急性缺血改变。" }, cancel),
            DemoAct.ConfirmFirst => Any([.. Readers, .. Chiefs], $"{at}/second-opinion-answer",
                new { agree = true, comment = "同意第一位医生的意见。" }, cancel),
            _ => Read(each.Story, at, readerOf[id], act, cancel),
        };
    }

    private Task<bool> Read(
        DemoStory story, string at, string reader, DemoAct act, CancellationToken cancel) => act switch
    {
        DemoAct.Open => door.Post(reader, $"{at}/opening", new { }, cancel),
        DemoAct.Release => door.Post(reader, $"{at}/release", new { reason = "other_urgent_work" }, cancel),
        DemoAct.AskInfo => door.Post(reader, $"{at}/info-requests",
            new { codes = new[] { "missing_history" }, text = "请补充既往用药和过敏史。" }, cancel),
        DemoAct.Pause => door.Post(reader, $"{at}/pause", new { reason = "patient_not_available" }, cancel),
        DemoAct.Reject => door.Post(reader, $"{at}/rejection",
            new { reason = "not_a_suitable_service", advice = "请改用相应专科服务。" }, cancel),
        DemoAct.Write => door.Put(reader, $"{at}/report-draft", DemoReports.Form(story, 0), cancel),
        DemoAct.Publish => door.Post(reader, $"{at}/preliminary", new { }, cancel),
        DemoAct.AskReview => door.Post(reader, $"{at}/review-request", new { }, cancel),
        DemoAct.Add => door.Post(reader, $"{at}/addenda", new { text = "既往胸片已收到，较前无明显变化。" }, cancel),
        DemoAct.Amend => door.Post(reader, $"{at}/amendments", Amended(story), cancel),
        _ => door.Post(reader, $"{at}/signature", DemoReports.Form(story), cancel),
    };

    private static Dictionary<string, object?> Amended(DemoStory story)
    {
        var form = DemoReports.Form(story with { Plan = "三个月后复查心电图，停用减慢传导的药物" });
        form["reason"] = "对照既往心电图后缩短复查间隔。";
        form["severity"] = "clinically_important";
        return form;
    }

    /// <summary>A new service that nobody is privileged for yet.</summary>
    internal Task<bool> AddService(CancellationToken cancel)
    {
        object Corridor(int claim, int report) => new { claimMinutes = claim, reportMinutes = report };
        return door.Post("liu.wei", "/api/services", new
        {
            code = DemoCases.NewService, kind = "general", specialty = "surgery", template = "general",
            position = 80, active = true,
            labels = new { zh = "慢性伤口会诊", en = "Wound care", ru = "Лечение ран", kk = "Жараны емдеу" },
            timers = new { red = Corridor(5, 15), yellow = Corridor(30, 240), green = Corridor(240, 1440) },
            allowedTiers = new[] { "county", "township", "village" }, performerTiers = new[] { "city", "county" },
        }, cancel);
    }

    private async Task<bool> Start(DemoCase each, Guid id, CancellationToken cancel)
    {
        var (story, who) = (each.Story, each.Patient);
        if (!patients.TryGetValue((each.Sender, who.Name), out var patient))
        {
            patient = Guid.NewGuid();
            var form = new
            {
                id = patient, who.Name, who.Sex, who.BirthDate, who.Language, identityNumber = who.Number,
                confirmed = true,
            };
            if (!await door.Post(each.Sender, "/api/patients", form, cancel)) return false;
            patients[(each.Sender, who.Name)] = patient;
        }
        return await door.Post(each.Sender, "/api/consultations", new
        {
            id, patientId = patient, serviceCode = story.Service, story.Colour, story.Questions, story.Complaint,
            story.History,
            onsetAt = clock.GetUtcNow().AddHours(story.Colour == "red" ? -1 : -6),
            vitals = new { systolic = 138, diastolic = 84, heartRate = 82, spo2 = 97, temperatureC = 36.8 },
        }, cancel);
    }

    private async Task<bool> Claim(Guid id, CancellationToken cancel)
    {
        foreach (var reader in Readers)
        {
            if (!await door.Post(reader, $"/api/consultations/{id}/claim", new { }, quiet: true, cancel)) continue;
            readerOf[id] = reader;
            return true;
        }
        return false;
    }

    private async Task<bool> Any(string[] people, string address, object body, CancellationToken cancel)
    {
        foreach (var login in people)
            if (await door.Post(login, address, body, quiet: true, cancel)) return true;
        return false;
    }

    // A critical answer is read back with the code that it shows.
    private async Task<bool> Acknowledge(DemoCase each, string at, CancellationToken cancel)
    {
        if (each.Story.Critical is null) return await door.Post(each.Sender, $"{at}/acknowledgement", new { }, cancel);
        var its = await door.Get(each.Sender, at, cancel);
        if (its.ValueKind != JsonValueKind.Object || !its.TryGetProperty("criticalLoop", out var loop)) return false;
        return await door.Post(each.Sender, $"{at}/acknowledgement",
            new { readBack = loop.GetProperty("readBackCode").GetString() }, cancel);
    }
}
