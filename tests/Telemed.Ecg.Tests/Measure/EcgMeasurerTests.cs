using System.Text.Json;
using Telemed.Ecg.Measure;
using Telemed.TestKit;

namespace Telemed.Ecg.Tests.Measure;

public sealed class EcgMeasurerTests
{
    [RealFilesFact]
    public void Every_QRS_of_LUDB_is_found_and_at_most_one_in_a_thousand_is_false()
    {
        var (truth, matched, found) = (0, 0, 0);
        foreach (var record in RealEcgs.Expected("ludb/").GetProperty("records").EnumerateObject())
        {
            var marks = WfdbAnnotations.Read(
                File.ReadAllBytes(Path.Combine(RealEcgs.Folder, $"ludb/data/{record.Name}.ii")));
            var peaks = marks.Where(mark => mark.Symbol == "N").Select(mark => mark.Sample * 2.0).ToArray();
            var beats = EcgMeasurer.Measure(RealEcgs.Read($"ludb/data/{record.Name}.hea"))!.Beats
                .Where(beat => beat.AtMs >= peaks[0] - 150 && beat.AtMs <= peaks[^1] + 150).ToArray();
            truth += peaks.Length;
            found += beats.Length;
            matched += peaks.Count(peak => beats.Any(beat => Math.Abs(beat.AtMs - peak) <= 150));
        }
        Assert.Equal(1086, truth);
        Assert.True(matched >= 0.999 * truth, $"{matched} of {truth} found");
        Assert.True(matched >= 0.999 * found, $"{found - matched} false of {found}");
    }

    [RealFilesTheory]
    [InlineData("muse/MUSE_20200923_093504_79000_example.xml")]
    [InlineData("muse/muse-sinus.xml")]
    [InlineData("muse/braveheart_example1.xml")]
    [InlineData("philips/ad4d3d80-d165_1-04_orig.xml")]
    [InlineData("philips/129DYPRG_1-03.xml")]
    public void The_rate_is_within_one_beat_of_the_carts(string file)
    {
        var recording = RealEcgs.Read(file);
        var cart = recording.Measurements.First(measurement => measurement.Name == MeasurementNames.HeartRate).Value;
        Assert.Equal(cart, EcgMeasurer.Measure(recording)!.Intervals.HeartRateBpm!.Value, tolerance: 1);
    }

    [RealFilesFact]
    public void An_acute_inferior_infarct_and_bradycardia_are_flagged_with_their_leads()
    {
        // The cart of this ECG says "Inferior infarct, acute (LCx)", rate 41.
        var flags = EcgMeasurer.Measure(RealEcgs.Read("philips/129DYPRG_1-03.xml"))!.Flags;
        var elevation = Assert.Single(flags, flag => flag.Code == "st_elevation");
        Assert.Equal(FlagLevel.Critical, elevation.Level);
        Assert.All((string[])["II", "III", "aVF"], lead => Assert.Contains(lead, elevation.Leads));
        Assert.Contains(flags, flag => flag.Code == "bradycardia");
    }

    [RealFilesFact]
    public void Leads_that_are_off_are_told()
    {
        var analysis = EcgMeasurer.Measure(RealEcgs.Read("contec/0000050.ECG"))!;
        Assert.Equal(["V1", "V2", "V3", "V4", "V5", "V6"],
            Assert.Single(analysis.Flags, flag => flag.Code == "lead_off").Leads);
    }

    [RealFilesFact]
    public void Exchanged_arm_electrodes_are_told()
    {
        var recording = RealEcgs.Read("ludb/data/7.hea");
        Assert.DoesNotContain(EcgMeasurer.Measure(recording)!.Flags, flag => flag.Code == "arm_reversal");
        // Exchanging the arms turns I over, swaps II with III and aVR with aVL.
        var leads = recording.Rhythm!.Leads.ToDictionary(lead => lead.Label);
        EcgLead As(string label, string of, int sign = 1) =>
            leads[of] with
            {
                Label = label, UnitsPerCount = sign * leads[of].UnitsPerCount, Offset = sign * leads[of].Offset,
            };
        var swapped = recording.Rhythm with
        {
            Leads = [As("I", "I", -1), As("II", "III"), As("III", "II"), As("aVR", "aVL"), As("aVL", "aVR"),
                .. recording.Rhythm.Leads.Skip(5)],
        };
        Assert.Contains(EcgMeasurer.Measure(recording with { Groups = [swapped] })!.Flags, flag =>
            flag.Code == "arm_reversal");
    }

    [Fact]
    public void A_flat_trace_is_lead_off_and_never_asystole()
    {
        var analysis = EcgMeasurer.Measure(Trace(_ => 0))!;
        Assert.Contains(analysis.Flags, flag => flag.Code == "lead_off");
        Assert.DoesNotContain(analysis.Flags, flag => flag.Code == "asystole");
    }

