namespace Telemed.Domain.Reports;

/// <summary>Which written findings must not wait (practice 5.1 to 5.3).</summary>
public static class CriticalFindings
{
    private static readonly string[] AcuteModifiers = ["330", "331", "334"];

    /// <summary>The most urgent thing the content says; minutes mean a critical value.</summary>
    public static Actionability Of(ReportTemplate template, ReportContent content)
    {
        var most = Actionability.None;
        foreach (var (path, _, field) in template.Fields())
        {
            if (content.Values.GetValueOrDefault(path) is not { } value) continue;
            var urgency = Of(field, value);
            if (urgency > most) most = urgency;
        }
        return most;
    }

    private static Actionability Of(TemplateField field, FieldValue value) => value switch
    {
        FieldValue.Statements(var items) => items.Any(IsCritical) ? Actionability.Minutes : Actionability.None,
        _ => value.OptionCodes
            .Select(code => field.Options.FirstOrDefault(option => option.Code == code)?.Category ?? Actionability.None)
            .DefaultIfEmpty(Actionability.None).Max(),
    };

    /// <summary>Whether one ECG statement with its modifiers is a critical value.</summary>
    public static bool IsCritical(CodedStatement item) =>
        ReportCatalogue.StatementsByCode.TryGetValue(item.Code, out var statement) && statement.Critical switch
        {
            StatementCritical.Always => true,
            StatementCritical.WhenAcute => item.Modifiers.Any(AcuteModifiers.Contains),
            StatementCritical.Never => false,
        };
}
