using System.Globalization;
using Telemed.Domain;
using Telemed.Hub.Imaging;

namespace Telemed.Hub.Reports;

/// <summary>What was measured on images, a line each, in the words of one language.</summary>
internal static class MeasurementLines
{
    internal static readonly Label Heading = new("测量", "Measurements", "Измерения", "Өлшеулер");

    private static readonly Label Place = new(
        "序列 {0}，图像 {1}", "series {0}, image {1}", "серия {0}, снимок {1}", "{0}-серия, {1}-сурет");

    private static readonly Dictionary<string, Label> Words = new()
    {
        ["length"] = new("长度", "Length", "Длина", "Ұзындық"),
        ["angle"] = new("角度", "Angle", "Угол", "Бұрыш"),
        ["area"] = new("面积", "Area", "Площадь", "Аудан"),
        ["mean"] = new("均值", "mean", "среднее", "орташа"),
        ["deviation"] = new("标准差", "SD", "СКО", "СҚА"),
        ["least"] = new("最小", "min", "мин.", "ең аз"),
        ["most"] = new("最大", "max", "макс.", "ең көп"),
        ["value"] = new("数值", "Value", "Значение", "Мән"),
        ["red"] = new("红", "Red", "Красный", "Қызыл"),
        ["green"] = new("绿", "green", "зелёный", "жасыл"),
        ["blue"] = new("蓝", "blue", "синий", "көк"),
    };

    /// <summary>Lines such as "1. Length 12.5 mm (series 2, image 15)".</summary>
    internal static IReadOnlyList<string> Of(
        IEnumerable<Measurements.Measurement> measured, Language language) =>
        [.. measured.Select((one, at) => $"{at + 1}. {Figures(one, language)}{PlaceOf(one, language)}")];

    private static string Figures(Measurements.Measurement one, Language language) =>
        string.Join(", ", one.Figures.Select(figure => string.Create(CultureInfo.InvariantCulture,
            $"{WordOf(figure.Name, language)} {figure.Value:0.##} {figure.Unit}").TrimEnd()));

    private static string WordOf(string name, Language language) =>
        Words.TryGetValue(name, out var word) ? word[language] : name;

    private static string PlaceOf(Measurements.Measurement one, Language language)
    {
        if (one.SeriesNumber is not { } series || one.ImageNumber is not { } image) return "";
        return $" ({string.Format(CultureInfo.InvariantCulture, Place[language], series, image)})";
    }
}
