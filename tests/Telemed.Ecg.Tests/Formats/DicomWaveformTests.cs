using Telemed.Dicom;
using Telemed.Dicom.Writing;

namespace Telemed.Ecg.Tests.Formats;

/// <summary>The parts of DICOM waveforms that the stored files do not use; values by hand from PS3.3 C.10.9.</summary>
public sealed class DicomWaveformTests
{
    private const string TwelveLead = "1.2.840.10008.5.1.4.1.1.9.1.1";

    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.9.1.1")] // 12-lead
    [InlineData("1.2.840.10008.5.1.4.1.1.9.1.2")] // general
    [InlineData("1.2.840.10008.5.1.4.1.1.9.1.3")] // ambulatory
    [InlineData("1.2.840.10008.5.1.4.1.1.9.1.4")] // general 32-bit
    [InlineData("1.2.840.10008.5.1.4.1.1.9.2.1")] // haemodynamic
    [InlineData("1.2.840.10008.5.1.4.1.1.9.3.1")] // electrophysiology
    public void Every_class_of_waveform_is_read_with_baseline_correction_and_unit(string sopClass)
    {
        // 3 x 0.005 mV x 1.2 + 0.25 mV, and -1000 x 0.005 mV x 1.2 + 0.25 mV.
        var recording =
            Read(sopClass, 16, "SS", [3, 0, 0x18, 0xFC], Channel("5.6.3-9-2", "SCPECG", "Lead II", 0.005, "mV",
            correction: 1.2, baseline: 0.25));
        Assert.Equal(sopClass, recording.Variant);
        Assert.Equal([268.0, -5750.0], Rounded(recording.Rhythm!.Lead("II")!));
    }

    [Fact]
    public void Haemodynamic_pressures_keep_their_unit_beside_the_ECG()
    {
        var recording = Read("1.2.840.10008.5.1.4.1.1.9.2.1", 16, "SS", [200, 0, 40, 0, 210, 0, 41, 0],
            Channel("2:2", "MDC", "Lead II", 5, "uV"), Channel("109016", "DCM", "Aortic pressure", 3, "mm[Hg]"));
        Assert.Equal([1000.0, 1050.0], Rounded(recording.Rhythm!.Lead("II")!));
        var pressure = recording.Rhythm.Leads[1];
        Assert.Equal(("mm[Hg]", false), (pressure.Unit, pressure.IsVoltage));
        Assert.Equal([120.0, 123.0], Rounded(pressure));
    }

