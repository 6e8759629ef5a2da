namespace Telemed.Ecg.Writing;

/// <summary>What every writer asks of a recording.</summary>
internal static class Writable
{
    /// <summary>
    /// The trace and its voltage leads; calculated leads are left out unless asked for, since every reader derives
    /// them.
    /// </summary>
    internal static (EcgGroup Group, IReadOnlyList<EcgLead> Leads) Rhythm(EcgRecording recording, bool derived)
    {
        var group = recording.Rhythm ?? throw new NotSupportedException("The recording has no trace.");
        return (group, Leads(group, derived));
    }

    internal static IReadOnlyList<EcgLead> Leads(EcgGroup group, bool derived)
    {
        var leads = group.Leads.Where(lead => lead.IsVoltage && (derived || !lead.Derived))
            .Select(lead => lead.Aligned()).ToList();
        if (leads.Count == 0) throw new NotSupportedException("The recording has no ECG voltage lead.");
        if (leads.Select(lead => lead.Samples.Length).Distinct().Count() > 1)
            throw new NotSupportedException("The leads differ in length.");
        return leads;
    }

    internal static bool HasMissing(EcgLead lead) => lead.Samples.Span.Contains(EcgLead.Missing);
}
