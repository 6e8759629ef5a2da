namespace Telemed.Domain.Reports;

/// <summary>The groups of ECG statements: A to N of the table, secondary statements, modifiers.</summary>
public enum StatementGroup
{
    Overall, Technical, Sinus, Supraventricular, SupraventricularTachycardia, Ventricular, VentricularTachycardia,
    AvConduction, IntraventricularConduction, AxisVoltage, Hypertrophy, StT, Infarction, Pacing, Suggests, Modifier,
    Comparison,
}

/// <summary>When a statement by itself is a critical value.</summary>
public enum StatementCritical
{
    Never,
    Always,
    /// <summary>With modifier 330 (acute), 331 (recent) or 334 (evolving).</summary>
    WhenAcute,
}

/// <summary>
/// One row of the statement table. Numbers are those of Mason JW and others, Recommendations for the standardization
/// and interpretation of the electrocardiogram, part II, Circulation 2007;115:1325-1332; labels are our own.
/// </summary>
public sealed record EcgStatement
{
    public required string Code { get; init; }
    public required StatementGroup Group { get; init; }
    public required Label Label { get; init; }
    public StatementCritical Critical { get; init; }
}
