using System.Globalization;
using System.Text;
using System.Xml;

namespace Telemed.Ecg.Writing;

/// <summary>Writes HL7 V3 annotated ECGs (ANSI/HL7 V3 ECG, R1-2004).</summary>
internal static class AecgWriter
{
    private const string Hl7 = "urn:hl7-org:v3";
    private const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";
    private const string ActCode = "2.16.840.1.113883.5.4";
    private const string Mdc = "2.16.840.1.113883.6.24";

    internal static byte[] Write(EcgRecording recording, Guid id)
    {
        var (group, leads) = Writable.Rhythm(recording, derived: true);
        if (leads.Any(Writable.HasMissing))
            throw new NotSupportedException("Samples are missing, and this format cannot say so.");
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes,
            new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            xml.WriteStartElement("AnnotatedECG", Hl7);
            xml.WriteAttributeString("xmlns", "xsi", null, Xsi);
            xml.WriteAttributeString("type", "Observation");
            Element(xml, "id", ("root", id.ToString()));
            Element(xml, "code", ("code", "93000"), ("codeSystem", "2.16.840.1.113883.6.12"),
                ("codeSystemName", "CPT-4"));
            WriteTime(xml, recording, group);
            WritePatient(xml, recording.Patient);
            xml.WriteStartElement("component", Hl7);
            WriteSeries(xml, recording, group, leads, id);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return bytes.ToArray();
    }

    private static void WriteTime(XmlWriter xml, EcgRecording recording, EcgGroup group)
    {
        if (recording.Acquired is not { } start) return;
        xml.WriteStartElement("effectiveTime", Hl7);
        Element(xml, "low", ("value", Stamp(start)));
        Element(xml, "high", ("value", Stamp(start with { Local = start.Local.AddSeconds(group.DurationSeconds) })));
        xml.WriteEndElement();
    }

    private static void WritePatient(XmlWriter xml, EcgPatient patient)
    {
        string[] path = ["componentOf", "timepointEvent", "componentOf", "subjectAssignment", "subject",
            "trialSubject"];
        foreach (var name in path) xml.WriteStartElement(name, Hl7);
        if (patient.Id is { } id) Element(xml, "id", ("extension", id));
        xml.WriteStartElement("subjectDemographicPerson", Hl7);
        if (patient.FamilyName is not null || patient.GivenName is not null)
        {
            xml.WriteStartElement("name", Hl7);
            if (patient.FamilyName is { } family) xml.WriteElementString("family", Hl7, family);
            if (patient.GivenName is { } given) xml.WriteElementString("given", Hl7, given);
            xml.WriteEndElement();
        }
        Element(xml, "administrativeGenderCode",
            ("code", patient.Sex switch { EcgSex.Male => "M", EcgSex.Female => "F", _ => "UN" }),
                ("codeSystem", "2.16.840.1.113883.5.1"));
        if (patient.BirthDate is { } birth)
            Element(xml, "birthTime", ("value", birth.ToString("yyyyMMdd", CultureInfo.InvariantCulture)));
        for (var level = 0; level <= path.Length; level++) xml.WriteEndElement();
    }

