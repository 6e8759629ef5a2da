using System.Text.Json;
using Telemed.TestKit;

namespace Telemed.Ecg.Tests;

/// <summary>Every value of the shared truth, file by file.</summary>
public sealed class CorpusTests
{
    [RealFilesTheory]
    [InlineData("scp/Example.scp")]
    [InlineData("scp/burdick_refbeat.scp")]
    [InlineData("philips/129DYPRG_1-03.xml")]
    [InlineData("philips/ad4d3d80-d165_1-04_orig.xml")]
    [InlineData("philips/2020-5-18_15-48-11_1-04-01.xml")]
    public void A_file_with_one_list_of_leads_has_every_expected_value(string file)
    {
        var expected = RealEcgs.Expected(file);
        var rhythm = RealEcgs.Read(file).Rhythm!;
        Assert.Equal(expected.GetProperty("samplingRateHz").GetDouble(), rhythm.SamplingRateHz, 1e-6);
        AssertLeads(expected.GetProperty("leads"), rhythm.Leads, file);
        if (expected.TryGetProperty("derived", out var derived)) AssertDerived(derived, rhythm, file);
    }

    /// <summary>
    /// The file declares 37,855 samples a lead and holds 32,767: its 16-bit length fields overflowed in the converter.
    /// The tool behind the expected values ran on into the next lead's bytes, and past the end of the file in V6, so
    /// its values after sample 32,766 are not of this lead; the maker's own table (the CSV beside it) shows it.
    /// </summary>
    [RealFilesFact]
    public void The_contec_scp_is_right_as_far_as_it_goes_and_missing_after()
    {
        const int held = 32_767;
        var recording = RealEcgs.Read("scp/contec_0000050.scp");
        var table = File.ReadLines(Path.Combine(RealEcgs.Folder, "contec/0000050.ECG.csv"))
            .Select(line => line.Split(',')).ToArray();
        foreach (var lead in recording.Rhythm!.Leads.Take(6))
        {
            var column = Leads.Twelve.ToList().IndexOf(lead.Label);
            Assert.Equal(37_855, lead.Samples.Length);
            for (var index = 0; index < held; index++)
                Assert.Equal(int.Parse(table[index][column]), lead.Samples.Span[index]);
            Assert.All(lead.Samples[held..].ToArray(), sample => Assert.Equal(EcgLead.Missing, sample));
        }
        foreach (var (expected, lead) in RealEcgs.Expected("scp/contec_0000050.scp").GetProperty("leads")
            .EnumerateArray().Zip(recording.Rhythm.Leads))
            foreach (var at in expected.GetProperty("valuesUv").EnumerateObject()
                .Where(at => int.Parse(at.Name) < held))
                Assert.Equal(at.Value.GetDouble(), lead.ValueAt(int.Parse(at.Name)), RealEcgs.ToleranceUv);
        Assert.Contains(
            recording.Warnings, warning => warning.ToString().Contains("declares 37855 samples and holds 32767"));
    }

    [RealFilesTheory]
    [InlineData("aecg/Example.xml")]
    [InlineData("aecg/mindray_hl7aecg_example.xml")]
    [InlineData("aecg/minimum_aecg.xml")]
    [InlineData("philips/ad4d3d80-d165_1-04_converted_aecg.xml")]
    public void An_aECG_has_every_expected_value_in_rhythm_and_representative_beat(string file)
    {
        var recording = RealEcgs.Read(file);
        var sets = RealEcgs.Expected(file).GetProperty("sequenceSets").EnumerateArray().ToArray();
        Assert.Equal(sets.Length, recording.Groups.Count);
        foreach (var (set, group) in sets.Zip(recording.Groups))
        {
            Assert.Equal(set.GetProperty("samplingRateHz").GetDouble(), group.SamplingRateHz, 1e-6);
            AssertLeads(set.GetProperty("leads"), group.Leads, file);
        }
    }