    [Theory]
    [InlineData(true)]   // a little noise: the electrodes are on
    [InlineData(false)]  // nothing moves: they are off
    public void A_heart_that_stops_before_the_strip_ends_is_told_unless_the_electrodes_came_off(bool electrodesOn)
    {
        int Sample(int at) => at < 2900 ? Bump(at % 400, 200, 6, 1200) + Bump(at % 400, 320, 20, 250)
            : electrodesOn ? at % 7 * 5 : 0;
        var flags = EcgMeasurer.Measure(Trace(Sample))!.Flags;
        if (!electrodesOn)
        {
            Assert.DoesNotContain(flags, flag => flag.Code == "asystole");
            // The last T wave has died out at sample 2780.
            Assert.Equal(5560, Assert.Single(flags, flag => flag.Code == "lead_off").AtMs!.Value, tolerance: 60);
            return;
        }
        var standstill = Assert.Single(flags, flag => flag.Code == "asystole");
        Assert.Equal(FlagLevel.Critical, standstill.Level);
        // The last beat stands at sample 2600.
        Assert.Equal(5200, standstill.AtMs!.Value, tolerance: 60);
    }

    [Theory]
    [InlineData(1960, true)]  // 60 years: 0.2 mV is the limit in V2 and V3
    [InlineData(1996, false)] // 24 years: 0.25 mV
    public void The_limit_of_ST_follows_the_age_also_where_only_the_birth_date_is_known(int bornIn, bool expected)
    {
        int Sample(int at) => Bump(at % 500, 100, 16, 120) + Bump(at % 500, 180, 5, 1200)
            + (at % 500 is > 186 and < 330 ? 225 : 0) + Bump(at % 500, 330, 25, 250);
        var recording = Trace(Sample) with
        {
            Patient = new EcgPatient { Sex = EcgSex.Male, BirthDate = new DateOnly(bornIn, 1, 2) },
            Acquired = new EcgTime(new DateTime(2020, 6, 1)),
        };
        var analysis = EcgMeasurer.Measure(recording)!;
        Assert.InRange(analysis.StLevelsUv["V2"], 201, 249);
        var raised = Assert.Single(analysis.Flags, flag => flag.Code == "st_elevation");
        Assert.Equal(expected, raised.Leads.Contains("V2"));
        Assert.DoesNotContain(raised.Because, part => part.Code == "strict_limits");
    }

    [RealFilesTheory]
    [InlineData("Normal ECG", "cart_normal")]
    [InlineData("Atrial fibrillation with rapid ventricular response", "cart_fibrillation")]
    [InlineData("正常心电图", "cart_normal")]
    [InlineData("Otherwise normal ECG", null)]
    [InlineData("Abnormal ECG", null)]
    [InlineData("Sinus rhythm has replaced atrial fibrillation", null)]
    [InlineData("Inferior infarct, acute (LCx)", null)]
    public void A_cart_that_says_otherwise_is_told(string statement, string? expected)
    {
        // An acute inferior infarct, and so says the cart of this file itself.
        var recording = RealEcgs.Read("philips/129DYPRG_1-03.xml");
        Assert.DoesNotContain(EcgMeasurer.Measure(recording)!.Flags, flag => flag.Code == EcgFlag.CartDisagrees);
        var told = recording with { Statements = [new DeviceStatement(statement)] };
        var flag = EcgMeasurer.Measure(told)!.Flags.SingleOrDefault(flag => flag.Code == EcgFlag.CartDisagrees);
        Assert.Equal(expected is null ? [] : [expected], flag?.Because.Select(part => part.Code) ?? []);
        Assert.Equal(expected is null ? null : FlagLevel.Abnormal, flag?.Level);
    }

    [RealFilesFact]
    public void A_rate_and_an_interval_far_from_the_carts_are_told_with_both_numbers()
    {
        var recording = RealEcgs.Read("ludb/data/7.hea") with
        {
            Measurements =
            [
                new DeviceMeasurement(MeasurementNames.HeartRate, 124, "bpm"),
                new DeviceMeasurement(MeasurementNames.Qt, 520, "ms"),
            ],
        };
        var flag = Assert.Single(EcgMeasurer.Measure(recording)!.Flags, flag => flag.Code == EcgFlag.CartDisagrees);
        Assert.Equal(["cart_rate", "cart_interval"], flag.Because.Select(part => part.Code));
        Assert.Equal(("124", "QT", "520"),
            (flag.Because[0].Values[0], flag.Because[1].Values[0], flag.Because[1].Values[1]));
    }

    [RealFilesTheory]
    [InlineData("wfdb/a103l.hea")]
    [InlineData("wfdb/multi-fixed1/v102s.hea")]
    public void A_monitors_false_alarm_of_standstill_or_ventricular_tachycardia_is_not_repeated(string file)
    {
        // Both are from the PhysioNet challenge of 2015, whose readers judged the alarms to be false.
        var flags = EcgMeasurer.Measure(RealEcgs.Read(file))!.Flags;
        Assert.DoesNotContain(flags,
            flag => flag.Code is "asystole" or "ventricular_fibrillation" or "ventricular_run");
    }

