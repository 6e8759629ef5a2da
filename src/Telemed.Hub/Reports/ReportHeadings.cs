using Telemed.Domain;

namespace Telemed.Hub.Reports;

/// <summary>The fixed words of report paper in the four languages.</summary>
internal static class ReportHeadings
{
    internal static readonly Label Title = new(
        "远程会诊报告", "Remote consultation report", "Заключение дистанционной консультации",
        "Қашықтан кеңес беру қорытындысы");
    internal static readonly Label Preliminary = new(
        "初步报告，尚未签发", "Preliminary, not signed", "Предварительное, не подписано", "Алдын ала, қол қойылмаған");

    internal static readonly Label Unreviewed = new(
        "未经审核", "Not reviewed", "Не проверено", "Тексерілмеген");
    internal static readonly Label Final = new("正式报告", "Final", "Окончательное", "Түпкілікті");
    internal static readonly Label Amended = new("修订报告", "Amended", "Исправленное", "Түзетілген");
    internal static readonly Label Addendum = new("补充报告", "Addendum", "Дополнение", "Толықтыру");
    internal static readonly Label Critical = new("危急值", "Critical finding", "Критическая находка", "Сыни көрсеткіш");
    internal static readonly Label Limited = new(
        "依据现有资料作出，信息有限", "Made from what was available", "По имеющимся данным", "Қолда бар деректер бойынша");
    internal static readonly Label ActionCard = new("处置卡", "Action card", "Карта действий", "Іс-қимыл картасы");
    internal static readonly Label DoNow = new("立即做", "Do now", "Сделать сейчас", "Қазір жасаңыз");
    internal static readonly Label Give = new("给予", "Give", "Дать", "Беріңіз");
    internal static readonly Label DoNot = new("不要", "Do not", "Нельзя", "Жасамаңыз");
    internal static readonly Label SendIf = new("出现以下情况转诊", "Send if", "Направить, если", "Жіберіңіз, егер");
    internal static readonly Label CallBackAt = new("回电时间", "Call back at", "Перезвонить", "Қайта қоңырау");
    internal static readonly Label Patient = new("患者", "Patient", "Пациент", "Пациент");
    internal static readonly Label Born = new("出生日期", "Born", "Дата рождения", "Туған күні");
    internal static readonly Label Number = new("会诊编号", "Consultation no.", "Номер консультации", "Кеңес нөмірі");
    internal static readonly Label From = new("申请机构", "Requested by", "Направившая организация", "Жіберген ұйым");
    internal static readonly Label By = new("诊断机构", "Read by", "Выполнившая организация", "Орындаған ұйым");
    internal static readonly Label Sent = new("提交时间", "Sent", "Отправлено", "Жіберілді");
    internal static readonly Label Complaint = new("主诉", "Complaint", "Жалобы", "Шағымы");
    internal static readonly Label Questions =
        new("问题与回答", "Questions and answers", "Вопросы и ответы", "Сұрақтар мен жауаптар");
    internal static readonly Label Conclusion = new("结论", "Conclusion", "Заключение", "Қорытынды");
    internal static readonly Label Certainty = new("把握程度", "Certainty", "Степень уверенности", "Сенімділік дәрежесі");
    internal static readonly Label Advice = new("建议", "Advice", "Рекомендации", "Ұсыныстар");
    internal static readonly Label Limits = new("局限", "Limits", "Ограничения", "Шектеулер");
    internal static readonly Label Changes = new("修改内容", "What changed", "Что изменено", "Не өзгерді");
    internal static readonly Label Reason = new("原因", "Reason", "Причина", "Себебі");
    internal static readonly Label PhoneBack =
        new("电话回报", "Call back by telephone", "Звонок с ответом", "Жауапты телефонмен айту");
    internal static readonly Label Pictures = new("图像", "Pictures", "Снимки", "Суреттер");
    internal static readonly Label Signed = new("签发", "Signed", "Подписано", "Қол қойылды");
    internal static readonly Label Licence = new("执业证号", "Licence", "Лицензия", "Лицензия");
    internal static readonly Label Code = new("验证码", "Verification code", "Код проверки", "Тексеру коды");
    internal static readonly Label Genuine =
        new("该报告真实有效", "This report is genuine", "Документ подлинный", "Бұл құжат түпнұсқа");
    internal static readonly Label Replaced = new(
        "该版本已被更新版本取代", "A later version replaces this one", "Заменено более поздней версией",
        "Бұл нұсқаны кейінгісі алмастырды");
    internal static readonly Label Unknown = new(
        "没有此验证码的报告", "There is no report with this code", "Документа с таким кодом нет",
        "Мұндай коды бар құжат жоқ");
    internal static readonly Label UnknownHelp = new(
        "请核对每个字符后重试。", "Compare each letter with the paper and try again.",
        "Сверьте каждый знак и повторите.", "Әр таңбаны салыстырып, қайталаңыз.");

    private static readonly Dictionary<string, Label> CertaintySteps = new()
    {
        ["excluded"] = new("已排除", "Excluded", "Исключено", "Жоққа шығарылды"),
        ["unlikely"] = new("不太可能", "Unlikely", "Маловероятно", "Ықтималдығы аз"),
        ["possible"] = new("可能", "Possible", "Возможно", "Мүмкін"),
        ["likely"] = new("很可能", "Likely", "Вероятно", "Ықтимал"),
        ["certain"] = new("确定", "Certain", "Достоверно", "Анық"),
    };

    private static readonly Dictionary<string, (string Glyph, Label Word)> Colours = new()
    {
        ["red"] = ("▲", new("红色：立即", "Red: now", "Красный: сейчас", "Қызыл: қазір")),
        ["yellow"] = ("●", new("黄色：今日", "Yellow: today", "Жёлтый: сегодня", "Сары: бүгін")),
        ["green"] = ("■", new("绿色：计划", "Green: planned", "Зелёный: планово", "Жасыл: жоспарлы")),
    };

    private static readonly Dictionary<string, Label> Sexes = new()
    {
        ["female"] = new("女", "female", "женский", "әйел"),
        ["male"] = new("男", "male", "мужской", "ер"),
        ["other"] = new("其他", "other", "другой", "басқа"),
        ["unknown"] = new("未知", "unknown", "неизвестно", "белгісіз"),
    };

    internal static string CertaintyOf(string code, Language language) =>
        CertaintySteps.TryGetValue(code, out var label) ? label[language] : code;

    internal static (string Glyph, string Word) ColourOf(string code, Language language) =>
        Colours.TryGetValue(code, out var colour) ? (colour.Glyph, colour.Word[language]) : ("", code);

    internal static string SexOf(string code, Language language) =>
        Sexes.TryGetValue(code, out var label) ? label[language] : code;

    internal static string StatusOf(string status, Language language) => (status switch
    {
        "preliminary" => Preliminary,
        "amended" => Amended,
        "addendum" => Addendum,
        _ => Final,
    })[language];

    /// <summary>The language of a browser's code; English when it is none of ours.</summary>
    internal static Language LanguageOf(string? code) => code?.Split(',', ';', '-')[0].Trim().ToLowerInvariant() switch
    {
        "zh" => Language.ZhCn,
        "ru" => Language.Ru,
        "kk" => Language.Kk,
        _ => Language.En,
    };

    /// <summary>The code for the page's own lang attribute, by which a browser chooses the letters' forms.</summary>
    internal static string CodeOf(Language language) => language switch
    {
        Language.ZhCn => "zh-CN",
        Language.Ru => "ru",
        Language.Kk => "kk",
        Language.En => "en",
    };
}