    [RealFilesTheory]
    [InlineData("dicom/waveform_ecg.dcm")]
    [InlineData("dicom/Example.dcm")]
    public void A_DICOM_object_has_every_expected_value_group_by_group(string file)
    {
        var recording = RealEcgs.Read(file);
        var groups = RealEcgs.Expected(file).GetProperty("groups").EnumerateArray().ToArray();
        Assert.Equal(groups.Length, recording.Groups.Count);
        foreach (var (expected, group) in groups.Zip(recording.Groups))
        {
            Assert.Equal(expected.GetProperty("label").GetString(), group.Label);
            Assert.Equal(expected.GetProperty("originality").GetString(), group.Originality);
            Assert.Equal(expected.GetProperty("samplingFrequencyHz").GetDouble(), group.SamplingRateHz);
            AssertLeads(expected.GetProperty("leads"), group.Leads, file);
        }
        Assert.Equal(EcgGroupKind.MedianBeat, recording.Groups[1].Kind);
        foreach (var annotation in RealEcgs.Expected(file).GetProperty("annotations").EnumerateArray()
            .Where(at => at.TryGetProperty("code", out _)))
            Assert.Contains(recording.Measurements, found => found.Code == annotation.GetProperty("code").GetString()
                && found.Value.Equals(double.Parse(annotation.GetProperty("value").GetString()!)));
    }

    [RealFilesTheory]
    [InlineData("muse/MUSE_20200923_093504_79000_example.xml")]
    [InlineData("muse/braveheart_example1.xml")]
    [InlineData("muse/braveheart_example4.xml")]
    [InlineData("muse/muse-sinus.xml")]
    public void A_MUSE_file_has_every_expected_value_stored_and_derived(string file)
    {
        var recording = RealEcgs.Read(file);
        foreach (var waveform in RealEcgs.Expected(file).GetProperty("waveforms").EnumerateArray())
        {
            var kind = waveform.GetProperty("type").GetString() == "Median" ? EcgGroupKind.MedianBeat
                : EcgGroupKind.Rhythm;
            var group = recording.Groups.Single(group => group.Kind == kind);
            Assert.Equal(waveform.GetProperty("samplingRateHz").GetDouble(), group.SamplingRateHz);
            Assert.Equal(double.Parse(waveform.GetProperty("highPassRaw").GetString()!) / 100,
                group.Filters.HighPassHz!.Value, 1e-9);
            AssertLeads(waveform.GetProperty("leads"), group.Leads, file);
            AssertDerived(waveform.GetProperty("derivedLeads"), group, file);
        }
        var measurements = RealEcgs.Expected(file).GetProperty("measurements");
        foreach (var measurement in recording.Measurements.Where(one => !one.Code!.Contains('/')))
            Assert.Equal(double.Parse(measurements.GetProperty(measurement.Code!).GetString()!), measurement.Value);
        Assert.Empty(recording.Warnings);
        Assert.Equal(RealEcgs.Expected(file).GetProperty("statements").EnumerateArray()
            .Select(text => text.GetString()),
            recording.Statements.Select(statement => statement.Text));
        Assert.Equal(RealEcgs.Expected(file).GetProperty("qrsTimes").EnumerateArray().Select(time => time.GetDouble()),
            recording.Annotations.Select(beat => beat.AtMs));
    }

    [RealFilesTheory]
    [InlineData("edf/contec_0000050.edf")]
    [InlineData("edf/test_subsecond.edf")]
    [InlineData("edf/test_utf8.edf")]
    [InlineData("edf/test_generator_datarec_2.bdf")]
    public void An_EDF_or_BDF_file_has_every_expected_value(string file)
    {
        var recording = RealEcgs.Read(file);
        var expected = RealEcgs.Expected(file);
        AssertLeads(expected.GetProperty("signals"), [.. recording.Groups.SelectMany(group => group.Leads)], file);
        Assert.Equal(expected.GetProperty("annotationCount").GetInt32(), recording.Annotations.Count);
    }

    [RealFilesTheory]
    [InlineData("wfdb/100.hea")]
    [InlineData("wfdb/s0010_re.hea")]
    [InlineData("wfdb/03700181.hea")]
    [InlineData("wfdb/a103l.hea")]
    [InlineData("wfdb/test01_00s.hea")]
    [InlineData("wfdb/ptbxl/00001_lr.hea")]
    [InlineData("wfdb/100s.hea")]
    [InlineData("wfdb/binformats.hea")]
    public void A_WFDB_record_has_every_expected_value_and_its_own_check_sums(string file)
    {
        var recording = RealEcgs.Read(file);
        AssertLeads(RealEcgs.Expected(file).GetProperty("leads"),
            [.. recording.Groups.SelectMany(group => group.Leads)], file);
        Assert.Empty(recording.Warnings);
    }

