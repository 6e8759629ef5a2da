using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
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

    [Theory]
    [InlineData("2026-11-18T17:30:00+08:00", 8, "2026-11-19T09:30:00+08:00")]  // Wednesday in Jining: over the night
    [InlineData("2026-11-18T17:30:00+05:00", 5, "2026-11-19T09:30:00+05:00")]  // in Almaty, +5 since 1 March 2024
    [InlineData("2026-11-18T12:30:00+00:00", 5, "2026-11-19T09:30:00+05:00")]  // the same moment, written in UTC
    [InlineData("2026-11-20T17:30:00+08:00", 8, "2026-11-23T09:30:00+08:00")]  // Friday: over the weekend
    [InlineData("2026-11-18T16:00:00+08:00", 8, "2026-11-18T18:00:00+08:00")]  // to the last minute of the day
    [InlineData("2026-11-18T02:00:00+08:00", 8, "2026-11-18T10:00:00+08:00")]  // at night: from eight on
    public void Two_hours_of_duty_end_where_a_person_would_say(string start, int offsetHours, string expected)
    {
        var hours = Weekdays with { Offset = TimeSpan.FromHours(offsetHours), Until = new TimeOnly(18, 0) };
        var due = hours.Add(DateTimeOffset.Parse(start), TimeSpan.FromHours(2));
        Assert.Equal(DateTimeOffset.Parse(expected), due);
        Assert.Equal(DateTimeOffset.Parse(start).Offset, due.Offset);
    }

    [Theory]
    [InlineData("2026-11-20T16:00:00+08:00", "2026-11-23T09:00:00+08:00", 2)]    // an hour on Friday, one on Monday
    [InlineData("2026-11-20T18:00:00+08:00", "2026-11-23T07:00:00+08:00", 0)]    // a weekend
    [InlineData("2026-11-02T00:00:00+08:00", "2026-11-30T00:00:00+08:00", 180)]  // four weeks of 45 hours
    [InlineData("2026-11-23T09:00:00+08:00", "2026-11-20T16:00:00+08:00", 0)]    // backwards
    public void The_duty_time_between_two_moments_leaves_nights_and_weekends_out(string start, string end, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours),
            Weekdays.Between(DateTimeOffset.Parse(start), DateTimeOffset.Parse(end)));

    [Fact]
    public void Whatever_is_added_lies_between_and_leads_back()
    {
        var numbers = Gen.Choose(0, 10_000_000).ListOf(6).ToArbitrary();
        Prop.ForAll(numbers, drawn =>
        {
            var (hours, start, duty) = Drawn([.. drawn]);
            var end = hours.Add(start, duty);
            Assert.Equal(duty, hours.Between(start, end));
            Assert.Equal(duty, hours.Between(hours.Back(end, duty), end));
            // Not a moment later than needed.
            if (duty > TimeSpan.Zero)
                Assert.True(hours.Between(start, end - TimeSpan.FromTicks(1)) < duty);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    // Any days, any times, the two zones of the practice; up to half a year of duty from any minute of twenty years.
    private static (DutyHours Hours, DateTimeOffset Start, TimeSpan Duty) Drawn(int[] drawn)
    {
        ImmutableArray<DayOfWeek> days =
            [.. Enum.GetValues<DayOfWeek>().Where(day => (drawn[0] % 127 + 1 & 1 << (int)day) != 0)];
        var from = TimeOnly.MinValue.AddMinutes(drawn[1] % 1439);
        var until = from.AddMinutes(drawn[2] % (1439 - drawn[1] % 1439) + 1);
        var hours = new DutyHours(TimeSpan.FromHours(drawn[3] % 2 == 0 ? 8 : 5), from, until, days);
        var start = DateTimeOffset.UnixEpoch.AddYears(50).AddMinutes(drawn[4]);
        return (hours, start, TimeSpan.FromMinutes(drawn[5] % 262_800));
    }

    [Fact]
    public void Hours_that_never_come_are_a_wrong_setting() =>
        Assert.Throws<InvalidOperationException>(() =>
            (Weekdays with { Days = [] }).Add(DateTimeOffset.UnixEpoch, TimeSpan.FromHours(1)));
}
