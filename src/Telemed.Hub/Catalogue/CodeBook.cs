using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using Telemed.Domain;
using Telemed.Domain.Consultations;
using Telemed.Domain.Labels;
using Telemed.Domain.Reports;

namespace Telemed.Hub.Catalogue;

/// <summary>A name in the four languages.</summary>
internal sealed record Labels(string Zh, string En, string Ru, string Kk)
{
    public static Labels Of(Label label) => new(label.ZhCn, label.En, label.Ru, label.Kk);
}

/// <summary>A code with its name.</summary>
internal sealed record CodeView(string Code, Labels Labels);

/// <summary>
/// Every list of codes that people choose from or read, with its names: those of the practice's rules from the domain,
/// those of the hub itself from a file that ships with the program.
/// </summary>
internal sealed class CodeBook
{
    private const string Resource = "Telemed.Hub.Catalogue.Data.codes.json";

    // The browser knows some lists by the word a person would use for the choice.
    private static readonly Dictionary<string, string> ListNames = new()
    {
        ["consultation_state"] = "state", ["service_kind"] = "kind", ["taken_action"] = "action_taken",
        ["amend_severity"] = "amendment_severity",
    };

    private readonly FrozenDictionary<string, FrozenSet<string>> known;

    public CodeBook()
    {
        using var stream = typeof(CodeBook).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in the program.");
        var lists = JsonSerializer.Deserialize(stream, CodeFileJson.Default.DictionaryStringCodeFileRowArray)
            ?? throw new InvalidOperationException($"{Resource} is empty.");
        var all = lists.ToDictionary(list => list.Key,
            IReadOnlyList<CodeView> (list) => [.. list.Value.Select(row => row.View())]);
        foreach (var (enumeration, names) in CodeLabels.All)
            all[ListNames.GetValueOrDefault(enumeration, enumeration)] =
                [.. names.Select(name => new CodeView(name.Key, Labels.Of(name.Value)))];
        all["critical_finding"] = CriticalFindingsOfAllForms();
        all["open_state"] = [.. all["state"].Where(state =>
            TextCode.Parse<ConsultationState>(state.Code).IsOpen())];
        Lists = all;
        known = all.ToFrozenDictionary(list => list.Key, list => list.Value.Select(code => code.Code).ToFrozenSet());
    }

    public IReadOnlyDictionary<string, IReadOnlyList<CodeView>> Lists { get; }

    public bool Has(string list, string code) => known.TryGetValue(list, out var codes) && codes.Contains(code);

    // Whatever a form marks as needing somebody within minutes may be named as the critical finding.
    private static List<CodeView> CriticalFindingsOfAllForms() =>
    [
        .. ReportCatalogue.Templates.Values.OrderBy(template => template.Code, StringComparer.Ordinal)
            .SelectMany(template => template.Fields())
            .SelectMany(entry => entry.Field.Options)
            .Where(option => option.Category == Actionability.Minutes)
            .Select(option => new CodeView(option.Code, Labels.Of(option.Label)))
            .Concat(ReportCatalogue.Statements
                .Where(statement => statement.Critical != StatementCritical.Never)
                .Select(statement => new CodeView(statement.Code, Labels.Of(statement.Label))))
            .DistinctBy(code => code.Code),
    ];
}

internal sealed record CodeFileRow(string Code, string Zh, string En, string Ru, string Kk)
{
    public CodeView View() => new(Code, new Labels(Zh, En, Ru, Kk));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Dictionary<string, CodeFileRow[]>))]
internal sealed partial class CodeFileJson : JsonSerializerContext;
