using System.Text.Json;
using Telemed.TestKit;

namespace Telemed.Ecg.Tests;

/// <summary>The shared folder of real ECG files and the truth about them, which other tools wrote.</summary>
internal static class RealEcgs
{
    internal const double ToleranceUv = 0.01;

    internal static string Folder => TestData.Folder("ecg")!;

    private static readonly Lazy<JsonElement> Truth = new(() =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "expected.json"))).RootElement.GetProperty("files"));

    internal static JsonElement Expected(string file) => Truth.Value.GetProperty(file);

    internal static EcgRecording Read(string file, EcgReadOptions? options = null)
    {
        var path = Path.Combine(Folder, file);
        return EcgReader.Read(File.ReadAllBytes(path), options ?? new EcgReadOptions { Sibling = Beside(path) });
    }

    internal static EcgSibling Beside(string path) => name =>
    {
        var sibling = Path.Combine(Path.GetDirectoryName(path)!, name);
        return File.Exists(sibling) ? File.ReadAllBytes(sibling) : null;
    };

    /// <summary>
    /// Checks one lead against an entry of the truth: each value it names, and extremes and mean of the whole lead.
    /// </summary>
    internal static void AssertLead(JsonElement expected, EcgLead lead, string where)
    {
        var values = lead.ToUnits();
        if (expected.TryGetProperty("samples", out var count)) Assert.Equal(count.GetInt32(), values.Length);
        foreach (var at in expected.GetProperty("valuesUv").EnumerateObject())
            Assert.True(Math.Abs(at.Value.GetDouble() - values[int.Parse(at.Name)]) <= ToleranceUv,
                $"{where} {lead.Label} at {at.Name}: expected {at.Value}, found {values[int.Parse(at.Name)]}");
        var stats = expected.GetProperty("statsUv");
        AssertNear(stats.GetProperty("min").GetDouble(), values.Where(double.IsFinite)
            .Min(), $"{where} {lead.Label} min");
        AssertNear(stats.GetProperty("max").GetDouble(), values.Where(double.IsFinite)
            .Max(), $"{where} {lead.Label} max");
        AssertNear(stats.GetProperty("mean").GetDouble(), values.Where(double.IsFinite)
            .Average(), $"{where} {lead.Label} mean");
        if (stats.TryGetProperty("argmax", out var argmax) && values.All(double.IsFinite) && !lead.Derived)
            Assert.Equal(argmax.GetInt32(), Array.IndexOf(values, values.Max()));
    }

    internal static void AssertNear(double expected, double found, string where) =>
        Assert.True(Math.Abs(expected - found) <= ToleranceUv, $"{where}: expected {expected}, found {found}");
}
