using Telemed.Domain.Patients;

namespace Telemed.Domain.Tests.Patients;

public sealed class NameKeysTests
{
    [Theory]
    [InlineData("张伟", "zhangwei")]
    [InlineData("张伟", "zw")]
    [InlineData("张伟", "张伟")]
    [InlineData("单于", "shanyu")]       // a surname read otherwise than the word
    [InlineData("曾国强", "zengguoqiang")]
    [InlineData("吕布", "lvbu")]
    [InlineData("Әлия Қуанышқызы", "алиякуанышкызы")]
    [InlineData("Әлия Қуанышқызы", "aliyakuanyshkyzy")]
    [InlineData("Әлия Қуанышқызы", "куанышкызыалия")]
    [InlineData("Ахметов Ерлан", "akhmetoverlan")]
    [InlineData("Ахметов Ерлан", "ahmetoverlan")]
    [InlineData("Ахметов Ерлан", "ерланахметов")]
    [InlineData("O'Brien, Ann", "obrienann")]
    public void A_name_is_found_by(string name, string key) => Assert.Contains(key, NameKeys.Of(name));

    [Theory]
    [InlineData("Әли", "али")]
    [InlineData(" ZHANG wei ", "zhangwei")]
    [InlineData("Lü", "lv")]
    [InlineData("Ғ. Ө.", "го")]
    public void A_query_is_folded(string query, string folded) => Assert.Equal(folded, NameKeys.Fold(query));

    [Theory]
    [InlineData("Zhang^Wei=张^伟", "张伟", true)]
    [InlineData("WEI ZHANG", "张伟", true)]
    [InlineData("ZW", "张伟", false)]
    [InlineData("Akhmetov^Erlan", "Ахметов Ерлан", true)]
    [InlineData("Ахметов Ерлан", "Ахметова Алия", false)]
    [InlineData("李伟", "张伟", false)]
    public void Two_ways_of_writing_may_be_one_person(string one, string other, bool same) =>
        Assert.Equal(same, NameKeys.MayBeSame(one, other));

    [Fact]
    public void A_name_of_many_readings_has_a_bounded_number_of_keys() =>
        Assert.InRange(NameKeys.Of(string.Concat(Enumerable.Repeat("重", 40))).Length, 1, 70);

    [Fact]
    public void A_name_without_letters_has_no_keys() => Assert.Empty(NameKeys.Of(" - "));
}
