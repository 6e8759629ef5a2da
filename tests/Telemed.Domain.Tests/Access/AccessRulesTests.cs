using Telemed.Domain.Access;

namespace Telemed.Domain.Tests.Access;

public sealed class AccessRulesTests
{
    private static readonly FacilityId City = new(Guid.Parse("00000000-0000-0000-0000-000000000001"));
    private static readonly FacilityId County = new(Guid.Parse("00000000-0000-0000-0000-000000000002"));
    private static readonly FacilityId Township = new(Guid.Parse("00000000-0000-0000-0000-000000000003"));
    private static readonly FacilityId Village = new(Guid.Parse("00000000-0000-0000-0000-000000000004"));
    private static readonly FacilityId OtherVillage = new(Guid.Parse("00000000-0000-0000-0000-000000000005"));

    [Fact]
    public void A_village_clinician_reaches_only_the_own_clinic()
    {
        var reach = AccessRules.ReachOf([new RoleAt(Role.VillageClinician, Village)], Permission.ViewConsultations);
        Assert.True(reach.Covers([City, County, Township, Village]));
        Assert.False(reach.Covers([City, County, Township, OtherVillage]));
        Assert.False(reach.Covers([City, County, Township]));
    }

    [Fact]
    public void A_township_clinician_reaches_the_villages_below_and_not_the_county_above()
    {
        var reach = AccessRules.ReachOf([new RoleAt(Role.TownshipClinician, Township)], Permission.SendConsultation);
        Assert.True(reach.Covers([City, County, Township, OtherVillage]));
        Assert.False(reach.Covers([City, County]));
    }

    [Fact]
    public void A_record_is_inside_when_any_facility_that_takes_part_is_inside()
    {
        var reach = AccessRules.ReachOf([new RoleAt(Role.Reporter, County)], Permission.ViewReports);
        Assert.True(reach.CoversAny([[City, OtherVillage], [City, County]]));
        Assert.False(reach.CoversAny([[City, OtherVillage], [City]]));
    }

    [Fact]
    public void Roles_at_two_facilities_add_up()
    {
        var reach = AccessRules.ReachOf(
            [new RoleAt(Role.VillageClinician, Village), new RoleAt(Role.VillageClinician, OtherVillage)],
            Permission.EditPatients);
        Assert.True(reach.Covers([City, Village]));
        Assert.True(reach.Covers([City, OtherVillage]));
    }

    [Theory]
    [InlineData(Role.VillageClinician, Permission.SignReport)]
    [InlineData(Role.Technician, Permission.SendConsultation)]
    [InlineData(Role.Coordinator, Permission.SignReport)]
    [InlineData(Role.Administrator, Permission.ViewPatients)]
    [InlineData(Role.Administrator, Permission.ViewReports)]
    [InlineData(Role.Auditor, Permission.ManagePeople)]
    [InlineData(Role.Device, Permission.ViewPatients)]
    [InlineData(Role.Reporter, Permission.ReviewReport)]
    [InlineData(Role.TownshipClinician, Permission.LowerColour)]
    [InlineData(Role.VillageClinician, Permission.RemoveImages)]
    [InlineData(Role.Reporter, Permission.RemoveImages)]
    [InlineData(Role.TownshipClinician, Permission.ManageLegalHolds)]
    [InlineData(Role.Administrator, Permission.ManageLegalHolds)]
    public void What_the_table_does_not_name_is_not_allowed(Role role, Permission permission) =>
        Assert.True(AccessRules.ReachOf([new RoleAt(role, City)], permission).IsNothing);

    [Fact]
    public void Every_permission_is_held_by_some_role() =>
        Assert.All(Enum.GetValues<Permission>(), permission =>
            Assert.Contains(Enum.GetValues<Role>(), role => AccessRules.ReachOf(role, permission) != ReachKind.None));

    [Fact]
    public void Only_an_office_role_reaches_the_whole_system_with_more_than_the_directory() =>
        Assert.All(
            Enum.GetValues<Role>().Except([Role.Administrator, Role.Auditor]),
            role => Assert.DoesNotContain(
                Enum.GetValues<Permission>().Except([Permission.ViewDirectory]),
                permission => AccessRules.ReachOf(role, permission) == ReachKind.WholeSystem));
}
