using System.Xml.Linq;

namespace Telemed.Ecg.Formats.Xml;

/// <summary>Reads HL7 V3 annotated ECGs (FDA aECG, ANSI/HL7 V3 ECG R1).</summary>
internal static class AecgReader
{
    private const string Section = "HL7 aECG";

    internal static EcgRecording Read(ReadOnlyMemory<byte> file)
    {
        var root = XmlTree.Load(file, Section);
        var warnings = new List<EcgWarning>();
        var groups = new List<EcgGroup>();
        EcgTime? acquired = null;
        foreach (var series in root.Elements("component").Elements("series"))
        {
            foreach (var set in series.Elements("component").Elements("sequenceSet"))
            {
                groups.Add(ReadSet(set, series, EcgGroupKind.Rhythm, warnings, out var head));
                acquired ??= head;
            }
            foreach (var derived in series.Elements("derivation").Elements("derivedSeries"))
                foreach (var set in derived.Elements("component").Elements("sequenceSet"))
                    groups.Add(ReadSet(set, derived, EcgGroupKind.MedianBeat, warnings, out _));
        }
        if (groups.Count == 0) throw new EcgFormatException(Section, 0, "The file has no waveform.");
        var annotations = AecgAnnotations.Read(root);
        return new EcgRecording
        {
            Format = EcgFormat.Hl7Aecg,
            Groups = groups,
            Acquired = acquired ?? EcgText.Hl7Time(EffectiveTime(root)),
            Patient = ReadPatient(root),
            Device = ReadDevice(root),
            Statements = annotations.Statements,
            Measurements = annotations.Measurements,
            Warnings = warnings,
        };
    }

    private static string? EffectiveTime(XElement root)
    {
        var time = root.Element("effectiveTime");
        return time.At("low").Attr("value") ?? time.At("center").Attr("value") ?? time.Attr("value");
    }

    private static EcgGroup ReadSet(
        XElement set, XElement series, EcgGroupKind kind, List<EcgWarning> warnings, out EcgTime? head)
    {
        head = null;
        double? rateHz = null;
        var leads = new List<EcgLead>();
        foreach (var sequence in set.Elements("component").Elements("sequence"))
        {
            var code = sequence.Element("code").Attr("code") ?? "";
            var value = sequence.Element("value");
            if (code is "TIME_ABSOLUTE" or "TIME_RELATIVE")
            {
                if (code == "TIME_ABSOLUTE") head = EcgText.Hl7Time(value.At("head").Attr("value"));
                rateHz ??= ReadRate(value.At("increment"));
            }
            else if (value is not null && leads.Count < EcgLimits.Leads) leads.Add(ReadLead(code, value));
        }
        if (rateHz is not { } rate) throw new EcgFormatException(Section, 0, "A sequence set has no time increment.");
        if (leads.Count == 0) throw new EcgFormatException(Section, 0, "A sequence set has no leads.");
        if (leads.Sum(lead => (long)lead.Samples.Length) == 0)
            throw new EcgFormatException(Section, 0, "The leads are empty.");
        if (leads.Select(lead => lead.Samples.Length).Distinct().Count() > 1)
            warnings.Add(EcgWarning.Of("lengths_differ"));
        return new EcgGroup
        {
            Label = series.Element("code").Attr("code") ?? "", Kind = kind,
            Originality = kind == EcgGroupKind.Rhythm ? "ORIGINAL" : "DERIVED",
            SamplingRateHz = rate, Leads = DerivedLeads.Complete(leads), Filters = ReadFilters(series),
        };
    }

    private static double ReadRate(XElement? increment)
    {
        var seconds = EcgText.Number(increment.Attr("value")) * (increment.Attr("unit") switch
        {
            "s" or null => 1, "ms" => 1e-3, "us" => 1e-6, _ => double.NaN,
        });
        if (seconds is not > 0 || 1 / seconds > EcgLimits.RateHz)
            throw new EcgFormatException(Section, 0, "The time increment is missing or impossible.");
        // 0.002 s is 500 Hz, not 499.999…: the increment was written in decimals.
        return Math.Round(1 / seconds.Value, 6);
    }

    private static EcgLead ReadLead(string code, XElement value)
    {
        var scale = value.Element("scale");
        var origin = value.Element("origin");
        var unit = scale.Attr("unit") ?? origin.Attr("unit");
        var toUv = MicrovoltsOf(unit);
        var factor = EcgText.Number(scale.Attr("value")) ?? 1;
        var offset = EcgText.Number(origin.Attr("value")) ?? 0;
        if (factor == 0) throw new EcgFormatException(Section, 0, $"The scale of {code} is zero.");
        var offsetToUv = MicrovoltsOf(origin.Attr("unit") ?? unit) ?? toUv;
        return new EcgLead
        {
            Label = Leads.Canonical(code), SourceLabel = code, Code = code,
            Samples = AecgDigits.Read(value.Element("digits")?.Value ?? "", code),
            Unit = toUv is null ? unit ?? "" : EcgLead.Microvolt,
            UnitsPerCount = factor * (toUv ?? 1), Offset = offset * (offsetToUv ?? 1),
        };
    }

    internal static double? MicrovoltsOf(string? unit) => unit switch
    {
        "uV" or "µV" or "μV" => 1, "mV" => 1000, "nV" => 0.001, "V" => 1e6, _ => null,
    };

    private static EcgFilters ReadFilters(XElement series)
    {
        var filters = new EcgFilters();
        foreach (var control in series.Elements("controlVariable").Elements("controlVariable"))
        {
            var cutoff = control.Elements("component").Elements("controlVariable")
                .Select(inner => EcgText.Number(inner.Element("value").Attr("value")))
                    .FirstOrDefault(number => number is not null);
            filters = control.Element("code").Attr("code") switch
            {
                "MDC_ECG_CTL_VBL_ATTR_FILTER_LOW_PASS" => filters with { LowPassHz = cutoff },
                "MDC_ECG_CTL_VBL_ATTR_FILTER_HIGH_PASS" => filters with { HighPassHz = cutoff },
                "MDC_ECG_CTL_VBL_ATTR_FILTER_NOTCH" => filters with { NotchHz = cutoff },
                _ => filters,
            };
        }
        return filters;
    }

    private static EcgPatient ReadPatient(XElement root)
    {
        var subject = root.At("componentOf", "timepointEvent", "componentOf", "subjectAssignment", "subject",
            "trialSubject");
        var person = subject.At("subjectDemographicPerson");
        return new EcgPatient
        {
            Id = subject.At("id").Attr("extension") ?? person.Text("PatientID"),
            FamilyName = person.Text("name", "family") ?? person.Text("name"),
            GivenName = person.Text("name", "given"),
            BirthDate = EcgText.Date(person.At("birthTime").Attr("value") is { Length: >= 8 } birth ? birth[..8]
                : null, "yyyyMMdd"),
            AgeYears = EcgText.Number(person.Text("Age")),
            Sex = EcgText.Sex(person.At("administrativeGenderCode").Attr("code")),
        };
    }

    private static EcgDevice ReadDevice(XElement root)
    {
        var author = root.Elements("component").Elements("series").Elements("author").Elements("seriesAuthor")
            .FirstOrDefault();
        var device = author.At("manufacturedSeriesDevice");
        var site = root.At("componentOf", "timepointEvent", "componentOf", "subjectAssignment", "componentOf",
            "clinicalTrial",
            "location", "trialSite", "location");
        return new EcgDevice(author.Text("manufacturerOrganization", "name"), device.Text("manufacturerModelName"),
            device.Text("SerialNumber") ?? device.At("id").Attr("extension"), site.Text("name"));
    }
}
