using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Telemed.Ecg;
using Telemed.Ecg.Measure;
using Telemed.TestKit;

namespace Telemed.Bench;

/// <summary>
/// Accuracy of the measuring on stored databases: tuned on odd record numbers only, both halves printed, beside the
/// figures other tools reach on the same or like data.
/// </summary>
internal static class EcgBench
{
    private const double MatchMs = 150;
    private static readonly string[] LudbLeads = ["i", "ii", "iii", "avr", "avl", "avf", "v1", "v2", "v3", "v4", "v5",
        "v6"];

    internal static Task<int> Run(string[] args, CancellationToken cancel)
    {
        if (TestData.Folder("ecg") is not { } folder || !Directory.Exists(folder))
        {
            Console.Error.WriteLine("The folder of real files is absent; set TELEMED_TEST_DATA.");
            return Task.FromResult(1);
        }
        var detail = args.Contains("--detail");
        Console.WriteLine($"ECG measuring, version {EcgMeasurer.Version}; beats match within {MatchMs} ms.");
        Ludb(folder, detail, cancel);
        if (args.Contains("--ludb")) return Task.FromResult(0);
        MitBih(folder);
        Stored(folder);
        AtrialFibrillation(folder, detail);
        return Task.FromResult(0);
    }

    internal static EcgRecording Read(string path) => EcgReader.Read(File.ReadAllBytes(path), new EcgReadOptions
    {
        Sibling = name => Path.Combine(Path.GetDirectoryName(path)!, name) is var file && File.Exists(file)
            ? File.ReadAllBytes(file) : null,
    });

    private sealed record Wave(double On, double Peak, double Off);

    private sealed record Reference(List<Wave> P, List<Wave> Qrs, List<Wave> T);

    /// <summary>Complete triples of onset, peak and end of one lead, in milliseconds.</summary>
    private static Reference ReadReference(string file)
    {
        var marks = WfdbAnnotations.Read(File.ReadAllBytes(file));
        var reference = new Reference([], [], []);
        for (var at = 1; at < marks.Count - 1; at++)
        {
            if (marks[at - 1].Symbol != "(" || marks[at + 1].Symbol != ")") continue;
            var wave = new Wave(marks[at - 1].Sample * 2, marks[at].Sample * 2, marks[at + 1].Sample * 2);
            (marks[at].Symbol switch { "p" => reference.P, "t" => reference.T, _ => reference.Qrs }).Add(wave);
        }
        return reference;
    }

    private sealed class Half
    {
        internal int Truth, Found, Matched;
        internal int PTruth, PFound, PMatched, TTruth, TFound, TMatched;
        internal readonly Dictionary<string, List<double>> Errors = [];
        internal int HrWithin, HrCount;

        internal static Half Sum(Half one, Half other)
        {
            var sum = new Half
            {
                Truth = one.Truth + other.Truth, Found = one.Found + other.Found, Matched = one.Matched + other.Matched,
                PTruth = one.PTruth + other.PTruth, PFound = one.PFound + other.PFound,
                PMatched = one.PMatched + other.PMatched, TTruth = one.TTruth + other.TTruth,
                TFound = one.TFound + other.TFound, TMatched = one.TMatched + other.TMatched,
                HrWithin = one.HrWithin + other.HrWithin, HrCount = one.HrCount + other.HrCount,
            };
            foreach (var (name, errors) in one.Errors.Concat(other.Errors))
                foreach (var error in errors) sum.Add(name, error);
            return sum;
        }

        internal void Add(string name, double error)
        {
            if (!Errors.TryGetValue(name, out var list)) Errors[name] = list = [];
            list.Add(error);
        }
    }