    [RealFilesTheory]
    [InlineData("ludb/", "ludb/data/")]
    [InlineData("cinc2021/", "cinc2021/")]
    public void No_ECG_of_a_beating_heart_is_taken_for_standstill_and_every_flag_says_why_and_where(
        string set, string folder)
    {
        foreach (var record in RealEcgs.Expected(set).GetProperty("records").EnumerateObject())
        {
            var flags = EcgMeasurer.Measure(RealEcgs.Read($"{folder}{record.Name}.hea"))!.Flags;
            Assert.DoesNotContain(flags, flag => flag.Code is "ventricular_fibrillation" or "asystole");
            Assert.All(flags,
                flag => Assert.True(flag is { AtMs: >= 0, Because.Count: > 0, Reason.Length: > 10 }, flag.Code));
        }
    }

    [Fact]
    public void A_chaotic_wave_of_five_hertz_is_ventricular_fibrillation()
    {
        var noise = new Random(1);
        var (phase, size) = (0.0, 1.0);
        var samples = new int[5000];
        for (var at = 0; at < samples.Length; at++)
        {
            // The frequency wanders between 4 and 6 Hz and the size between 0.1 and 0.5 mV, as coarse fibrillation
            // does.
            if (at % 60 == 0) size = 0.2 + noise.NextDouble();
            phase += 2 * Math.PI * (4 + 2 * noise.NextDouble()) / 500;
            samples[at] = (int)(300 * size * Math.Sin(phase));
        }
        var flags = EcgMeasurer.Measure(Trace(at => samples[at]))!.Flags;
        Assert.Contains(flags, flag => flag is { Code: "ventricular_fibrillation", Level: FlagLevel.Critical });
    }

    [Fact]
    public void Wide_beats_at_140_a_minute_without_P_are_ventricular_tachycardia()
    {
        int Sample(int at) => Bump(at % 214, 60, 18, 1500) - Bump(at % 214, 145, 22, 400);
        var flags = EcgMeasurer.Measure(Trace(Sample))!.Flags;
        Assert.Contains(flags, flag => flag is { Code: "ventricular_run", Level: FlagLevel.Critical });
        Assert.DoesNotContain(flags, flag => flag.Code == "ventricular_fibrillation");
    }

    [Fact]
    public void A_second_P_half_way_between_slow_beats_is_two_to_one_block()
    {
        // 40 beats a minute, P every 750 ms.
        int Single(int at) =>
            Bump(at % 750, 100, 16, 120) + Bump(at % 750, 180, 5, 1200) + Bump(at % 750, 310, 30, 250);
        int Double(int at) => Single(at) + Bump(at % 750, 475, 16, 120);
        Assert.Contains(EcgMeasurer.Measure(Trace(Double))!.Flags, flag => flag.Code == "av_block_2_to_1");
        Assert.DoesNotContain(EcgMeasurer.Measure(Trace(Single))!.Flags, flag => flag.Code == "av_block_2_to_1");
    }

    [Fact]
    public void Spikes_of_a_pacemaker_are_told_where_the_rate_can_show_them()
    {
        int Sample(int at) => Bump(at % 900, 400, 40, 900) + (at % 900 is 330 or 331 ? 3000 : 0);
        var flag = Assert.Single(
            EcgMeasurer.Measure(Trace(Sample, rateHz: 1000))!.Flags, flag => flag.Code == "pacing");
        Assert.Equal(330, flag.AtMs!.Value, tolerance: 2);
        Assert.DoesNotContain(EcgMeasurer.Measure(Trace(Sample))!.Flags, flag => flag.Code == "pacing");
    }

    private static int Bump(int at, int centre, double widthSamples, int heightUv) =>
        (int)(heightUv * Math.Exp(-0.5 * Math.Pow((at - centre) / widthSamples, 2)));

    [Fact]
    public void A_recording_without_voltage_is_not_measured() =>
        Assert.Null(EcgMeasurer.Measure(new EcgRecording { Format = EcgFormat.Csv, Groups = [] }));

    private static EcgRecording Trace(Func<int, int> sample, double rateHz = 500) => new()
    {
        Format = EcgFormat.Csv,
        Groups =
        [
            new EcgGroup
            {
                Label = "RHYTHM", Kind = EcgGroupKind.Rhythm, SamplingRateHz = rateHz,
                Leads = [.. Leads.Twelve.Select(label => new EcgLead
                {
                    Label = label, SourceLabel = label, UnitsPerCount = 1, Samples = Enumerable.Range(0, 5000)
                        .Select(sample).ToArray(),
                })],
            },
        ],
    };
}