    private static void WriteSeries(XmlWriter xml, EcgRecording recording, EcgGroup group,
        IReadOnlyList<EcgLead> leads, Guid id)
    {
        xml.WriteStartElement("series", Hl7);
        Element(xml, "id", ("root", id.ToString()), ("extension", "rhythm"));
        Element(xml, "code", ("code", "RHYTHM"), ("codeSystem", ActCode));
        WriteDevice(xml, recording.Device);
        WriteFilters(xml, group.Filters);
        var head = recording.Acquired is { } start ? Stamp(start) : null;
        WriteSequences(xml, group, leads, head);
        if (recording.MedianBeat is { } median)
        {
            xml.WriteStartElement("derivation", Hl7);
            xml.WriteStartElement("derivedSeries", Hl7);
            Element(xml, "code", ("code", "REPRESENTATIVE_BEAT"), ("codeSystem", ActCode));
            WriteSequences(xml, median, Writable.Leads(median, derived: true), head: null);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteDevice(XmlWriter xml, EcgDevice device)
    {
        if (device.Model is null && device.Manufacturer is null) return;
        xml.WriteStartElement("author", Hl7);
        xml.WriteStartElement("seriesAuthor", Hl7);
        xml.WriteStartElement("manufacturedSeriesDevice", Hl7);
        if (device.Serial is { } serial) Element(xml, "id", ("extension", serial));
        if (device.Model is { } model) xml.WriteElementString("manufacturerModelName", Hl7, model);
        xml.WriteEndElement();
        if (device.Manufacturer is { } maker)
        {
            xml.WriteStartElement("manufacturerOrganization", Hl7);
            xml.WriteElementString("name", Hl7, maker);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteFilters(XmlWriter xml, EcgFilters filters)
    {
        (string Kind, string Part, double? Hertz)[] all =
        [
            ("LOW_PASS", "CUTOFF_FREQ", filters.LowPassHz), ("HIGH_PASS", "CUTOFF_FREQ", filters.HighPassHz),
                ("NOTCH", "NOTCH_FREQ", filters.NotchHz),
        ];
        foreach (var (kind, part, hertz) in all)
        {
            if (hertz is not { } value) continue;
            xml.WriteStartElement("controlVariable", Hl7);
            xml.WriteStartElement("controlVariable", Hl7);
            Element(xml, "code", ("code", "MDC_ECG_CTL_VBL_ATTR_FILTER_" + kind), ("codeSystem", Mdc));
            xml.WriteStartElement("component", Hl7);
            xml.WriteStartElement("controlVariable", Hl7);
            Element(xml, "code", ("code", "MDC_ECG_CTL_VBL_ATTR_FILTER_" + part), ("codeSystem", Mdc));
            Quantity(xml, "value", value, "Hz", typed: true);
            for (var level = 0; level < 4; level++) xml.WriteEndElement();
        }
    }

    private static void WriteSequences(XmlWriter xml, EcgGroup group, IReadOnlyList<EcgLead> leads, string? head)
    {
        xml.WriteStartElement("component", Hl7);
        xml.WriteStartElement("sequenceSet", Hl7);
        StartSequence(xml, head is null ? "TIME_RELATIVE" : "TIME_ABSOLUTE", ActCode);
        xml.WriteAttributeString("type", Xsi, head is null ? "GLIST_PQ" : "GLIST_TS");
        Element(xml, "head", head is null ? [("value", "0"), ("unit", "s")] : [("value", head)]);
        Quantity(xml, "increment", 1 / group.SamplingRateHz, "s");
        EndSequence(xml);
        foreach (var lead in leads)
        {
            StartSequence(xml, Leads.MdcOf(lead.Label) ?? lead.SourceLabel, Mdc);
            xml.WriteAttributeString("type", Xsi, "SLIST_PQ");
            Quantity(xml, "origin", lead.Offset, "uV");
            Quantity(xml, "scale", lead.UnitsPerCount, "uV");
            xml.WriteElementString("digits", Hl7, Digits(lead.Samples.Span));
            EndSequence(xml);
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void StartSequence(XmlWriter xml, string code, string system)
    {
        xml.WriteStartElement("component", Hl7);
        xml.WriteStartElement("sequence", Hl7);
        Element(xml, "code", ("code", code), ("codeSystem", system));
        xml.WriteStartElement("value", Hl7);
    }

    private static void EndSequence(XmlWriter xml)
    {
        for (var level = 0; level < 3; level++) xml.WriteEndElement();
    }

    private static string Digits(ReadOnlySpan<int> samples)
    {
        var text = new StringBuilder(samples.Length * 4);
        for (var index = 0; index < samples.Length; index++)
        {
            if (index > 0) text.Append(' ');
            text.Append(samples[index]);
        }
        return text.ToString();
    }

    private static void Quantity(XmlWriter xml, string name, double value, string unit, bool typed = false)
    {
        xml.WriteStartElement(name, Hl7);
        if (typed) xml.WriteAttributeString("type", Xsi, "PQ");
        xml.WriteAttributeString("value", value.ToString("R", CultureInfo.InvariantCulture));
        xml.WriteAttributeString("unit", unit);
        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name, Hl7);
        foreach (var (attribute, value) in attributes) xml.WriteAttributeString(attribute, value);
        xml.WriteEndElement();
    }

    private static string Stamp(EcgTime time)
    {
        var stamp = time.Local.ToString("yyyyMMddHHmmss.fff", CultureInfo.InvariantCulture);
        return time.Offset is { } zone ? stamp + (zone < TimeSpan.Zero ? "-" : "+")
            + zone.ToString("hhmm", CultureInfo.InvariantCulture) : stamp;
    }
}
