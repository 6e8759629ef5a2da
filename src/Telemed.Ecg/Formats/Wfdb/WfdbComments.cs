using System.Text.RegularExpressions;

namespace Telemed.Ecg.Formats.Wfdb;

/// <summary>
/// What the free comments of a WFDB header say about the patient, in the habits of the public collections.
/// </summary>
internal sealed partial record WfdbComments(EcgPatient Patient, IReadOnlyList<DeviceStatement> Statements)
{
    internal static WfdbComments Read(IReadOnlyList<string> comments)
    {
        var patient = new EcgPatient();
        var statements = new List<DeviceStatement>();
        foreach (var line in comments)
        {
            var comment = line.Length > EcgLimits.TextCharacters ? line[..EcgLimits.TextCharacters] : line;
            if (Age().Match(comment) is { Success: true } age
                && EcgText.Number(age.Groups[1].Value) is > 0 and < 150 and var years)
                patient = patient with { AgeYears = years };
            if (Sex().Match(comment) is { Success: true } sex)
                patient = patient with { Sex = EcgText.Sex(sex.Groups[1].Value) };
            if (MitBih().Match(comment) is { Success: true } mit)
                patient = new EcgPatient { AgeYears = EcgText.Number(mit.Groups[1].Value),
                    Sex = EcgText.Sex(mit.Groups[2].Value) };
            if (Codes().Match(comment) is { Success: true } codes)
                statements.AddRange(codes.Groups[1].Value.Split(',')
                    .Select(code => new DeviceStatement(SnomedNames.Of(code.Trim()) ?? code.Trim(), code.Trim())));
        }
        return new WfdbComments(patient, statements);
    }

    [GeneratedRegex(@"<?age>?\s*:\s*([0-9.]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Age();

    [GeneratedRegex(@"<?(?:sex|gender)>?\s*:\s*([A-Za-z]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Sex();

    [GeneratedRegex(@"^([0-9]{1,3}) ([MF]) [0-9]+ [0-9]+ x", RegexOptions.CultureInvariant)]
    private static partial Regex MitBih();

    [GeneratedRegex(@"^Dx\s*:\s*([0-9, ]+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Codes();
}
