namespace Telemed.Samples;

/// <summary>An invented person, as a device's header names him.</summary>
/// <param name="Name">As it is spoken and shown.</param>
/// <param name="DicomName">Person name of DICOM: alphabetic group, then the ideographic one for Chinese names.</param>
/// <param name="Id">Number the clinic gave.</param>
/// <param name="BirthDate">Day of birth.</param>
/// <param name="Sex">M or F.</param>
public sealed record SamplePatient(string Name, string DicomName, string Id, DateOnly BirthDate, string Sex)
{
    /// <summary>People of three languages; none of them exists.</summary>
    public static readonly IReadOnlyList<SamplePatient> All =
    [
        new("王秀英", "Wang^Xiuying=王^秀英", "YX-000101", new(1953, 4, 17), "F"),
        new("李建国", "Li^Jianguo=李^建国", "YX-000102", new(1949, 10, 1), "M"),
        new("张桂兰", "Zhang^Guilan=张^桂兰", "YX-000103", new(1961, 2, 9), "F"),
        new("刘洋", "Liu^Yang=刘^洋", "YX-000104", new(1988, 7, 23), "M"),
        new("陈淑珍", "Chen^Shuzhen=陈^淑珍", "YX-000105", new(1945, 12, 30), "F"),
        new("赵德柱", "Zhao^Dezhu=赵^德柱", "YX-000106", new(1957, 6, 3), "M"),
        new("孙丽华", "Sun^Lihua=孙^丽华", "YX-000107", new(1972, 9, 14), "F"),
        new("周志强", "Zhou^Zhiqiang=周^志强", "YX-000108", new(1966, 1, 28), "M"),
        new("Әсел Нұрланқызы", "Nurlankyzy^Asel=Нұрланқызы^Әсел", "QH-000201", new(1979, 3, 21), "F"),
        new("Ерлан Қасымұлы", "Kasymuly^Yerlan=Қасымұлы^Ерлан", "QH-000202", new(1958, 11, 5), "M"),
        new("Гүлнар Әбдіқызы", "Abdikyzy^Gulnar=Әбдіқызы^Гүлнар", "QH-000203", new(1969, 8, 12), "F"),
        new("Иван Петрович Соколов", "Sokolov^Ivan^Petrovich=Соколов^Иван^Петрович", "QH-000204", new(1951, 5, 30),
        "M"),
        new("Марина Лебедева", "Lebedeva^Marina=Лебедева^Марина", "QH-000205", new(1983, 2, 2), "F"),
        new("Бауыржан Өмірбек", "Omirbek^Bauyrzhan=Өмірбек^Бауыржан", "QH-000206", new(1990, 10, 19), "M"),
    ];
}
