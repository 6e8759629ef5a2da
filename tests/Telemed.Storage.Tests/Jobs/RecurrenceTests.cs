using Telemed.Storage.Jobs;

namespace Telemed.Storage.Tests.Jobs;

public sealed class RecurrenceTests
{
    [Theory]
    [InlineData("Asia/Shanghai", "02:30:00", "2026-03-01T00:00:00Z", "2026-03-01T18:30:00Z")] // UTC+8
    [InlineData("Asia/Shanghai", "02:30:00", "2026-03-01T18:30:00Z", "2026-03-02T18:30:00Z")] // the very time is past
    [InlineData("Asia/Almaty", "08:00:00", "2026-03-01T00:00:00Z", "2026-03-01T03:00:00Z")]   // UTC+5 since 2024
    [InlineData("Europe/Berlin", "02:30:00", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")] // 02:30 is skipped: 03:00
    public void Daily_work_is_due_at_the_time_of_day_of_its_zone(string zone, string time, string after, string due)
    {
        var daily = new Recurrence.DailyAt(TimeOnly.Parse(time), TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal(DateTimeOffset.Parse(due), daily.Next(DateTimeOffset.Parse(after)));
    }

    [Fact]
    public void Reads_back_what_it_writes()
    {
        foreach (var recurrence in new Recurrence[] { new Recurrence.Every(TimeSpan.FromSeconds(1.5)),
            new Recurrence.DailyAt(new TimeOnly(2, 30), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")) })
            Assert.Equal(recurrence, Recurrence.Parse(recurrence.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hourly")]
    [InlineData("every|soon")]
    public void Refuses_a_text_that_is_none(string text) =>
        Assert.Throws<FormatException>(() => Recurrence.Parse(text));
}
