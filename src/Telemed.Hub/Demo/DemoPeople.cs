using System.Security.Cryptography;
using System.Text;
using Telemed.Domain.Access;
using Telemed.Hub.People;

namespace Telemed.Hub.Demo;

/// <summary>One invented person.</summary>
internal sealed record DemoPerson(string Login, string Name, string Title, Role Role, string Facility, string Language,
    params string[] Specialties)
{
    /// <summary>Whether the sign-in page offers this log-in to whoever tries the demonstration.</summary>
    public bool IsShown { get; init; }

    /// <summary>Whether he signs what he reads only after a review.</summary>
    public bool SignsAfterReview { get; init; }

    /// <summary>The same on every machine, because the demonstration shows its codes to everybody anyway.</summary>
    public byte[] TotpSecret => SHA256.HashData(Encoding.UTF8.GetBytes(
        "telemed demonstration " + Login))[..Totp.SecretBytes];
}

/// <summary>People in every role, with Chinese, Kazakh and Russian names. All are invented.</summary>
internal static class DemoPeople
{
    internal const string Password = "demo-telemed-2026";

    /// <summary>Opens only the demonstration, which listens on this machine alone.</summary>
    internal const string DeviceKey = "tmd_demonstration-only-key-of-the-ecg-cart";

    internal const string AeTitle = "SHIQIAO_CR";

    private const string Cardiology = "cardiology";
    private const string Radiology = "radiology";
    private const string Pathology = "pathology";
    private const string Medicine = "internal_medicine";

    internal static readonly DemoPerson[] All =
    [
        new("wang.xiulan", "王秀兰", "乡村医生", Role.VillageClinician, "dongzhuang", "zh") { IsShown = true },
        new("zhang.guilan", "张桂兰", "卫生院医师", Role.TownshipClinician, "shiqiao", "zh") { IsShown = true },
        new("li.ming", "李明", "主治医师", Role.Reporter, "qingyuan", "zh", Cardiology, Medicine,
            "emergency") { IsShown = true },
        new("nurlanov.aidos", "Айдос Нұрланов", "дәрігер-рентгенолог", Role.Reporter, "qingyuan", "kk",
            Radiology) { IsShown = true },
        new("sokolova.irina", "Ирина Соколова", "врач-патологоанатом", Role.Reporter, "taihe", "ru",
            Pathology) { IsShown = true },
        new("zhou.haiyan", "周海燕", "副主任医师", Role.Reviewer, "qingyuan", "zh", Cardiology, Radiology) { IsShown = true },
        new("chen.jing", "陈静", "调度员", Role.Coordinator, "qingyuan", "zh") { IsShown = true },
        new("lin.fang", "林芳", "远程医疗中心调度", Role.Coordinator, "taihe", "zh") { IsShown = true },
        new("liu.wei", "刘伟", "系统管理员", Role.Administrator, "taihe", "zh") { IsShown = true },
        new("kim.maria", "Мария Ким", "аудитор", Role.Auditor, "taihe", "ru") { IsShown = true },
        new("akhmetov.serik", "Серік Ахметов", "сапа маманы", Role.QualityOfficer, "taihe", "kk") { IsShown = true },
        new("he.jianguo", "何建国", "主任医师", Role.OnCallChief, "taihe", "zh", Cardiology, Medicine,
            Radiology) { IsShown = true },
        new("gao.feng", "高峰", "副主任医师", Role.Reporter, "taihe", "zh", Cardiology, Medicine, "paediatrics",
            "dermatology"),
        new("petrova.olga", "Ольга Петрова", "врач-рентгенолог", Role.Reporter, "taihe", "ru", Radiology),
        new("sun.li", "孙立", "主任医师", Role.OnCallChief, "qingyuan", "zh", Cardiology, Radiology, Medicine),
        new("zhumabayeva.asel", "Әсел Жұмабаева", "кардиолог", Role.Reporter, "yunling", "kk", Cardiology, Medicine,
            "paediatrics"),
        new("volkov.dmitry", "Дмитрий Волков", "врач-рентгенолог", Role.Reporter, "yunling", "ru", Radiology,
            "dermatology"),
        new("ma.yulin", "马玉林", "主任医师", Role.OnCallChief, "yunling", "zh", Cardiology, Radiology, Medicine),
        new("guo.min", "郭敏", "调度员", Role.Coordinator, "yunling", "zh"),
        new("zhao.qiang", "赵强", "放射技师", Role.Technician, "shiqiao", "zh"),
        new("qian.hua", "钱华", "病理技师", Role.Technician, "qingyuan", "zh"),
        new("wu.jun", "吴军", "卫生院医师", Role.TownshipClinician, "liuhe", "zh"),
        new("zheng.xia", "郑霞", "卫生院医师", Role.TownshipClinician, "baiyang", "zh"),
        new("feng.tao", "冯涛", "卫生院医师", Role.TownshipClinician, "hongshan", "zh"),
        new("sarsenova.aigul", "Айгүл Сәрсенова", "учаске дәрігері", Role.TownshipClinician, "aqbulaq", "kk"),
        new("ivanov.pavel", "Павел Иванов", "участковый врач", Role.TownshipClinician, "qinggou", "ru"),
        new("liu.chunhua", "刘春花", "乡村医生", Role.VillageClinician, "xipo", "zh"),
        new("yang.dashan", "杨大山", "乡村医生", Role.VillageClinician, "nanwan", "zh"),
        new("xu.yan", "徐燕", "乡村医生", Role.VillageClinician, "beitang", "zh"),
        new("hu.laifu", "胡来福", "乡村医生", Role.VillageClinician, "taoyuan", "zh"),
        new("li.shuzhen", "李淑珍", "乡村医生", Role.VillageClinician, "lijia", "zh"),
        new("song.bao", "宋宝", "乡村医生", Role.VillageClinician, "songlin", "zh"),
        new("tian.yue", "田月", "乡村医生", Role.VillageClinician, "heishui", "zh"),
        new("ospanov.yerlan", "Ерлан Оспанов", "ауыл медигі", Role.VillageClinician, "qaraghash", "kk"),
        new("tulegenova.gulnar", "Гүлнар Төлегенова", "ауыл медигі", Role.VillageClinician, "sarybel", "kk"),
        new("smirnova.anna", "Анна Смирнова", "фельдшер", Role.VillageClinician, "shuimo", "ru"),
        new("deng.hong", "邓红", "乡村医生", Role.VillageClinician, "gaoqiao", "zh"),
        new("bai.lu", "白璐", "住院医师", Role.Reporter, "qingyuan", "zh", Cardiology)
            { IsShown = true, SignsAfterReview = true },
    ];
}