    private static void Ludb(string folder, bool detail, CancellationToken cancel)
    {
        Half odd = new(), even = new();
        var watch = new Stopwatch();
        var records = Directory.GetFiles(Path.Combine(folder, "ludb/data"), "*.hea")
            .Select(Path.GetFileNameWithoutExtension)
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Order().ToArray();
        foreach (var record in records)
        {
            cancel.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, "ludb/data", record.ToString(CultureInfo.InvariantCulture));
            var recording = Read(path + ".hea");
            watch.Start();
            var analysis = EcgMeasurer.Measure(recording)!;
            watch.Stop();
            var half = record % 2 == 1 ? odd : even;
            ScoreRecord(half, analysis, [.. LudbLeads.Select(lead => ReadReference(path + "." + lead))], record,
                detail);
        }
        Console.WriteLine(
            $"\nLUDB, {records.Length} records, "
            + $"{watch.Elapsed.TotalMilliseconds / records.Length:F1} ms to measure one");
        Print("odd (tuned on)", odd);
        Print("even (held out)", even);
        Print("both", Half.Sum(odd, even));
        Console.WriteLine("  anchors, lead II: gqrs Se 94.48 PPV 100.00; wqrs Se 100.00 PPV 98.01");
        Console.WriteLine(
            "  anchors, wavedet on QTDB (SD): Pon 14.8 Poff 12.8 QRSon 7.7 QRSoff 8.7 Tpeak 13.9 Toff 18.1");
    }

    private static void ScoreRecord(Half half, EcgAnalysis analysis, Reference[] leads, int record, bool detail)
    {
        var two = leads[1].Qrs.Select(wave => wave.Peak).ToArray();
        if (two.Length == 0) return;
        var found = analysis.Beats.Where(beat => beat.AtMs >= two[0] - MatchMs && beat.AtMs <= two[^1] + MatchMs)
            .ToArray();
        var matched = two.Count(truth => found.Any(beat => Math.Abs(beat.AtMs - truth) <= MatchMs));
        half.Truth += two.Length;
        half.Found += found.Length;
        half.Matched += matched;
        if (detail && (matched < two.Length || found.Length > matched))
        {
            var missed = two.Where(truth => !found.Any(beat => Math.Abs(beat.AtMs - truth) <= MatchMs));
            var falseBeats = found.Where(beat => !two.Any(truth => Math.Abs(beat.AtMs - truth) <= MatchMs));
            Console.WriteLine($"  record {record}: truth {two.Length} found {found.Length} matched {matched}: "
                + $"missed {string.Join(' ', missed)} "
                + $"false {string.Join(' ', falseBeats.Select(beat => beat.AtMs))}");
        }
        ScoreWaves(half, found, leads, two, record, detail);
        ScoreIntervals(half, analysis, leads, two, record, detail);
    }

    private static void ScoreWaves(Half half, EcgBeat[] found, Reference[] leads, double[] two, int record, bool detail)
    {
        var recordErrors = new Dictionary<string, List<double>>();
        foreach (var beat in found)
        {
            if (!two.Any(truth => Math.Abs(beat.AtMs - truth) <= MatchMs)) continue;
            Wave? Middle(Func<Reference, List<Wave>> pick, double from, double to)
            {
                var near = leads.Select(lead => pick(lead).FirstOrDefault(wave => wave.Peak >= beat.AtMs + from
                    && wave.Peak <= beat.AtMs + to)).OfType<Wave>().ToArray();
                // A wave counts as there when at least half of the leads' annotators drew it.
                return near.Length * 2 < leads.Length ? null
                    : new Wave(Median(near.Select(wave => wave.On)), Median(near.Select(wave => wave.Peak)),
                        Median(near.Select(wave => wave.Off)));
            }
            var (p, q, t) = (Middle(lead => lead.P, -360, -40), Middle(lead => lead.Qrs, -MatchMs, MatchMs),
                Middle(lead => lead.T, 80, 600));
            // The first and the last cycle are not annotated: no P before the first QRS, no T after the last.
            if (beat.AtMs > two[0] + MatchMs)
            {
                half.PTruth += p is null ? 0 : 1;
                half.PFound += beat.POnMs is null ? 0 : 1;
                half.PMatched += p is not null && beat.POnMs is not null ? 1 : 0;
                if (detail && record % 2 == 1 && (p is null) != (beat.POnMs is null))
                    Console.WriteLine($"  record {record}: P at beat {beat.AtMs} truth {p is not null} "
                        + $"found {beat.POnMs is not null} {beat.Dominant}");
            }
            if (beat.AtMs < two[^1] - MatchMs)
            {
                half.TTruth += t is null ? 0 : 1;
                half.TFound += beat.TOffMs is null ? 0 : 1;
                half.TMatched += t is not null && beat.TOffMs is not null ? 1 : 0;
                if (detail && record % 2 == 1 && (t is null) != (beat.TOffMs is null))
                    Console.WriteLine($"  record {record}: T at beat {beat.AtMs} truth {t is not null} "
                        + $"found {beat.TOffMs is not null} {beat.Dominant}");
            }
            foreach (var (name, ours, theirs) in ((string, double?, double?)[])
                [("Pon", beat.POnMs, p?.On), ("Poff", beat.POffMs, p?.Off), ("QRSon", beat.QrsOnMs, q?.On),
                    ("QRSoff", beat.QrsOffMs, q?.Off),
                    ("Tpeak", beat.TPeakMs, t?.Peak), ("Toff", beat.TOffMs, t?.Off)])
            {
                if (ours is not { } one || theirs is not { } other) continue;
                half.Add(name, one - other);
                if (detail && record % 2 == 1 && Math.Abs(one - other) > 40)
                    Console.WriteLine($"  record {record}: {name} of beat {beat.AtMs} "
                        + $"{(beat.Dominant ? "" : "(other shape) ")}off by {one - other:F0} ms");
                if (!recordErrors.TryGetValue(name, out var list)) recordErrors[name] = list = [];
                list.Add(one - other);
            }
        }
        if (detail && record % 2 == 1)
            foreach (var (name, errors) in recordErrors)
                if (Math.Abs(errors.Average()) > 15)
                    Console.WriteLine($"  record {record}: {name} mean error {errors.Average():F0} ms");
    }

    private static void ScoreIntervals(
        Half half, EcgAnalysis analysis, Reference[] leads, double[] two, int record, bool detail)
    {
        double? Each(Func<Reference, IEnumerable<double>> values)
        {
            var medians = leads.Select(lead => values(lead).ToArray()).Where(lead => lead.Length > 0)
                .Select(lead => Median(lead)).ToArray();
            return medians.Length == 0 ? null : Median(medians);
        }
        static IEnumerable<double> Pairs(
            List<Wave> first, List<Wave> second, double from, double to, Func<Wave, Wave, double> value) =>
            first.SelectMany(one => second.Where(other => other.Peak - one.Peak >= from && other.Peak - one.Peak <= to)
                .Select(other => value(one, other)));
        var intervals = analysis.Intervals;
        foreach (var (name, ours, theirs) in ((string, double?, double?)[])
            [
                ("P dur", intervals.PMs, Each(lead => lead.P.Select(wave => wave.Off - wave.On))),
                ("PR", intervals.PrMs, Each(lead => Pairs(lead.P, lead.Qrs, 40, 360, (p, q) => q.On - p.On))),
                ("QRS", intervals.QrsMs, Each(lead => lead.Qrs.Select(wave => wave.Off - wave.On))),
                ("QT", intervals.QtMs, Each(lead => Pairs(lead.Qrs, lead.T, 80, 600, (q, t) => t.Off - q.On))),
            ])
            if (ours is { } one && theirs is { } other)
            {
                half.Add(name, one - other);
                if (detail && record % 2 == 1 && Math.Abs(one - other) > 25)
                    Console.WriteLine($"  record {record}: {name} {one:F0}, reference {other:F0} ms");
            }
        if (two.Length < 2 || intervals.HeartRateBpm is not { } rate) return;
        var inside = analysis.Beats.Where(beat => beat.AtMs >= two[0] - MatchMs && beat.AtMs <= two[^1] + MatchMs)
            .ToArray();
        if (inside.Length > 1) rate = 60_000 * (inside.Length - 1) / (inside[^1].AtMs - inside[0].AtMs);
        half.HrCount++;
        half.HrWithin += Math.Abs(rate - 60_000 * (two.Length - 1) / (two[^1] - two[0])) <= 1 ? 1 : 0;
    }

    private static void Print(string name, Half half)
    {
        Console.WriteLine(
            $"  {name}: QRS {half.Truth}: Se {100.0 * half.Matched / half.Truth:F2} "
            + $"PPV {100.0 * half.Matched / half.Found:F2}; "
            + $"P F1 {F1(half.PMatched, half.PTruth, half.PFound):F1}, "
            + $"T F1 {F1(half.TMatched, half.TTruth, half.TFound):F1}; "
            + $"HR within 1 bpm {half.HrWithin}/{half.HrCount}");
        Console.WriteLine(
            "    " + string.Join("  ",
            half.Errors.Select(pair => $"{pair.Key} {pair.Value.Average():F1}±{Deviation(pair.Value):F1}")) + "  ms");
    }

    private static double F1(int matched, int truth, int found) => truth + found == 0 ? 100
        : 200.0 * matched / (truth + found);

    private static double Deviation(List<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Count - 1));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2]
            : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static void MitBih(string folder)
    {
        var recording = Read(Path.Combine(folder, "wfdb/100.hea"));
        var truth = recording.Annotations.Where(mark => mark.Code is "N" or "A" or "V").Select(mark => mark.AtMs)
            .ToArray();
        var watch = Stopwatch.StartNew();
        var found = EcgMeasurer.Measure(recording)!.Beats.Select(beat => beat.AtMs).ToArray();
        var matched = truth.Count(at => Nearest(found, at) <= MatchMs);
        Console.WriteLine($"\nMIT-BIH 100: {truth.Length} beats: Se {100.0 * matched / truth.Length:F2} "
            + $"PPV {100.0 * found.Count(at => Nearest(truth, at) <= MatchMs) / found.Length:F2} "
            + $"({watch.ElapsedMilliseconds} ms); gqrs, wqrs 100.00 / 99.96");
    }

    private static double Nearest(double[] sorted, double at)
    {
        var index = Array.BinarySearch(sorted, at);
        if (index >= 0) return 0;
        index = ~index;
        return Math.Min(index < sorted.Length ? sorted[index] - at : double.MaxValue, index > 0 ? at - sorted[index - 1]
            : double.MaxValue);
    }

    /// <summary>Our values beside those the carts stored (GE 12SL, Philips DXL, Mortara).</summary>
    private static void Stored(string folder)
    {
        Console.WriteLine("\nbeside the carts' own values (ours / cart)");
        string[] files =
        [
            .. Directory.GetFiles(Path.Combine(folder, "muse")).Order(),
            .. Directory.GetFiles(Path.Combine(folder, "philips"), "*1-0*.xml").Order(),
            Path.Combine(folder, "dicom/waveform_ecg.dcm"), Path.Combine(folder, "scp/Example.scp"),
            Path.Combine(folder, "scp/burdick_refbeat.scp"),
        ];
        var differences = new Dictionary<string, List<double>>();
        foreach (var file in files)
        {
            var recording = Read(file);
            if (EcgMeasurer.Measure(recording) is not { } analysis) continue;
            string Beside(string name, double? ours)
            {
                var cart = recording.Measurements.FirstOrDefault(at => at.Name == name && at.Lead is null)?.Value;
                if (ours - cart is { } difference)
                {
                    if (name.EndsWith("axis", StringComparison.Ordinal))
                        difference = Math.IEEERemainder(difference, 360);
                    if (!differences.TryGetValue(name, out var list)) differences[name] = list = [];
                    list.Add(difference);
                }
                return string.Create(CultureInfo.InvariantCulture,
                    $"{name} {ours:F0}/{(cart is null ? "-" : $"{cart:F0}")}");
            }
            var i = analysis.Intervals;
            Console.WriteLine($"  {Path.GetFileName(file),-44} {Beside("HR", i.HeartRateBpm)} {Beside("PR", i.PrMs)} " +
                $"{Beside("QRS", i.QrsMs)} {Beside("QT", i.QtMs)} {Beside("P axis", i.PAxisDeg)} " +
                $"{Beside("QRS axis", i.QrsAxisDeg)} {Beside("T axis", i.TAxisDeg)} " +
                $"flags {string.Join(' ', analysis.Flags.Select(flag => flag.Code))}");
        }
        Console.WriteLine("  differences " + string.Join("  ", differences.Select(pair =>
            $"{pair.Key} {pair.Value.Average():F1}±{Deviation(pair.Value):F1} (n {pair.Value.Count})")));
    }

    /// <summary>
    /// Ten-second windows that lie wholly inside or outside an annotated episode, and the rhythms of LUDB and CinC.
    /// </summary>
    private static void AtrialFibrillation(string folder, bool detail)
    {
        var counts = new Dictionary<string, (int Tp, int Fn, int Tn, int Fp)>();
        void Count(string set, bool truth, bool found)
        {
            var c = counts.GetValueOrDefault(set);
            counts[set] = truth ? found ? c with { Tp = c.Tp + 1 } : c with { Fn = c.Fn + 1 } : found
                ? c with { Fp = c.Fp + 1 } : c with { Tn = c.Tn + 1 };
        }
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "cpsc2021"), "*.hea").Order())
        {
            var recording = Read(file);
            var odd = int.Parse(Path.GetFileNameWithoutExtension(file)
                .Split('_')[2], CultureInfo.InvariantCulture) % 2 == 1 ? "odd" : "even";
            foreach (var (window, truth) in Windows(recording))
            {
                var found = EcgMeasurer.Measure(window)?.Flags.Any(flag => flag.Code == "atrial_fibrillation") == true;
                Count($"CPSC {odd}", truth, found);
                Count("CPSC all", truth, found);
            }
        }
        var expected =
            JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json"))).RootElement.GetProperty(
            "files");
        foreach (var record in expected.GetProperty("ludb/").GetProperty("records").EnumerateObject())
        {
            var truth = record.Value.GetProperty("comments").EnumerateArray()
                .Any(text => text.GetString()!.Contains("atrial fl", StringComparison.OrdinalIgnoreCase)
                || text.GetString()!.Contains("fibrillation", StringComparison.OrdinalIgnoreCase));
            var found = EcgMeasurer.Measure(Read(Path.Combine(folder, "ludb/data", record.Name + ".hea")))!.Flags.Any(
                flag => flag.Code == "atrial_fibrillation");
            Count("LUDB", truth, found);
            if (detail && truth != found) Console.WriteLine($"  LUDB {record.Name}: AF truth {truth} found {found}");
        }
        foreach (var record in expected.GetProperty("cinc2021/").GetProperty("records").EnumerateObject())
        {
            var truth = record.Value.GetProperty("dxSnomed").EnumerateArray()
                .Any(code => code.GetString() is "164889003" or "164890007");
            var found = EcgMeasurer.Measure(Read(Path.Combine(folder, "cinc2021", record.Name + ".hea")))!.Flags.Any(
                flag => flag.Code == "atrial_fibrillation");
            Count("CinC", truth, found);
            if (detail && truth != found) Console.WriteLine($"  CinC {record.Name}: AF truth {truth} found {found}");
        }
        Console.WriteLine("\natrial fibrillation, 10-s windows (long records in the literature: Se 94-97 Sp 95-98)");
        foreach (var (set, c) in counts)
            Console.WriteLine(
                $"  {set}: Se {100.0 * c.Tp / Math.Max(1, c.Tp + c.Fn):F1} ({c.Tp}/{c.Tp + c.Fn}) "
                + $"Sp {100.0 * c.Tn / Math.Max(1, c.Tn + c.Fp):F1} ({c.Tn}/{c.Tn + c.Fp})");
    }

    internal static IEnumerable<(EcgRecording Window, bool Truth)> Windows(EcgRecording recording)
    {
        var rhythm = recording.Rhythm!;
        var marks = recording.Annotations.Where(mark => mark.Text?.StartsWith('(') == true).ToArray();
        var size = (int)(10 * rhythm.SamplingRateHz);
        for (var start = 0; start + size <= rhythm.SampleCount; start += size)
        {
            var (fromMs, toMs) = (start * 1000 / rhythm.SamplingRateHz, (start + size) * 1000 / rhythm.SamplingRateHz);
            var current = marks.LastOrDefault(mark => mark.AtMs <= fromMs);
            if (current is null || marks.Any(mark => mark.AtMs > fromMs && mark.AtMs < toMs)) continue;
            var leads = rhythm.Leads.Select(lead => lead with { Samples = lead.Samples.Slice(start, size) }).ToArray();
            yield return (recording with { Groups = [rhythm with { Leads = leads }], Annotations = [] },
                current.Text!.StartsWith("(AFIB", StringComparison.Ordinal)
                || current.Text.StartsWith("(AFL", StringComparison.Ordinal));
        }
    }
}
