namespace Telemed.Hub.Demo;

/// <summary>What is asked about each generated recording, and the coded report that answers it.</summary>
internal static class DemoReports
{
    private const string Soon = "尽快";

    private static readonly string[] Lobes =
        ["right_upper", "right_middle", "right_lower", "left_upper", "left_middle", "left_lower"];

    internal static DemoStory Of(Sample sample) => sample.Service switch
    {
        "ecg" => Heart(sample.Story),
        "xray" => Chest(sample.Story == "consolidation"),
        "ct_head" => Head(sample.Story == "haemorrhage"),
        _ => Tissue(),
    };

    private static DemoStory Heart(string story) => story switch
    {
        "AtrialFibrillation" => Ecg("yellow", "心悸三天，活动后气短", "高血压，未服抗凝药", "是房颤吗？需要抗凝吗？",
            "心房颤动", "测 CHA2DS2-VASc 评分，考虑抗凝，控制心室率", "是房颤，建议抗凝评估。", 108, "3", ("rhythm", "50")),
        "InferiorInfarction" => Ecg("red", "Кеуде ауыруы бір сағат, терлеу", "Қан қысымы жоғары, темекі шегеді",
            "Бұл инфаркт па? Қазір не істеу керек?", "Жедел төменгі инфаркт",
            "Аспирин 300 мг, клопидогрел 300 мг, дереу аудандық ауруханаға",
            "Иә, төменгі инфаркт. Дереу жіберіңіз.", 64, "3",
            ("rhythm", "20"), ("infarction", "161")) with { Critical = "Жедел төменгі инфаркт", Place = "county" },
        "AnteriorInfarction" => Ecg("red", "Кеуденің сол жағы қатты ауырады, қырық минут", "Қант диабеті",
            "Инфаркт па? Тромболизис керек пе?", "Алдыңғы жедел инфаркт",
            "Аспирин 300 мг, дереу жедел жәрдем шақыру, нитроглицерин қысым рұқсат етсе",
            "Иә. Тромболизисті кардиолог шешеді.", 92, "3", ("rhythm", "20"), ("infarction", "160")) with
            { Critical = "Алдыңғы жедел инфаркт", Place = "county" },
        "Tachycardia" => Ecg("yellow", "心慌两小时，饮浓茶后", "体健", "需要急诊处理吗？", "窦性心动过速",
            "停用刺激性饮料，查甲状腺功能和血常规", "目前不需要急诊。", 128, "3", ("rhythm", "21")),
        "Bradycardia" => Ecg("yellow", "乏力、头晕一周", "美托洛尔 50 mg 每日两次", "要停美托洛尔吗？", "窦性心动过缓",
            "美托洛尔减半，三天后复查心电图", "先减半，不要骤停。", 44, "3", ("rhythm", "22")),
        "LeftBundleBranchBlock" => Ecg("yellow", "Одышка при ходьбе, две недели", "Инфаркт не переносил",
            "Это новая блокада? Нужна ли госпитализация?", "Полная блокада левой ножки пучка Гиса",
            "ЭхоКГ и тропонин в районной больнице", "Прежней плёнки нет; нужны тропонин и ЭхоКГ.", 76, "3",
            ("rhythm", "20"), ("conduction", "104")),
        "FirstDegreeBlock" => Ecg("green", "体检，无症状", "无特殊病史", "PR 间期延长要紧吗？", "一度房室传导阻滞",
            "一年后复查，避免减慢传导的药物", "单纯一度阻滞，随访即可。", 70, "2", ("rhythm", "20"), ("conduction", "82")),
        "LongQt" => Ecg("yellow", "Кратковременные обмороки, два раза", "Принимает азитромицин",
            "Связано ли это с лекарством?", "Удлинение интервала QT",
            "Отменить азитромицин, калий и магний крови, контроль ЭКГ",
            "Вероятно, да. Отменить сейчас.", 66, "3", ("rhythm", "20"), ("st_t", "148")),
        _ => Ecg("green", "胸闷偶发，劳累后", "血脂偏高", "心电图正常吗？还要做什么检查？", "正常心电图",
            "复查血脂，症状加重随时复诊", "正常；症状再发时复查。", 72, "1", ("rhythm", "20")),
    };

    private static DemoStory Ecg(string colour, string complaint, string history, string question, string impression,
        string plan, string answer, int ratePerMin, string overall, params (string Field, string Code)[] statements)
    {
        var content = new Dictionary<string, object>
        {
            ["quality.recording"] = "good", ["measurements.ventricular_rate"] = ratePerMin,
            ["statements.overall"] = Statement(overall), ["comparison.prior"] = "none_available",
        };
        foreach (var (field, code) in statements) content[$"statements.{field}"] = Statement(code);
        return new DemoStory("ecg", colour, complaint, history, [question], impression, plan, "here", [answer])
        {
            Content = content,
        };
    }

