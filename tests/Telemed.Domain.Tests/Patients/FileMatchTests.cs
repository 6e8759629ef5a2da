using Telemed.Domain.Patients;

namespace Telemed.Domain.Tests.Patients;

public sealed class FileMatchTests
{
    private static readonly PatientFacts Patient =
        new("张伟", "11010519491231002X", new DateOnly(1949, 12, 31), Sex.Female);

    [Fact]
    public void A_header_that_agrees_is_the_same() =>
        Assert.IsType<FileMatch.Same>(FileMatch.Between(
            Patient with { Name = "Zhang^Wei", IdentityNumber = null }, Patient));

    [Fact]
    public void What_differs_is_named()
    {
        var header = new PatientFacts("Li^Na", null, new DateOnly(1949, 12, 30), Sex.Female);
        var different = Assert.IsType<FileMatch.Different>(FileMatch.Between(header, Patient));
        Assert.Equal([PatientField.Name, PatientField.BirthDate], different.Fields.AsEnumerable());
    }

    [Fact]
    public void A_hospitals_own_number_does_not_disagree_with_an_identity_number() =>
        Assert.IsType<FileMatch.Same>(FileMatch.Between(Patient with { IdentityNumber = "MR-00017" }, Patient));

    [Fact]
    public void An_anonymous_header_says_too_little() =>
        Assert.IsType<FileMatch.CannotTell>(FileMatch.Between(new(null, null, null, Sex.Unknown), Patient));
}