    [Theory]
    [InlineData(8, "SB", new byte[] { 0xFF, 0x7E }, new[] { -1.0, 126 })]
    [InlineData(8, "UB", new byte[] { 0xFE, 0x01 }, new[] { 254.0, 1 })]
    [InlineData(8, "MB", new byte[] { 0x80, 0xFF },
        new[] { 8031.0, 0 })]  // G.711 table 2a: the largest and the smallest
    [InlineData(8, "AB", new byte[] { 0xD5, 0x55 }, new[] { 1.0, -1 })]    // G.711 table 1a
    [InlineData(16, "US", new byte[] { 0xFE, 0xFF, 0x01, 0x00 }, new[] { 65534.0, 1 })]
    [InlineData(32, "SL", new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xA0, 0x86, 0x01, 0x00 }, new[] { -1.0, 100_000 })]
    [InlineData(32, "UL", new byte[] { 0x00, 0x00, 0x00, 0x80, 0x02, 0x00, 0x00, 0x00 }, new[] { 2_147_483_648.0, 2 })]
    public void Every_sample_interpretation_is_read(int bits, string coding, byte[] data, double[] expected) =>
        Assert.Equal(expected, Rounded(Read(TwelveLead, bits, coding, data,
            Channel("5.6.3-9-1", "SCPECG", "Lead I", 1, "uV")).Rhythm!.Lead("I")!));

    [Fact]
    public void A_lead_without_a_known_code_is_named_by_its_meaning_and_without_a_sensitivity_is_no_voltage()
    {
        var recording = Read(TwelveLead, 16, "SS", [1, 0, 2, 0, 3, 0, 4, 0],
            Channel("X-1", "99LOCAL", "Lead aVF (Goldberger)", 2.5, "uV"),
            Channel("5.6.3-9-3", "SCPECG", "Lead V1", null, null));
        Assert.Equal(["aVF", "V1"], recording.Groups[0].Leads.Select(lead => lead.Label));
        Assert.Equal([true, false], recording.Groups[0].Leads.Select(lead => lead.IsVoltage));
    }

    [Fact]
    public void A_channel_taken_later_than_its_group_moves_to_the_right()
    {
        var late = Read(TwelveLead, 16, "SS", [1, 0, 2, 0, 3, 0],
            Channel("5.6.3-9-1", "SCPECG", "Lead I", 1, "uV", skewSamples: 1)).Rhythm!.Lead("I")!;
        Assert.Equal([EcgLead.Missing, 1, 2], late.Aligned().Samples.ToArray());
    }

    [Fact]
    public void A_waveform_shorter_than_it_says_is_told()
    {
        var recording =
            Read(TwelveLead, 16, "SS", [1, 0, 2, 0], Channel("5.6.3-9-1", "SCPECG", "Lead I", 1, "uV"), promised: 5);
        Assert.Equal(2, recording.Rhythm!.SampleCount);
        Assert.Contains(recording.Warnings, warning => warning.Code == "group_samples");
    }

    private static IEnumerable<double> Rounded(EcgLead lead) => lead.ToUnits().Select(value => Math.Round(value, 6));

    private static DicomDatasetBuilder Channel(
        string code, string scheme, string meaning, double? sensitivity, string? unit, double correction = 1,
        double baseline = 0, double skewSamples = 0)
    {
        var channel = new DicomDatasetBuilder().Code(DicomTags.ChannelSourceSequence, code, scheme, meaning)
            .Number(DicomTags.ChannelSampleSkew, skewSamples);
        if (sensitivity is not { } known) return channel;
        return channel.Number(DicomTags.ChannelSensitivity, known)
            .Code(DicomTags.ChannelSensitivityUnitsSequence, unit!, "UCUM", unit!)
            .Number(DicomTags.ChannelSensitivityCorrectionFactor, correction)
            .Number(DicomTags.ChannelBaseline, baseline);
    }

    private static EcgRecording Read(
        string sopClass, int bits, string coding, byte[] data, params DicomDatasetBuilder[] channels) =>
        Read(sopClass, bits, coding, data, data.Length / (bits / 8) / channels.Length, channels);

    private static EcgRecording Read(
        string sopClass, int bits, string coding, byte[] data, DicomDatasetBuilder channel, int promised) =>
        Read(sopClass, bits, coding, data, promised, channel);

    private static EcgRecording Read(
        string sopClass, int bits, string coding, byte[] data, int promised, params DicomDatasetBuilder[] channels)
    {
        var vr = bits == 16 ? DicomVr.OW : DicomVr.OB;
        var group = new DicomDatasetBuilder().Text(DicomTags.WaveformOriginality, "ORIGINAL")
            .Integer(DicomTags.NumberOfWaveformChannels, channels.Length)
            .Integer(DicomTags.NumberOfWaveformSamples, promised)
            .Number(DicomTags.SamplingFrequency, 500)
            .Sequence(DicomTags.ChannelDefinitionSequence, channels)
            .Integer(DicomTags.WaveformBitsAllocated, bits)
            .Text(DicomTags.WaveformSampleInterpretation, coding)
            .Bytes(DicomTags.WaveformData, vr, data);
        var dataset = new DicomDatasetBuilder().Text(DicomTags.SOPClassUID, sopClass)
            .Text(DicomTags.SOPInstanceUID, "2.25.1").Text(DicomTags.StudyInstanceUID, "2.25.2")
            .Text(DicomTags.SeriesInstanceUID, "2.25.3").Text(DicomTags.Modality, "ECG")
            .Sequence(DicomTags.WaveformSequence, group);
        using var file = new MemoryStream();
        DicomWriter.WriteFile(file, dataset.Build(), TransferSyntax.ExplicitLittleEndian);
        return EcgReader.Read(file.ToArray(), new EcgReadOptions());
    }
}
