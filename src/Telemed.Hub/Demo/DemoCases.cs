using System.Globalization;

namespace Telemed.Hub.Demo;

/// <summary>How far a case of the demonstration has come.</summary>
internal enum DemoEnd
{
    Draft, ForgottenDraft, Cancelled, QualityCheck, Submitted, Triaged, Queued, PausedInQueue, Escalated, Returned,
    Claimed, Released, Reading, Paused, InfoRequested, InfoAnswered, Rejected, Drafted, ReviewPending, Reviewed,
    SentBack, Delivered, Acknowledged, Acted,
    Addendum, Amended, SecondOpinion, SecondOpinionGiven, Reopened,
}

/// <summary>An invented patient.</summary>
internal sealed record DemoPatient(string Name, string Sex, string BirthDate, string Language, string? Number = null);

/// <summary>What is asked and answered about one kind of complaint.</summary>
internal sealed record DemoStory(
    string Service, string Colour, string Complaint, string History, string[] Questions, string Impression, string Plan,
    string Place, string[] Answers)
{
    /// <summary>The coded fields of the report.</summary>
    public Dictionary<string, object> Content { get; init; } = new()
    {
        ["opinion.assessment"] = Complaint, ["opinion.diagnosis"] = Impression, ["opinion.plan"] = Plan,
        ["opinion.place"] = Place, ["comparison.prior"] = "none_available",
    };

    /// <summary>The critical finding as the reader names it; null when there is none.</summary>
    public string? Critical { get; init; }
}

/// <summary>One case: who sends it, about whom, how long ago, how far it came, and its file if it has one.</summary>
internal sealed record DemoCase(string Sender, DemoPatient Patient, DemoStory Story, double HoursAgo, DemoEnd End,
    string? File = null);

/// <summary>Written consultations with believable stories, which need no files.</summary>
internal static class DemoCases
{
    private static readonly DemoPatient[] Patients =
    [
        new("张德福", "male", "1952-03-14", "zh"), new("李桂芳", "female", "1961-08-02", "zh"),
        new("Нұрлан Сейітов", "male", "1958-11-20", "kk"), new("Анна Кузнецова", "female", "1947-05-09", "ru"),
        new("王小宝", "male", "2021-01-17", "zh"), new("Айша Бекова", "female", "1990-07-25", "kk"),
        new("刘玉梅", "female", "1970-12-01", "zh"), new("Виктор Орлов", "male", "1965-02-28", "ru"),
        new("孙浩然", "male", "2022-06-03", "zh"), new("李梦琪", "female", "2019-09-12", "zh"),
        new("陈国强", "male", "1949-10-10", "zh"), new("Гүлжан Омарова", "female", "1983-04-04", "kk"),
    ];

    private static readonly DemoStory[] Stories =
    [
        new("text_consult", "yellow", "血压 178/96 已三天，头胀", "高血压十年，氨氯地平 5 mg 每日一次",
            ["需要加第二种降压药吗？", "是否需要转县医院？"], "原发性高血压控制不佳", "加用缬沙坦 80 mg，一周后复测", "here",
            ["加缬沙坦 80 mg 每日一次。", "无靶器官损害征象，暂不转诊。"]),
        new("paediatric_consult", "yellow", "发热两天，39.1 ℃，咳嗽", "既往体健，疫苗齐全",
            ["可以在村里治疗吗？", "是否需要抗生素？"], "急性上呼吸道感染", "对乙酰氨基酚退热，多饮水，48 小时复诊", "here",
            ["可以，注意精神和呼吸。", "目前不需要抗生素。"]),
        new("skin_photo", "green", "右前臂环形红斑两周，瘙痒", "养羊，无发热",
            ["是体癣吗？需要口服药吗？"], "体癣", "外用特比萘芬乳膏每日两次，两周", "here", ["符合体癣表现，外用即可。"]),
        new("text_consult", "red", "突发言语不清、右侧肢体无力一小时", "房颤，未抗凝",
            ["要立即转运吗？能先降压吗？"], "急性脑卒中可能", "立即转县医院卒中中心，记录发病时间，不要降压", "county", ["立即转运，不要降压。"]),
        new("text_consult", "green", "2 型糖尿病，空腹血糖 9.8", "二甲双胍 0.5 g 每日两次",
            ["如何调整用药？", "多久复查糖化血红蛋白？"], "2 型糖尿病血糖未达标", "二甲双胍加至 1 g 每日两次，三个月复查", "township",
            ["二甲双胍加至 1 g 每日两次。", "三个月。"]),
        new("text_consult", "yellow", "Боль в пояснице после подъёма тяжести, три дня",
            "Травм не было, температура нормальная",
            ["Нужен ли рентген?", "Чем лечить?"], "Острая боль в пояснице без тревожных признаков",
            "Ибупрофен 400 мг до трёх раз в день, двигаться", "here",
                ["Сейчас нет.", "Ибупрофен до пяти дней, тепло, движение."]),
        new("skin_photo", "green", "Қолдың саусақтарындағы қызару, қышу, бір ай", "Сүт сауады, жуғыш заттар қолданады",
            ["Бұл дерматит пе?"], "Байланыс дерматиті", "Қолғап, эмолент, гидрокортизон 1% жеті күн", "here",
            ["Иә, байланыс дерматиті."]),
    ];