    [RealFilesFact]
    public void An_MFER_file_has_every_expected_value_at_its_three_rates()
    {
        const string file = "mfer/nihonkohden_cns6000_first2of12.MWF";
        var recording = RealEcgs.Read(file);
        var expected = RealEcgs.Expected(file).GetProperty("channels").EnumerateArray().ToArray();
        var found = recording.Groups.SelectMany(group => group.Leads.Select(lead => (group.SamplingRateHz, Lead: lead)))
            .ToArray();
        Assert.Equal(expected.Length, found.Length);
        foreach (var (channel, (rateHz, lead)) in expected.Zip(found))
        {
            Assert.Equal(channel.GetProperty("samplingRateHz").GetDouble(), rateHz);
            // The truth gives counts for the channels that are no voltage; ours carry their own unit.
            var voltage = channel.GetProperty("valuesAreUv").GetBoolean();
            Assert.Equal(voltage, lead.IsVoltage);
            RealEcgs.AssertLead(channel, voltage ? lead : lead with { UnitsPerCount = 1, Offset = 0 }, file);
        }
        // The sex field (tag 0x84) of this file holds zero, "unknown", whatever the truth file's header notes say.
        Assert.Equal(("12345", "TRWRU", EcgSex.Unknown),
            (recording.Patient.Id, recording.Patient.FamilyName, recording.Patient.Sex));
    }

    [RealFilesFact]
    public void A_contec_file_gives_the_counts_of_the_makers_own_table()
    {
        var expected = RealEcgs.Expected("contec/0000050.ECG").GetProperty("rawCounts");
        var rhythm = RealEcgs.Read("contec/0000050.ECG").Rhythm!;
        foreach (var lead in expected.EnumerateObject())
            foreach (var at in lead.Value.EnumerateObject())
            {
                var sample = rhythm.Lead(lead.Name)!.Samples.Span[int.Parse(at.Name)];
                Assert.Equal(at.Value.ValueKind == JsonValueKind.Null ? EcgLead.Missing : at.Value.GetInt32(), sample);
            }
        var table = File.ReadLines(Path.Combine(RealEcgs.Folder, "contec/0000050.ECG.csv"))
            .Select(line => line.Split(',')).ToArray();
        Assert.Equal(table.Length, rhythm.SampleCount);
        foreach (var (lead, column) in Leads.Twelve.Take(6).Select((lead, column) => (lead, column)))
            for (var row = 0; row < table.Length; row++)
                Assert.Equal(int.Parse(table[row][column]), rhythm.Lead(lead)!.Samples.Span[row]);
    }

    [RealFilesFact]
    public void The_table_of_the_contec_cart_reads_as_CSV_with_off_leads_missing()
    {
        var layout = new CsvLayout(800, 5, [.. Leads.Twelve]);
        var table = RealEcgs.Read("contec/0000050.ECG.csv", new EcgReadOptions { Csv = layout }).Rhythm!;
        var native = RealEcgs.Read("contec/0000050.ECG").Rhythm!;
        foreach (var label in Leads.Twelve)
            Assert.True(table.Lead(label)!.Samples.Span.SequenceEqual(native.Lead(label)!.Samples.Span), label);
    }

    [RealFilesFact]
    public void The_healforce_handheld_decodes_with_its_own_packing()
    {
        var recording = RealEcgs.Read("scp/healforce_62.SCP");
        var rhythm = recording.Rhythm!;
        Assert.Equal(150, rhythm.SamplingRateHz);
        var expected = RealEcgs.Expected("scp/healforce_62.SCP").GetProperty("leads").EnumerateArray().ToArray();
        foreach (var (lead, found) in expected.Zip(rhythm.Leads))
        {
            Assert.Equal(lead.GetProperty("rawSum").GetInt64(), found.Samples.ToArray().Sum(sample => (long)sample));
            foreach (var at in lead.GetProperty("countValues").EnumerateObject())
                Assert.Equal(at.Value.GetDouble(), found.Samples.Span[int.Parse(at.Name)]);
        }
        // Tag 26 reads 1A 03 00 | 00 04 0A: the three bytes after the length are 00:04:10. The truth file's 03:00:04
        // starts one byte early.
        Assert.Equal("2019-08-08T00:04:10", recording.Acquired.ToString());
    }

