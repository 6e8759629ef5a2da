using Telemed.Domain.Labels;

namespace Telemed.Domain.Tests.Labels;

public sealed class CodeLabelsTests
{
    [Fact]
    public void Every_listed_enumeration_has_all_its_members_named_in_four_languages_and_no_others()
    {
        var enumerations = typeof(CodeLabels).Assembly.GetExportedTypes().Where(type => type.IsEnum)
            .ToDictionary(type => TextCode.FromName(type.Name));
        Assert.All(CodeLabels.All, entry =>
        {
            var members = Enum.GetNames(enumerations[entry.Key]).Select(TextCode.FromName).ToHashSet();
            Assert.Equal(members, entry.Value.Keys.ToHashSet());
            Assert.All(entry.Value.Values, label => Assert.All(
                Enum.GetValues<Language>(), language => Assert.False(string.IsNullOrWhiteSpace(label[language]))));
        });
    }

    [Fact]
    public void A_value_is_named_in_the_language_asked_for()
    {
        Assert.Equal("红色：立即", CodeLabels.Of(Colour.Red)[Language.ZhCn]);
        Assert.Equal("Ауыл", CodeLabels.Of(Tier.Village)[Language.Kk]);
    }
}
