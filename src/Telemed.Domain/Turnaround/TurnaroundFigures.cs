namespace Telemed.Domain.Turnaround;

/// <summary>What holds for every figure of the coordinators (practice 3).</summary>
public static class TurnaroundFigures
{
    /// <summary>Fewer cases than this are shown as "few", so that nobody is recognised in them.</summary>
    public const int FewBelow = 5;
}
