using Telemed.Dicom;

namespace Telemed.Ecg.Formats.Dicom;

/// <summary>Turns the waveform sequence of a DICOM object into a recording.</summary>
internal static class DicomWaveforms
{
    private const string Section = "DICOM waveform";
    private const int GroupsLimit = 64;
    private static readonly DicomTag MultiplexGroupTimeOffset = new(0x0018, 0x1068);

    internal static EcgRecording ReadFile(ReadOnlyMemory<byte> file)
    {
        using var stream = ByteStream.Over(file);
        try { return Read(DicomReader.Read(stream, DicomEcg.ReadOptions).Dataset); }
        catch (DicomFormatException wrong) { throw new EcgFormatException("DICOM " + wrong.Section, wrong.Offset,
            wrong.Problem); }
    }

    internal static EcgRecording Read(DicomDataset dataset)
    {
        var items = dataset.GetItems(DicomTags.WaveformSequence);
        if (items.Count == 0) throw new EcgFormatException(Section, 0, "The object holds no waveform.");
        if (items.Count > GroupsLimit)
            throw new EcgFormatException(Section, items[0].Offset, "The object has too many multiplex groups.");
        var warnings = new List<EcgWarning>();
        var groups = items.Select((item, index) => ReadGroup(item, index, warnings)).ToList();
        if (groups.Sum(group => group.Leads.Sum(lead => (long)lead.Samples.Length)) == 0)
            throw new EcgFormatException(Section, items[0].Offset, "The waveforms are empty.");
        var annotations = DicomAnnotations.Read(dataset, groups);
        return new EcgRecording
        {
            Format = EcgFormat.Dicom,
            Variant = dataset.GetString(DicomTags.SOPClassUID),
            Groups = groups,
            Patient = ReadPatient(dataset),
            Acquired = EcgText.Hl7Time(dataset.GetString(DicomTags.AcquisitionDateTime))
                ?? EcgText.Hl7Time(dataset.GetString(DicomTags.ContentDate) + dataset.GetString(DicomTags.ContentTime)),
            Device = new EcgDevice(dataset.GetString(DicomTags.Manufacturer),
                dataset.GetString(DicomTags.ManufacturerModelName),
                dataset.GetString(DicomTags.DeviceSerialNumber), dataset.GetString(DicomTags.InstitutionName)),
            OrderNumber = dataset.GetString(DicomTags.AccessionNumber),
            Statements = annotations.Statements,
            Measurements = annotations.Measurements,
            Warnings = warnings,
        };
    }

    private static EcgGroup ReadGroup(DicomDataset item, int index, List<EcgWarning> warnings)
    {
        var channels = item.GetItems(DicomTags.ChannelDefinitionSequence);
        var count = item.GetInt(DicomTags.NumberOfWaveformChannels) ?? channels.Count;
        var samples = item.GetInt(DicomTags.NumberOfWaveformSamples) ?? 0;
        var rateHz = item.GetDouble(DicomTags.SamplingFrequency) ?? 0;
        var bits = item.GetInt(DicomTags.WaveformBitsAllocated) ?? 16;
        if (count < 1 || count > EcgLimits.Leads || channels.Count < count)
            throw Broken(item, $"Group {index + 1} has {count} channels and defines {channels.Count}.");
        if (!(rateHz > 0 && rateHz <= EcgLimits.RateHz))
            throw Broken(item, $"The sampling rate of group {index + 1} is impossible.");
        if (bits is not (8 or 16 or 32)) throw Broken(item, $"{bits} bits a sample are not possible.");
        if (item[DicomTags.WaveformData] is { Bulk: not null }) throw Broken(item, "The waveform is too long.");
        var data = item.GetBytes(DicomTags.WaveformData);
        var frames = data.Length / (count * (bits / 8));
        if (samples > frames) warnings.Add(EcgWarning.Of("group_samples", index + 1, samples, frames));
        else if (samples > 0) frames = samples;
        if ((long)frames * count > EcgLimits.Samples) throw Broken(item, "The waveform has too many samples.");
        var coding = item.GetString(DicomTags.WaveformSampleInterpretation) ?? "SS";
        var padding = item.GetBytes(DicomTags.WaveformPaddingValue);
        var columns = DicomSamples.Decode(data.Span, padding.Span, coding, count, frames);
        var leads = channels.Take(count).Select((channel, lead) => ReadLead(channel, columns[lead], coding, rateHz))
            .ToList();
        var label = item.GetString(DicomTags.MultiplexGroupLabel) ?? "";
        var originality = item.GetString(DicomTags.WaveformOriginality) ?? "ORIGINAL";
        var first = channels[0];
        return new EcgGroup
        {
            Label = label,
            // A derived group of few seconds beside an original one is the averaged beat, whatever its label.
            Kind = IsMedian(label, originality, frames / rateHz) ? EcgGroupKind.MedianBeat : EcgGroupKind.Rhythm,
            Originality = originality,
            SamplingRateHz = rateHz,
            OffsetMs = item.GetDouble(MultiplexGroupTimeOffset) ?? 0,
            Leads = DerivedLeads.Complete(leads),
            Filters = new EcgFilters(Positive(first.GetDouble(DicomTags.FilterLowFrequency)),
                Positive(first.GetDouble(DicomTags.FilterHighFrequency)),
                    Positive(first.GetDouble(DicomTags.NotchFilterFrequency))),
        };
    }

