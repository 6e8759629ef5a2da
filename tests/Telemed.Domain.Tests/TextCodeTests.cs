using Telemed.Domain.Access;
using Telemed.Domain.Consultations;

namespace Telemed.Domain.Tests;

public sealed class TextCodeTests
{
    [Theory]
    [InlineData(ConsultationState.InfoRequested, "info_requested")]
    [InlineData(ConsultationState.Draft, "draft")]
    [InlineData(ConsultationState.QualityCheck, "quality_check")]
    public void A_code_is_the_name_in_snake_case(ConsultationState state, string code)
    {
        Assert.Equal(code, TextCode.Of(state));
        Assert.True(TextCode.TryParse<ConsultationState>(code, out var read));
        Assert.Equal(state, read);
    }

    [Theory]
    [InlineData("Draft")]
    [InlineData("")]
    [InlineData("0")]
    [InlineData(null)]
    public void What_is_no_code_is_not_read(string? code) =>
        Assert.False(TextCode.TryParse<ConsultationState>(code, out _));

    [Fact]
    public void Language_codes_are_fixed() => Assert.Equal(["zh_cn", "en", "ru", "kk"], TextCode.All<Language>());

    [Fact]
    public void A_value_outside_the_enumeration_has_no_code() =>
        Assert.Throws<ArgumentException>(() => TextCode.Of((Role)999));
}
