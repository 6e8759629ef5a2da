using Telemed.Domain.Reports;

namespace Telemed.Domain.Tests.Reports;

public sealed class CriticalEcgTests
{
    private static bool IsCritical(EcgFacts facts, params string[] codes) => CriticalEcg.IsCritical(
        [.. codes.Select(code => new CodedStatement(code, []))], facts, new CriticalEcgLimits());

    [Theory]
    [InlineData(149, "70", false)]
    [InlineData(150, "70", true)]
    [InlineData(150, "55", false)]   // supraventricular: critical from 200 on, which the measuring flags by itself
    public void A_ventricular_tachycardia_is_critical_from_its_rate_on(double rate, string rhythm, bool critical) =>
        Assert.Equal(critical, IsCritical(new EcgFacts { VentricularRatePerMin = rate }, rhythm));

    [Theory]
    [InlineData(251, false)]
    [InlineData(250, true)]
    public void Pre_excited_fibrillation_is_critical_from_its_shortest_interval_on(double rrMs, bool critical)
    {
        var facts = new EcgFacts { ShortestRrMs = rrMs };
        Assert.Equal(critical, IsCritical(facts, "50", "108"));
        Assert.False(IsCritical(facts, "50"));
        Assert.False(IsCritical(facts, "108"));
    }

    [Fact]
    public void What_was_not_measured_is_not_critical() =>
        Assert.False(IsCritical(new EcgFacts(), "50", "70", "108"));
}