    // Nobody is privileged for the new service yet, so its cases wait for the desk.
    private static readonly DemoStory Wound = new(NewService, "green", "右小腿溃疡六周，渗液减少", "糖尿病十二年",
        ["需要清创吗？敷料怎么选？"], "", "", "here", []);

    /// <summary>A service that the demonstration's administrator adds.</summary>
    internal const string NewService = "wound_care";

    // Whoever asks writes in the language in which the patient told it.
    private static readonly Dictionary<string, string[]> Senders = new()
    {
        ["zh"] = ["wang.xiulan", "liu.chunhua", "yang.dashan", "xu.yan", "hu.laifu", "deng.hong", "song.bao"],
        ["kk"] = ["ospanov.yerlan", "tulegenova.gulnar"],
        ["ru"] = ["smirnova.anna"],
    };

    private const string KazakhLetters = "әіңғүұқөһ";
    private const int ChildrenFrom = 2012;

    // Oldest first; what is still open is recent, so that its clocks are believable when the demonstration starts.
    // The first four close by themselves, 30 days after what was done.
    private static readonly (DemoEnd End, double FirstHoursAgo, double StepHours, int Count)[] Plan =
    [
        (DemoEnd.Acted, 790, 12, 4), (DemoEnd.Acted, 480, 55, 8), (DemoEnd.ForgottenDraft, 230, 30, 1),
        (DemoEnd.Reopened, 721.5, 1, 1), (DemoEnd.Acknowledged, 22, 5.5, 3), (DemoEnd.Rejected, 9, 1, 1),
        (DemoEnd.Cancelled, 27, 2, 1), (DemoEnd.Returned, 5, 2, 1), (DemoEnd.Delivered, 2.2, 1, 2),
        (DemoEnd.InfoAnswered, 0.9, 0.2, 1), (DemoEnd.InfoRequested, 0.4, 0.2, 1), (DemoEnd.Released, 0.5, 0.1, 1),
        (DemoEnd.Reading, 0.15, 0.02, 1), (DemoEnd.SentBack, 0.45, 0.02, 1), (DemoEnd.Queued, 0.75, 0.3, 3),
        (DemoEnd.Submitted, 0.6, 0, 1), (DemoEnd.Triaged, 1.5, 0, 1), (DemoEnd.Paused, 0.35, 0, 1),
        (DemoEnd.PausedInQueue, 0.55, 0, 1), (DemoEnd.Escalated, 1.2, 0, 1), (DemoEnd.QualityCheck, 0.12, 0, 1),
        (DemoEnd.Draft, 0.25, 0.1, 2),
    ];

    private static DemoStory StoryOf(DemoEnd end, int index) => end switch
    {
        DemoEnd.Submitted or DemoEnd.Triaged => Wound,
        // Yellow: half an hour to be claimed, so that after an hour nobody was there and the pool is wider.
        DemoEnd.Escalated or DemoEnd.Paused or DemoEnd.PausedInQueue or DemoEnd.QualityCheck => Stories[0],
        _ => Stories[index % Stories.Length],
    };

    internal static IReadOnlyList<DemoCase> All { get; } =
    [
        .. Plan.SelectMany(part => Enumerable.Range(0, part.Count).Select(turn => (part, turn)))
            .Select((each, index) => CaseOf(
                StoryOf(each.part.End, index), index,
                each.part.FirstHoursAgo - each.turn * each.part.StepHours, each.part.End)),
    ];

    private static DemoCase CaseOf(DemoStory story, int index, double hoursAgo, DemoEnd end)
    {
        var language = LanguageOf(story.Complaint);
        var senders = Senders[language];
        DemoPatient[] patients = [.. Patients.Where(each => each.Language == language
            && IsChild(each) == (story.Service == "paediatric_consult"))];
        return new DemoCase(
            senders[index % senders.Length], patients[index % patients.Length], story, hoursAgo, end);
    }

    private static bool IsChild(DemoPatient patient) =>
        int.Parse(patient.BirthDate[..4], CultureInfo.InvariantCulture) >= ChildrenFrom;

    private static string LanguageOf(string text) =>
        text.Any(letter => KazakhLetters.Contains(char.ToLowerInvariant(letter), StringComparison.Ordinal)) ? "kk"
        : text.Any(letter => letter is >= 'А' and <= 'я') ? "ru" : "zh";
}
