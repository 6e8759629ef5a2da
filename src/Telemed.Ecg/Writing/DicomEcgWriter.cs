using System.Buffers.Binary;
using System.Globalization;
using Telemed.Dicom;
using Telemed.Dicom.Writing;

namespace Telemed.Ecg.Writing;

/// <summary>Writes DICOM ECG objects (PS3.3 A.34.3, A.34.4 and the 32-bit general ECG).</summary>
internal static class DicomEcgWriter
{
    private const string TwelveLead = "1.2.840.10008.5.1.4.1.1.9.1.1";
    private const string GeneralEcg = "1.2.840.10008.5.1.4.1.1.9.1.2";
    private const string General32Bit = "1.2.840.10008.5.1.4.1.1.9.1.4";
    private const int TwelveLeadChannels = 13;
    private const int TwelveLeadSamples = 16_384;

    internal static byte[] Write(EcgRecording recording, EcgDicomIdentity identity)
    {
        var (rhythm, leads) = Writable.Rhythm(recording, derived: true);
        var groups = new List<(EcgGroup Group, IReadOnlyList<EcgLead> Leads)> { (rhythm, leads) };
        if (recording.MedianBeat is { } median) groups.Add((median, Writable.Leads(median, derived: true)));
        var wide = groups.SelectMany(group => group.Leads).Any(NeedsWide);
        var dataset = new DicomDatasetBuilder()
            .Text(DicomTags.SOPClassUID, SopClass(rhythm, leads, wide))
            .Text(DicomTags.SOPInstanceUID, identity.SopInstanceUid)
            .Text(DicomTags.StudyInstanceUID, identity.StudyInstanceUid)
            .Text(DicomTags.SeriesInstanceUID, identity.SeriesInstanceUid)
            .Text(DicomTags.Modality, "ECG")
            .TextOrEmpty(DicomTags.AccessionNumber, recording.OrderNumber)
            .TextOrEmpty(DicomTags.Manufacturer, recording.Device.Manufacturer)
            .TextOrNothing(DicomTags.ManufacturerModelName, recording.Device.Model)
            .TextOrNothing(DicomTags.DeviceSerialNumber, recording.Device.Serial)
            .TextOrNothing(DicomTags.InstitutionName, recording.Device.Institution)
            .TextOrEmpty(DicomTags.StudyID, null)
            .Integer(DicomTags.SeriesNumber, 1)
            .Integer(DicomTags.InstanceNumber, 1);
        WritePatient(dataset, recording.Patient);
        WriteTime(dataset, recording.Acquired);
        dataset.Sequence(DicomTags.WaveformSequence,
            [.. groups.Select(group => Group(group.Group, group.Leads, wide))]);
        if (Annotations(recording) is { Length: > 0 } annotations)
            dataset.Sequence(DicomTags.WaveformAnnotationSequence, annotations);
        using var bytes = new MemoryStream();
        DicomWriter.WriteFile(bytes, dataset.Build(), TransferSyntax.ExplicitLittleEndian);
        return bytes.ToArray();
    }

    private static string SopClass(EcgGroup rhythm, IReadOnlyList<EcgLead> leads, bool wide)
    {
        if (wide) return General32Bit;
        var fits = leads.Count <= TwelveLeadChannels && rhythm.SampleCount <= TwelveLeadSamples
            && rhythm.SamplingRateHz is >= 200 and <= 1000 && leads.All(lead => Leads.IsStandard(lead.Label));
        return fits ? TwelveLead : GeneralEcg;
    }

    /// <summary>
    /// The lowest 16-bit number marks missing samples, so a lead that uses it as a value needs 32 bits.
    /// </summary>
    private static bool NeedsWide(EcgLead lead)
    {
        foreach (var sample in lead.Samples.Span)
            if (sample != EcgLead.Missing && sample is <= short.MinValue or > short.MaxValue) return true;
        return false;
    }

    private static void WritePatient(DicomDatasetBuilder dataset, EcgPatient patient)
    {
        var name = patient.GivenName is { } given ? $"{patient.FamilyName}^{given}" : patient.FamilyName;
        dataset.TextOrEmpty(DicomTags.PatientName, name)
            .TextOrEmpty(DicomTags.PatientID, patient.Id)
            .TextOrEmpty(DicomTags.PatientBirthDate,
                patient.BirthDate?.ToString("yyyyMMdd", CultureInfo.InvariantCulture))
            .TextOrEmpty(DicomTags.PatientSex,
                patient.Sex switch { EcgSex.Male => "M", EcgSex.Female => "F", EcgSex.Other => "O", _ => null });
    }

    private static void WriteTime(DicomDatasetBuilder dataset, EcgTime? acquired)
    {
        var date = acquired?.Local.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var time = acquired?.Local.ToString("HHmmss", CultureInfo.InvariantCulture);
        dataset.TextOrEmpty(DicomTags.StudyDate, date).TextOrEmpty(DicomTags.StudyTime, time)
            .TextOrEmpty(DicomTags.ContentDate, date).TextOrEmpty(DicomTags.ContentTime, time)
            .TextOrEmpty(DicomTags.AcquisitionDateTime, acquired is null ? null : date + time);
    }