    [RealFilesFact]
    public void The_twin_that_philips_converted_stays_within_20_microvolts()
    {
        var original = RealEcgs.Read("philips/ad4d3d80-d165_1-04_orig.xml").Rhythm!;
        var twin = RealEcgs.Read("philips/ad4d3d80-d165_1-04_converted_aecg.xml").Rhythm!;
        foreach (var label in Leads.Twelve)
        {
            var (one, two) = (original.Lead(label)!.ToUnits(), twin.Lead(label)!.ToUnits());
            Assert.True(one.Zip(two).Max(pair => Math.Abs(pair.First - pair.Second)) <= 20, label);
        }
    }

    [RealFilesFact]
    public void The_same_ECG_as_SCP_DICOM_and_aECG_is_identical_in_all_twelve_leads()
    {
        var scp = RealEcgs.Read("scp/Example.scp").Rhythm!;
        var dicom = RealEcgs.Read("dicom/Example.dcm").Rhythm!;
        var aecg = RealEcgs.Read("aecg/Example.xml").Rhythm!;
        foreach (var label in Leads.Twelve)
        {
            Assert.Equal(scp.Lead(label)!.ToUnits(), aecg.Lead(label)!.ToUnits());
            Assert.Equal(scp.Lead(label)!.ToUnits(), dicom.Lead(label)!.ToUnits());
        }
    }

    /// <summary>The reference tool wrote whole counts of 5 µV; ours keep what the halving of a count leaves.</summary>
    [RealFilesFact]
    public void The_Burdick_record_is_what_the_reference_decoder_made_of_it_in_all_twelve_leads()
    {
        var ours = RealEcgs.Read("scp/burdick_refbeat.scp").Rhythm!;
        var reference = RealEcgs.Read("scp/burdick_refbeat.expected/test.hea").Rhythm!;
        Assert.Equal(12, reference.Leads.Count);
        foreach (var lead in reference.Leads)
            Assert.Equal(lead.ToUnits(), ours.Lead(lead.Label)!.ToUnits());
    }

    [Theory]
    [InlineData(60, 58, true)]
    [InlineData(60, 60, false)]
    public void A_value_that_was_edited_at_the_cart_is_shown_and_the_first_one_kept(int edited, int first, bool kept)
    {
        var file = $"""
            <RestingECG>
              <RestingECGMeasurements><VentricularRate>{edited}</VentricularRate></RestingECGMeasurements>
              <OriginalRestingECGMeasurements>
                <VentricularRate>{first}</VentricularRate>
              </OriginalRestingECGMeasurements>
              <Waveform><WaveformType>Rhythm</WaveformType><SampleBase>500</SampleBase>
                <LeadData><LeadID>II</LeadID><LeadAmplitudeUnitsPerBit>4.88</LeadAmplitudeUnitsPerBit>
                  <LeadDataCRC32>2882460411</LeadDataCRC32><WaveFormData>AQACAA==</WaveFormData></LeadData>
              </Waveform>
            </RestingECG>
            """;
        var recording = EcgReader.Read(System.Text.Encoding.ASCII.GetBytes(file), new EcgReadOptions());
        Assert.Equal(edited, recording.Measurements.Single(one => one.Name == MeasurementNames.HeartRate).Value);
        Assert.Equal(kept ? [58.0] : [],
            recording.Measurements.Where(one => one.Name == "HR (original)").Select(one => one.Value));
    }

    [RealFilesFact]
    public void A_fixed_layout_record_joins_its_segments()
    {
        var joined = RealEcgs.Read("wfdb/multi-fixed1/v102s.hea");
        var segment = RealEcgs.Read("wfdb/multi-fixed1/v102s_1.hea");
        Assert.Equal(225_000, joined.Groups[0].Leads[0].Samples.Length);
        foreach (var (whole, part) in joined.Groups[0].Leads.Zip(segment.Groups[0].Leads))
            Assert.True(whole.Samples.Span.Slice(75_000, 75_000).SequenceEqual(part.Samples.Span), part.Label);
        Assert.Empty(segment.Warnings);
    }

