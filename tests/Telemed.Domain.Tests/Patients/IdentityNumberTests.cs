using Telemed.Domain.Patients;

namespace Telemed.Domain.Tests.Patients;

public sealed class IdentityNumberTests
{
    [Theory]
    [InlineData("11010519491231002X", 1949, 12, 31, Sex.Female)]  // the example of GB 11643-1999
    [InlineData("11010519491231002x", 1949, 12, 31, Sex.Female)]
    [InlineData("850101300124", 1985, 1, 1, Sex.Male)]  // 8+10+0+4+0+6+21+0+0+10+22 = 81 = 4 mod 11
    [InlineData("030724600457", 2003, 7, 24, Sex.Female)]  // worked by hand in the same way
    [InlineData("850101310311", 1985, 1, 1, Sex.Male)]  // 98 = 10 mod 11, so the second weights: 100 = 1 mod 11
    public void A_right_number_gives_birth_date_and_sex(string text, int year, int month, int day, Sex sex)
    {
        var read = Assert.IsType<IdentityCheck.Valid>(IdentityNumber.Read(text));
        Assert.Equal((new DateOnly(year, month, day), sex), (read.BirthDate, read.Sex));
    }

    [Fact]
    public void A_wrong_digit_is_noticed()
    {
        Assert.IsType<IdentityCheck.WrongCheckDigit>(IdentityNumber.Read("110105194912310021"));
        Assert.IsType<IdentityCheck.WrongCheckDigit>(IdentityNumber.Read("850101300125"));
    }

    [Fact]
    public void A_date_that_does_not_exist_is_noticed()
    {
        Assert.IsType<IdentityCheck.WrongDate>(IdentityNumber.Read("11010519491331002X"));
        Assert.IsType<IdentityCheck.WrongDate>(IdentityNumber.Read("850230300124"));
        Assert.IsType<IdentityCheck.WrongDate>(IdentityNumber.Read("850101900124"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1101051949123100X2")]
    public void Other_forms_are_not_read(string text) =>
        Assert.IsType<IdentityCheck.UnknownForm>(IdentityNumber.Read(text));
}
