using Telemed.Domain;

namespace Telemed.Hub.Demo;

/// <summary>One institution of the invented city.</summary>
internal sealed record DemoFacility(string Code, string? Parent, Tier Tier, string Name, string Phone);

/// <summary>An invented city with two counties, six townships and twelve villages. No such places exist.</summary>
internal static class DemoFacilities
{
    internal const string TimeZone = "Asia/Shanghai";

    internal static readonly DemoFacility[] All =
    [
        new("taihe", null, Tier.City, "泰和市人民医院", "0900-6010001"),
        new("qingyuan", "taihe", Tier.County, "清远河县人民医院", "0900-6020001"),
        new("yunling", "taihe", Tier.County, "云岭湾县人民医院", "0900-6030001"),
        new("shiqiao", "qingyuan", Tier.Township, "石桥镇卫生院", "0900-6021001"),
        new("liuhe", "qingyuan", Tier.Township, "柳河镇卫生院", "0900-6022001"),
        new("baiyang", "qingyuan", Tier.Township, "白杨镇卫生院", "0900-6023001"),
        new("hongshan", "yunling", Tier.Township, "红山镇卫生院", "0900-6031001"),
        new("aqbulaq", "yunling", Tier.Township, "阿克布拉克镇卫生院", "0900-6032001"),
        new("qinggou", "yunling", Tier.Township, "青沟镇卫生院", "0900-6033001"),
        new("dongzhuang", "shiqiao", Tier.Village, "东庄村卫生室", "0900-6021101"),
        new("xipo", "shiqiao", Tier.Village, "西坡村卫生室", "0900-6021102"),
        new("nanwan", "liuhe", Tier.Village, "南湾村卫生室", "0900-6022101"),
        new("beitang", "liuhe", Tier.Village, "北塘村卫生室", "0900-6022102"),
        new("taoyuan", "baiyang", Tier.Village, "桃源沟村卫生室", "0900-6023101"),
        new("lijia", "baiyang", Tier.Village, "李家坪村卫生室", "0900-6023102"),
        new("songlin", "hongshan", Tier.Village, "松林村卫生室", "0900-6031101"),
        new("heishui", "hongshan", Tier.Village, "黑水村卫生室", "0900-6031102"),
        new("qaraghash", "aqbulaq", Tier.Village, "喀拉阿什村卫生室", "0900-6032101"),
        new("sarybel", "aqbulaq", Tier.Village, "萨热别勒村卫生室", "0900-6032102"),
        new("shuimo", "qinggou", Tier.Village, "水磨村卫生室", "0900-6033101"),
        new("gaoqiao", "qinggou", Tier.Village, "高桥村卫生室", "0900-6033102"),
    ];

    /// <summary>Counterpart links: who reads first for whom; a null service is every service.</summary>
    internal static readonly (string Helper, string Helped, string? Service)[] Pairings =
    [
        ("taihe", "qingyuan", null), ("taihe", "yunling", null), ("qingyuan", "shiqiao", "ecg"),
        ("yunling", "aqbulaq", "ecg"),
        ("taihe", "hongshan", "pathology_wsi"),
    ];
}
