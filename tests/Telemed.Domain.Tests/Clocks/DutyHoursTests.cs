using Telemed.Domain.Clocks;

namespace Telemed.Domain.Tests.Clocks;

public sealed class DutyHoursTests
{
    private static readonly DutyHours Weekdays = new(
        TimeSpan.FromHours(8), new TimeOnly(8, 0), new TimeOnly(17, 0),
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday]);

    [Theory]
    [InlineData("2026-11-20T10:00:00+08:00", 2, "2026-11-20T12:00:00+08:00")]  // Friday morning, within one day
    [InlineData("2026-11-20T16:00:00+08:00", 2, "2026-11-23T09:00:00+08:00")]  // Friday late: over the weekend
    [InlineData("2026-11-21T12:00:00+08:00", 2, "2026-11-23T10:00:00+08:00")]  // Saturday: from Monday eight
    [InlineData("2026-11-20T00:30:00+00:00", 9, "2026-11-23T08:30:00+08:00")]  // 8:30 local: half an hour is left over
    public void Duty_time_passes_only_on_duty(string start, int hours, string expected)
    {
        Assert.Equal(
            DateTimeOffset.Parse(expected), Weekdays.Add(DateTimeOffset.Parse(start), TimeSpan.FromHours(hours)));
    }

    [Fact]
    public void Hours_that_never_come_are_a_wrong_setting() =>
        Assert.Throws<InvalidOperationException>(() =>
            (Weekdays with { Days = [] }).Add(DateTimeOffset.UnixEpoch, TimeSpan.FromHours(1)));
}
