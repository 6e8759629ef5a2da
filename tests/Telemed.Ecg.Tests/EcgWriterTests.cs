using Telemed.TestKit;

namespace Telemed.Ecg.Tests;

public sealed class EcgWriterTests
{
    private static readonly EcgDicomIdentity Identity = new("2.25.1", "2.25.2", "2.25.3");

    [RealFilesTheory]
    [InlineData("scp/Example.scp")]
    [InlineData("scp/burdick_refbeat.scp")]
    [InlineData("aecg/Example.xml")]
    [InlineData("philips/129DYPRG_1-03.xml")]
    [InlineData("muse/muse-sinus.xml")]
    [InlineData("dicom/waveform_ecg.dcm")]
    [InlineData("wfdb/s0010_re.hea")]
    [InlineData("cpsc2021/data_21_7.hea")]
    [InlineData("contec/0000050.ECG")]
    public void A_written_DICOM_object_reads_back_with_the_same_samples_and_scales(string file)
    {
        var recording = RealEcgs.Read(file);
        var back = EcgReader.Read(EcgWriter.ToDicom(recording, Identity), new EcgReadOptions());
        AssertSame(recording, back, includeDerived: true);
        Assert.Equal(recording.Patient.FamilyName, back.Patient.FamilyName);
        Assert.Equal(recording.Patient.Sex, back.Patient.Sex);
        Assert.Equal(recording.Statements.Select(statement => statement.Text),
            back.Statements.Select(statement => statement.Text));
    }

    [RealFilesTheory]
    [InlineData("scp/Example.scp")]
    [InlineData("scp/burdick_refbeat.scp")]
    [InlineData("aecg/Example.xml")]
    [InlineData("philips/129DYPRG_1-03.xml")]
    [InlineData("muse/muse-sinus.xml")]
    [InlineData("dicom/waveform_ecg.dcm")]
    public void A_written_SCP_record_reads_back_with_the_same_values_and_right_check_sums(string file)
    {
        var recording = RealEcgs.Read(file);
        var back = EcgReader.Read(EcgWriter.ToScp(recording), new EcgReadOptions());
        AssertSame(recording, back, includeDerived: false);
        Assert.Empty(back.Warnings);
        Assert.Equal(recording.Patient.Id, back.Patient.Id);
        Assert.Equal(recording.Acquired?.Local, back.Acquired?.Local);
    }

    [RealFilesTheory]
    [InlineData("scp/Example.scp")]
    [InlineData("philips/129DYPRG_1-03.xml")]
    [InlineData("muse/muse-sinus.xml")]
    [InlineData("cpsc2021/data_21_7.hea")]
    [InlineData("wfdb/ptbxl/00001_lr.hea")]
    public void A_written_aECG_reads_back_with_the_same_samples_and_scales(string file)
    {
        var recording = RealEcgs.Read(file);
        var back = EcgReader.Read(EcgWriter.ToAecg(recording, Guid.Empty), new EcgReadOptions());
        AssertSame(recording, back, includeDerived: true);
        Assert.Equal(recording.Rhythm!.Filters, back.Rhythm!.Filters);
    }

    [RealFilesTheory]
    [InlineData("scp/Example.scp")]
    [InlineData("contec/0000050.ECG")]
    [InlineData("ludb/data/1.hea")]
    public void A_written_CSV_reads_back_with_the_same_values_without_a_dialogue(string file)
    {
        var recording = RealEcgs.Read(file);
        var back = EcgReader.Read(EcgWriter.ToCsv(recording), new EcgReadOptions());
        foreach (var lead in recording.Rhythm!.Leads)
        {
            var (one, two) = (lead.ToUnits(), back.Rhythm!.Lead(lead.Label)!.ToUnits());
            Assert.Equal(one.Length, two.Length);
            for (var index = 0; index < one.Length; index++)
                Assert.True(one[index].Equals(two[index]) || Math.Abs(one[index] - two[index]) < 1e-6,
                    $"{lead.Label} at {index}");
        }
        Assert.Equal(recording.Rhythm.SamplingRateHz, back.Rhythm!.SamplingRateHz);
    }

    [Fact]
    public void A_DICOM_object_keeps_a_name_in_any_script_and_marks_missing_samples()
    {
        int[] samples = [1, EcgLead.Missing, -3, 4];
        var recording =
            Recording(samples) with { Patient = new EcgPatient { FamilyName = "Қасымова", GivenName = "Әсел" } };
        var back = EcgReader.Read(EcgWriter.ToDicom(recording, Identity), new EcgReadOptions());
        Assert.Equal(("Қасымова", "Әсел"), (back.Patient.FamilyName, back.Patient.GivenName));
        Assert.Equal(samples, back.Rhythm!.Leads[0].Samples.ToArray());
    }

    [Fact]
    public void Counts_beyond_16_bits_are_written_as_32_bit_ECG()
    {
        int[] samples = [1, 100_000, -100_000, 4];
        var back = EcgReader.Read(EcgWriter.ToDicom(Recording(samples), Identity), new EcgReadOptions());
        Assert.Equal("1.2.840.10008.5.1.4.1.1.9.1.4", back.Variant);
        Assert.Equal(samples, back.Rhythm!.Leads[0].Samples.ToArray());
    }

    [Theory]
    [InlineData(480)]
    [InlineData(-300)]
    public void An_SCP_record_keeps_the_time_zone_on_either_side_of_Greenwich(int zoneMinutes)
    {
        var taken = new EcgTime(new DateTime(2026, 3, 1, 23, 5, 7), TimeSpan.FromMinutes(zoneMinutes));
        var back = EcgReader.Read(EcgWriter.ToScp(Recording([1, 2, 3, 4]) with { Acquired = taken }),
            new EcgReadOptions());
        Assert.Equal(taken, back.Acquired);
    }

    [Fact]
    public void SCP_and_aECG_refuse_a_lead_with_missing_samples()
    {
        var recording = Recording([1, EcgLead.Missing]);
        Assert.Throws<NotSupportedException>(() => EcgWriter.ToScp(recording));
        Assert.Throws<NotSupportedException>(() => EcgWriter.ToAecg(recording, Guid.Empty));
    }

    private static EcgRecording Recording(int[] samples) => new()
    {
        Format = EcgFormat.Csv,
        Groups =
        [
            new EcgGroup
            {
                Label = "RHYTHM", Kind = EcgGroupKind.Rhythm, SamplingRateHz = 500,
                Leads = [new EcgLead { Label = "II", SourceLabel = "II", Samples = samples, UnitsPerCount = 2.5 }],
            },
        ],
    };

    private static void AssertSame(EcgRecording wrote, EcgRecording read, bool includeDerived)
    {
        Assert.Equal(wrote.Rhythm!.SamplingRateHz, read.Rhythm!.SamplingRateHz, 1e-6);
        foreach (var lead in wrote.Rhythm.Leads.Where(lead => lead.IsVoltage && (includeDerived || !lead.Derived)))
        {
            var back = read.Rhythm.Lead(lead.Label)!;
            if (includeDerived) Assert.True(lead.Samples.Span.SequenceEqual(back.Samples.Span), lead.Label);
            var (one, two) = (lead.ToUnits(), back.ToUnits());
            for (var index = 0; index < one.Length; index++)
                Assert.True(one[index].Equals(two[index]) || Math.Abs(one[index] - two[index]) < 1e-6,
                    $"{lead.Label} at {index}: {one[index]} {two[index]}");
        }
        Assert.Equal(wrote.MedianBeat is null, read.MedianBeat is null);
    }
}