    private static Dictionary<string, object>[] Statement(string code) =>
        [new() { ["code"] = code, ["modifiers"] = Array.Empty<string>() }];

    private static DemoStory Chest(bool consolidation)
    {
        var content = new Dictionary<string, object>
        {
            ["technique.view"] = new[] { "pa" }, ["technique.quality"] = "good", ["technique.lines"] = "absent",
            ["chest.pleura"] = new[] { "normal" }, ["chest.heart"] = "normal", ["chest.mediastinum"] = "normal",
            ["chest.hila"] = "normal", ["chest.bones"] = "normal", ["chest.free_air"] = "no", ["chest.tb"] = "none",
            ["chest.category"] = consolidation ? "hours" : "none", ["comparison.prior"] = "none_available",
        };
        foreach (var lobe in Lobes) content[$"lungs.{lobe}"] = new[] { "clear" };
        if (!consolidation)
            return new DemoStory("xray", "green", "入职体检", "无症状", ["胸片是否正常？"], "心肺未见异常", "无需处理", "here",
                ["正常。"]) { Content = content };
        content["lungs.right_lower"] = new[] { "consolidation" };
        content["chest.findings"] = "右下肺片状实变影，边界模糊，未见胸腔积液。";
        return new DemoStory("xray", "yellow", "发热 38.6 ℃，咳黄痰四天", "慢阻肺，吸烟三十年", ["是肺炎吗？", "需要住院吗？"],
            "右下肺炎", "阿莫西林克拉维酸口服七天，三天无好转转县医院", "township", ["右下肺炎。", "先在卫生院治疗，观察氧饱和度。"])
        {
            Content = content,
        };
    }

    private static DemoStory Head(bool bleed)
    {
        var content = new Dictionary<string, object>
        {
            ["technique.contrast"] = "none", ["technique.quality"] = "good",
            ["brain.haemorrhage"] = new[] { bleed ? "ich" : "none" }, ["brain.infarct"] = "none",
            ["brain.midline_shift"] = bleed ? 4 : 0, ["brain.hydrocephalus"] = "no", ["brain.herniation"] = "no",
            ["brain.mass"] = "no", ["brain.lysis"] = bleed ? "haemorrhage" : "no_contraindication",
            ["skull.fracture"] = "no", ["skull.sinuses"] = "normal", ["skull.category"] = bleed ? "minutes" : "none",
            ["comparison.prior"] = "none_available",
        };
        if (!bleed)
            return new DemoStory("ct_head", "red", "Оң қолдың әлсіздігі, сөйлеу бұзылған, елу минут",
                "Артериялық гипертензия", ["Қан құйылу бар ма? Тромболизиске бола ма?"], "Қан құйылу жоқ",
                "Инсульт орталығына жіберу", "county",
                ["Қан құйылу көрінбейді."]) { Content = content };
        content["brain.haemorrhage_site"] = "右侧基底节";
        content["brain.haemorrhage_volume"] = 28;
        content["skull.findings"] = "右侧基底节高密度血肿，周围轻度水肿，中线左移约 4 mm。";
        return new DemoStory("ct_head", "red", "突发头痛呕吐、左侧偏瘫四十分钟", "高血压，未规律服药",
            ["有脑出血吗？", "能溶栓吗？"], "右侧基底节脑出血", "禁止溶栓，控制收缩压 140 mmHg，立即转县医院神经外科", "county",
            ["右侧基底节出血约 28 mL。", "禁忌溶栓。"]) { Content = content, Critical = "右侧基底节脑出血" };
    }

    private static DemoStory Tissue() => new("pathology_wsi", "green", "胃镜见胃窦黏膜粗糙，取活检两块", "幽门螺杆菌阳性",
        ["有无异型增生？", "是否需要复查胃镜？"], "慢性炎症，未见异型增生", "根除幽门螺杆菌，一年后复查胃镜", "township",
        ["未见异型增生。", "一年后复查。"])
    {
        Content = new Dictionary<string, object>
        {
            ["material.specimen"] = "胃窦，活检两块，标签 A1", ["material.adequacy"] = "adequate",
            ["diagnosis.class"] = "inflammatory", ["diagnosis.description"] = "黏膜固有层慢性炎细胞浸润，腺体排列规则，未见异型。",
            ["comparison.prior"] = "none_available",
        },
    };

    /// <summary>The form of a report.</summary>
    internal static Dictionary<string, object?> Form(DemoStory story, int? version = null) => new()
    {
        ["version"] = version, ["content"] = story.Content, ["impression"] = story.Impression, ["advice"] = story.Plan,
        ["answers"] = story.Answers.Select((text, index) => new { number = index + 1, text }).ToArray(),
        ["certainty"] = "likely",
        ["critical"] = story.Critical is null ? null : new { @is = true, text = story.Critical },
        ["actionCard"] = new
        {
            doNow = story.Plan, give = "", doNot = "", sendIf = story.Place == "county" ? Soon : "", callBackAt = "",
        },
    };
}
