using Telemed.Domain.Reports;

namespace Telemed.Domain.Tests.Reports;

public sealed class ReportCatalogueTests
{
    [Fact]
    public void The_templates_of_the_practice_are_there() =>
        Assert.Equal(
            new HashSet<string>
            {
                "ecg", "chest_xray", "ct_head", "ct_chest", "imaging", "biopsy", "resection", "cytology", "frozen",
                "general",
            },
            ReportCatalogue.Templates.Keys.ToHashSet());

    [Fact]
    public void Codes_are_once_in_their_place_and_every_label_has_four_names()
    {
        foreach (var template in ReportCatalogue.Templates.Values)
        {
            AssertNamed(template.Label);
            AssertOnce(template.Sections.Select(section => section.Code));
            foreach (var section in template.Sections)
            {
                AssertNamed(section.Label);
                AssertOnce(section.Fields.Select(field => field.Code));
                Assert.All(section.Fields.SelectMany(field => field.Columns.Prepend(field)), AssertWell);
            }
        }
    }

    [Fact]
    public void A_condition_names_a_field_of_its_section_and_codes_of_that_field()
    {
        var conditions = ReportCatalogue.Templates.Values.SelectMany(template => template.Sections)
            .SelectMany(section => section.Fields, (section, field) => (section, field.RequiredWhen))
            .Where(entry => entry.RequiredWhen is not null);
        Assert.All(conditions, entry =>
        {
            var other = entry.section.Fields.Single(field => field.Code == entry.RequiredWhen!.Field);
            Assert.Subset(other.Options.Select(option => option.Code).ToHashSet(), entry.RequiredWhen!.Is.ToHashSet());
        });
    }

    // Written down from the list in practice 5.1.
    [Theory]
    [InlineData("1", "Normal ECG", StatementGroup.Overall)]
    [InlineData("50", "Atrial fibrillation", StatementGroup.SupraventricularTachycardia)]
    [InlineData("74", "Ventricular fibrillation", StatementGroup.VentricularTachycardia)]
    [InlineData("88", "AV block, complete (third-degree)", StatementGroup.AvConduction)]
    [InlineData("104", "Left bundle-branch block", StatementGroup.IntraventricularConduction)]
    [InlineData("161", "Inferior MI", StatementGroup.Infarction)]
    [InlineData("330", "Acute", StatementGroup.Modifier)]
    public void Statements_have_the_numbers_of_the_table(string code, string english, StatementGroup group)
    {
        var statement = ReportCatalogue.StatementsByCode[code];
        Assert.Equal((english, group), (statement.Label.En, statement.Group));
    }

    [Fact]
    public void Number_310_is_no_key_because_it_has_two_meanings() =>
        Assert.DoesNotContain("310", ReportCatalogue.StatementsByCode.Keys);

    [Fact]
    public void Every_statement_is_named_in_four_languages() =>
        Assert.All(ReportCatalogue.Statements, statement => AssertNamed(statement.Label));

    private static void AssertWell(TemplateField field)
    {
        AssertNamed(field.Label);
        AssertOnce(field.Options.Select(option => option.Code));
        Assert.All(field.Options, option => AssertNamed(option.Label));
        Assert.Equal(field.Kind is FieldKind.Choice or FieldKind.Choices, !field.Options.IsEmpty);
        Assert.Equal(field.Kind == FieldKind.Statements, !field.Groups.IsEmpty);
        Assert.Equal(field.Kind == FieldKind.Table, !field.Columns.IsEmpty);
        Assert.Equal(field.Kind == FieldKind.Number, field.Unit is not null && field.Min < field.Max);
    }

    private static void AssertNamed(Label label) =>
        Assert.All(Enum.GetValues<Language>(), language => Assert.False(string.IsNullOrWhiteSpace(label[language])));

    private static void AssertOnce(IEnumerable<string> codes) => Assert.Equal(codes.Count(), codes.Distinct().Count());
}
