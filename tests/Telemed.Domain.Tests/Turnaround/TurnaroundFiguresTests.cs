using Telemed.Domain.Turnaround;

namespace Telemed.Domain.Tests.Turnaround;

public sealed class TurnaroundFiguresTests
{
    [Fact]
    public void Pauses_do_not_count_and_are_reported_by_themselves()
    {
        // Counted: 10, 20, 30, 40, 50 minutes. Median 30; p90 lies 0.6 of the way from 40 to 50.
        var cases = new[] { (10, 0), (25, 5), (30, 0), (60, 20), (50, 0) }
            .Select(one => new TimedCase(Minutes(one.Item1), Minutes(one.Item2), Minutes(30))).ToArray();
        Assert.Equal(
            new TurnaroundFigures(5, Minutes(30), Minutes(46), 0.6, Minutes(0)), TurnaroundFigures.Of(cases));
    }

    [Fact]
    public void No_cases_give_no_figures() => Assert.Null(TurnaroundFigures.Of([]));

    [Fact]
    public void One_case_is_all_its_percentiles() =>
        Assert.Equal(Minutes(7), TurnaroundFigures.Of([new(Minutes(7), TimeSpan.Zero, Minutes(5))])!.P90);

    private static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);
}