    private static bool IsMedian(string label, string originality, double seconds) =>
        label.Contains("MEDIAN", StringComparison.OrdinalIgnoreCase)
            || label.Contains("BEAT", StringComparison.OrdinalIgnoreCase)
        || (originality == "DERIVED" && seconds < 2.5);

    /// <summary>A cut-off of zero means that there is no such filter.</summary>
    private static double? Positive(double? hertz) => hertz > 0 ? hertz : null;

    private static EcgLead ReadLead(DicomDataset channel, int[] samples, string coding, double rateHz)
    {
        var source = channel.GetItem(DicomTags.ChannelSourceSequence);
        var code = source?.GetString(DicomTags.CodeValue);
        var scheme = source?.GetString(DicomTags.CodingSchemeDesignator);
        var meaning = source?.GetString(DicomTags.CodeMeaning) ?? channel.GetString(DicomTags.ChannelLabel) ?? code
            ?? "";
        var unit = channel.GetItem(DicomTags.ChannelSensitivityUnitsSequence)?.GetString(DicomTags.CodeValue);
        var toUv = Xml.AecgReader.MicrovoltsOf(unit);
        var sensitivity = channel.GetDouble(DicomTags.ChannelSensitivity);
        var perCount = (sensitivity ?? 1) * (channel.GetDouble(DicomTags.ChannelSensitivityCorrectionFactor) ?? 1);
        var baseline = channel.GetDouble(DicomTags.ChannelBaseline) ?? 0;
        var bias = coding == "UL" ? DicomSamples.UnsignedBias * perCount : 0;
        // The skew is when the first sample was taken after the group began, so the channel moves to the right.
        var skew = channel.GetDouble(DicomTags.ChannelSampleSkew)
            ?? channel.GetDouble(DicomTags.ChannelTimeSkew) * rateHz ?? 0;
        return new EcgLead
        {
            Label = LeadName(code, scheme, meaning), SourceLabel = meaning, Code = code, Samples = samples,
            Unit = sensitivity is null || toUv is null ? unit ?? "1" : EcgLead.Microvolt,
            UnitsPerCount = perCount * (toUv ?? 1), Offset = (baseline + bias) * (toUv ?? 1),
            SkewSamples = (int)Math.Round(Math.Clamp(-skew, -samples.Length, samples.Length)),
        };
    }

    private static string LeadName(string? code, string? scheme, string meaning)
    {
        var number = scheme switch
        {
            "SCPECG" when code is not null && code.StartsWith("5.6.3-9-", StringComparison.Ordinal) =>
                EcgText.Integer(code[8..]),
            "MDC" when code is not null && code.StartsWith("2:", StringComparison.Ordinal) =>
                EcgText.Integer(code[2..]),
            _ => null,
        };
        return (number is { } known ? Leads.FromNumber(known) : null) ?? Leads.Canonical(meaning);
    }

    private static EcgPatient ReadPatient(DicomDataset dataset)
    {
        var name = (dataset.GetString(DicomTags.PatientName) ?? "").Split('=')[0].Split('^');
        var ideographic = (dataset.GetString(DicomTags.PatientName) ?? "").Split('=');
        if (name[0].Trim().Length == 0 && ideographic.Length > 1) name = ideographic[1].Split('^');
        return new EcgPatient
        {
            Id = dataset.GetString(DicomTags.PatientID),
            FamilyName = EcgText.Clean(name[0]),
            GivenName = name.Length > 1 ? EcgText.Clean(name[1]) : null,
            BirthDate = EcgText.Date(dataset.GetString(DicomTags.PatientBirthDate), "yyyyMMdd"),
            AgeYears = Age(dataset.GetString(DicomTags.PatientAge)),
            Sex = EcgText.Sex(dataset.GetString(DicomTags.PatientSex)),
        };
    }

    private static double? Age(string? text) => text is not { Length: 4 } || EcgText.Number(text[..3]) is not { } number
        ? null : text[3] switch
    {
        'Y' => number, 'M' => number / 12, 'W' => number * 7 / 365.25, 'D' => number / 365.25, _ => null,
    };

    private static EcgFormatException Broken(DicomDataset item, string problem) => new(Section, item.Offset, problem);
}