    [RealFilesFact]
    public void A_skewed_signal_is_moved_back_by_its_skew()
    {
        var straight = RealEcgs.Read("wfdb/test01_00s.hea").Groups[0].Leads[1].Samples;
        var skewed = RealEcgs.Read("wfdb/test01_00s_skew.hea").Groups[0].Leads[1].Aligned().Samples;
        Assert.True(skewed.Span[..^3].SequenceEqual(straight.Span[3..]));
        Assert.All(skewed[^3..].ToArray(), sample => Assert.Equal(EcgLead.Missing, sample));
    }

    [RealFilesFact]
    public void All_LUDB_records_decode_and_verify()
    {
        foreach (var record in RealEcgs.Expected("ludb/").GetProperty("records").EnumerateObject())
        {
            var recording = RealEcgs.Read($"ludb/data/{record.Name}.hea");
            Assert.Empty(recording.Warnings);
            foreach (var at in record.Value.GetProperty("uvAt").GetProperty("ii").EnumerateObject())
                RealEcgs.AssertNear(at.Value.GetDouble(), recording.Rhythm!.Lead("II")!.ValueAt(int.Parse(at.Name)),
                    $"LUDB {record.Name}");
        }
    }

    [RealFilesFact]
    public void All_CinC_records_decode_and_verify()
    {
        foreach (var record in RealEcgs.Expected("cinc2021/").GetProperty("records").EnumerateObject())
        {
            var recording = RealEcgs.Read($"cinc2021/{record.Name}.hea");
            Assert.Empty(recording.Warnings);
            foreach (var lead in record.Value.GetProperty("leads").EnumerateArray())
            {
                var values = recording.Rhythm!.Lead(lead.GetProperty("label").GetString()!)!.ToUnits();
                var where = $"{record.Name} {lead.GetProperty("label")}";
                RealEcgs.AssertNear(lead.GetProperty("uv0").GetDouble(), values[0], where);
                RealEcgs.AssertNear(lead.GetProperty("uv2500").GetDouble(), values[2500], where);
                RealEcgs.AssertNear(lead.GetProperty("min").GetDouble(), values.Min(), where);
                RealEcgs.AssertNear(lead.GetProperty("max").GetDouble(), values.Max(), where);
            }
            Assert.Equal(record.Value.GetProperty("dxSnomed").EnumerateArray().Select(code => code.GetString()),
                recording.Statements.Select(statement => statement.Code));
            Assert.Contains(recording.Statements, statement => statement.Text != statement.Code);
        }
    }

    [RealFilesFact]
    public void All_CPSC_records_decode_and_verify()
    {
        foreach (var record in RealEcgs.Expected("cpsc2021/").GetProperty("records").EnumerateObject())
        {
            var recording = RealEcgs.Read($"cpsc2021/{record.Name}.hea");
            Assert.Empty(recording.Warnings);
            Assert.Equal(record.Value.GetProperty("annotations").GetInt32(), recording.Annotations.Count);
            foreach (var (expected, lead) in record.Value.GetProperty("leads").EnumerateArray()
                .Zip(recording.Rhythm!.Leads))
            {
                Assert.Equal(expected.GetProperty("mv0").GetDouble() * 1000, lead.ValueAt(0), RealEcgs.ToleranceUv);
                Assert.Equal(expected.GetProperty("mv1000").GetDouble() * 1000, lead.ValueAt(1000),
                    RealEcgs.ToleranceUv);
            }
        }
    }

    [RealFilesFact]
    public void MIT_BIH_100_has_its_published_beats()
    {
        var beats = RealEcgs.Read("wfdb/100.hea").Annotations.CountBy(mark => mark.Code).ToDictionary();
        Assert.Equal((2239, 33, 1), (beats["N"], beats["A"], beats["V"]));
    }

    private static void AssertLeads(JsonElement expected, IReadOnlyList<EcgLead> found, string where)
    {
        Assert.True(expected.GetArrayLength() <= found.Count, $"{where}: {found.Count} leads");
        foreach (var (lead, ours) in expected.EnumerateArray().Zip(found)) RealEcgs.AssertLead(lead, ours, where);
    }

    private static void AssertDerived(JsonElement expected, EcgGroup group, string where)
    {
        foreach (var lead in expected.EnumerateObject())
        {
            Assert.True(group.Lead(lead.Name)!.Derived);
            RealEcgs.AssertLead(lead.Value, group.Lead(lead.Name)!, where);
        }
    }
}