    private static DicomDatasetBuilder Group(EcgGroup group, IReadOnlyList<EcgLead> leads, bool wide)
    {
        var vr = wide ? DicomVr.OB : DicomVr.OW;
        return new DicomDatasetBuilder()
            .Text(DicomTags.WaveformOriginality, group.Kind == EcgGroupKind.Rhythm ? "ORIGINAL" : "DERIVED")
            .Integer(DicomTags.NumberOfWaveformChannels, leads.Count)
            .Integer(DicomTags.NumberOfWaveformSamples, group.SampleCount)
            .Number(DicomTags.SamplingFrequency, group.SamplingRateHz)
            .TextOrNothing(DicomTags.MultiplexGroupLabel, group.Kind == EcgGroupKind.Rhythm ? "RHYTHM" : "MEDIAN BEAT")
            .Sequence(DicomTags.ChannelDefinitionSequence,
                [.. leads.Select(lead => Channel(lead, group.Filters, wide))])
            .Integer(DicomTags.WaveformBitsAllocated, wide ? 32 : 16)
            .Text(DicomTags.WaveformSampleInterpretation, wide ? "SL" : "SS")
            .Bytes(DicomTags.WaveformPaddingValue, vr, Padding(wide))
            .Bytes(DicomTags.WaveformData, vr, Data(leads, wide));
    }

    private static DicomDatasetBuilder Channel(EcgLead lead, EcgFilters filters, bool wide)
    {
        var channel = new DicomDatasetBuilder();
        if (Leads.NumberOf(lead.Label) is { } number)
            channel.Code(DicomTags.ChannelSourceSequence, $"5.6.3-9-{number}", "SCPECG", $"Lead {lead.Label}");
        else channel.Code(DicomTags.ChannelSourceSequence, "5.6.3-9-0", "SCPECG", lead.SourceLabel);
        channel.Number(DicomTags.ChannelSensitivity, lead.UnitsPerCount)
            .Code(DicomTags.ChannelSensitivityUnitsSequence, "uV", "UCUM", "microvolt")
            .Number(DicomTags.ChannelSensitivityCorrectionFactor, 1)
            .Number(DicomTags.ChannelBaseline, lead.Offset)
            .Number(DicomTags.ChannelSampleSkew, 0)
            .Integer(DicomTags.WaveformBitsStored, wide ? 32 : 16);
        if (filters.HighPassHz is { } high) channel.Number(DicomTags.FilterLowFrequency, high);
        if (filters.LowPassHz is { } low) channel.Number(DicomTags.FilterHighFrequency, low);
        if (filters.NotchHz is { } notch) channel.Number(DicomTags.NotchFilterFrequency, notch);
        return channel;
    }

    private static byte[] Padding(bool wide)
    {
        var bytes = new byte[wide ? 4 : 2];
        if (wide) BinaryPrimitives.WriteInt32LittleEndian(bytes, int.MinValue);
        else BinaryPrimitives.WriteInt16LittleEndian(bytes, short.MinValue);
        return bytes;
    }

    private static byte[] Data(IReadOnlyList<EcgLead> leads, bool wide)
    {
        var width = wide ? 4 : 2;
        var bytes = new byte[(long)leads.Count * leads[0].Samples.Length * width];
        for (var channel = 0; channel < leads.Count; channel++)
        {
            var samples = leads[channel].Samples.Span;
            for (var index = 0; index < samples.Length; index++)
            {
                var at = bytes.AsSpan((index * leads.Count + channel) * width);
                if (wide) BinaryPrimitives.WriteInt32LittleEndian(at, samples[index]);
                else BinaryPrimitives.WriteInt16LittleEndian(at, samples[index] == EcgLead.Missing ? short.MinValue
                    : (short)samples[index]);
            }
        }
        return bytes;
    }

    private static readonly (string Name, string Code, string Meaning)[] Concepts =
    [
        (MeasurementNames.Rr, "5.10.2.1-3", "RR Interval"), (MeasurementNames.Pr, "5.13.5-7", "PR Interval"),
        (MeasurementNames.Qrs, "5.13.5-9", "QRS Duration"), (MeasurementNames.Qt, "5.13.5-11", "QT Interval"),
        (MeasurementNames.Qtc, "5.10.2.5-5", "QTc Interval"), (MeasurementNames.PAxis, "5.10.3-11", "P Axis"),
        (MeasurementNames.QrsAxis, "5.10.3-13", "QRS Axis"), (MeasurementNames.TAxis, "5.10.3-15", "T Axis"),
    ];

    private static DicomDatasetBuilder[] Annotations(EcgRecording recording) =>
    [
        .. recording.Statements.Select(statement => new DicomDatasetBuilder()
            .Text(DicomTags.UnformattedTextValue, statement.Text).Integer(DicomTags.ReferencedWaveformChannels, 1, 0)),
        .. from measurement in recording.Measurements
           from concept in Concepts
           where concept.Name == measurement.Name && measurement.Lead is null
           select new DicomDatasetBuilder()
               .Code(DicomTags.ConceptNameCodeSequence, concept.Code, "SCPECG", concept.Meaning)
               .Code(DicomTags.MeasurementUnitsCodeSequence, measurement.Unit, "UCUM", measurement.Unit)
               .Number(DicomTags.NumericValue, measurement.Value).Integer(DicomTags.ReferencedWaveformChannels, 1, 0),
    ];
}
