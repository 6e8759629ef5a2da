using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Telemed.Hub.Platform;

/// <summary>
/// Gathers the figures of the process and writes them as Prometheus text: how long each route and use case took, how
/// much is running. Labels come from routes and codes, never from requests, so their number stays small.
/// </summary>
internal sealed class HubMetrics : IHostedService, IDisposable
{
    internal const string MeterName = "Telemed";
    private const int SeriesLimit = 5_000;

    private static readonly double[] BoundsSeconds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private static readonly string[] HeardMeters =
        [MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Http.Connections", "Npgsql", "System.Runtime"];

    // What a request could choose freely must not become a label.
    private static readonly string[] KeptLabels =
        ["http.route", "http.request.method", "http.response.status_code", "use_case", "kind", "outcome",
        "db.client.connection.state", "gc.heap.generation"];

    // A busy route is measured thousands of times a second: its series is found by the tags as they are, and their text
    // is made once.
    private readonly ConcurrentDictionary<Tags, Series> known = new();
    private readonly ConcurrentDictionary<(string Name, string Labels), Series> series = new();
    private readonly MeterListener listener = new();

    public HubMetrics()
    {
        listener.InstrumentPublished = (instrument, heard) =>
        {
            if (Array.IndexOf(HeardMeters, instrument.Meter.Name) >= 0) heard.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => listener.Dispose();

    /// <summary>Everything gathered so far, in Prometheus text format 0.0.4.</summary>
    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var group in series.GroupBy(pair => pair.Key.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append("# TYPE ").Append(group.Key).Append(' ').Append(group.First().Value.Type).Append('\n');
            foreach (var (key, each) in group.OrderBy(pair => pair.Key.Labels, StringComparer.Ordinal))
                each.Write(text, key.Name, key.Labels);
        }
        return text.ToString();
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var isShort = Tags.TryTake(instrument, tags, out var same);
        if (isShort && known.TryGetValue(same, out var found))
        {
            found.Add(value);
            return;
        }
        var key = (NameOf(instrument), LabelsOf(tags));
        if (!series.TryGetValue(key, out found))
        {
            if (series.Count >= SeriesLimit) return;
            found = series.GetOrAdd(key, _ => Make(instrument));
        }
        if (isShort && known.Count < SeriesLimit) known[same] = found;
        found.Add(value);
    }

    /// <summary>An instrument with the values of its kept labels; as many as an answer has.</summary>
    private readonly record struct Tags(Instrument Instrument, object? First, object? Second, object? Third)
    {
        public static bool TryTake(
            Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags, out Tags taken)
        {
            object? first = null, second = null, third = null;
            var count = 0;
            foreach (var (name, value) in tags)
            {
                if (Array.IndexOf(KeptLabels, name) < 0) continue;
                switch (count++)
                {
                    case 0: first = value; break;
                    case 1: second = value; break;
                    default: third = value; break;
                }
            }
            taken = new Tags(instrument, first, second, third);
            return count <= 3;
        }
    }

    private static Series Make(Instrument instrument)
    {
        var kind = instrument.GetType();
        var definition = kind.IsGenericType ? kind.GetGenericTypeDefinition() : kind;
        if (definition == typeof(Histogram<>)) return new HistogramSeries();
        if (definition == typeof(Counter<>)) return new SumSeries("counter");
        if (definition == typeof(UpDownCounter<>)) return new SumSeries("gauge");
        return new LastSeries(definition == typeof(ObservableCounter<>) ? "counter" : "gauge");
    }

    private static string NameOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_').Replace('-', '_');
        return instrument.Unit is "s" && !name.EndsWith("_seconds", StringComparison.Ordinal) ? name + "_seconds"
            : name;
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            if (Array.IndexOf(KeptLabels, name) < 0) continue;
            if (text.Length > 0) text.Append(',');
            text.Append(name.Replace('.', '_')).Append("=\"")
                .Append(Convert.ToString(value, CultureInfo.InvariantCulture)?
                    .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal))
                .Append('"');
        }
        return text.ToString();
    }

    private abstract class Series(string type)
    {
        public string Type => type;

        protected Lock Gate { get; } = new();

        public abstract void Add(double value);

        public abstract void Write(StringBuilder text, string name, string labels);

        protected static void Line(StringBuilder text, string name, string labels, double value)
        {
            text.Append(name);
            if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
            text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }
    }

    private sealed class SumSeries(string type) : Series(type)
    {
        private double sum;

        public override void Add(double value)
        {
            lock (Gate) sum += value;
        }

        public override void Write(StringBuilder text, string name, string labels)
        {
            lock (Gate) Line(text, name, labels, sum);
        }
    }

    private sealed class LastSeries(string type) : Series(type)
    {
        private double last;

        public override void Add(double value) => Volatile.Write(ref last, value);

        public override void Write(StringBuilder text, string name, string labels) =>
            Line(text, name, labels, Volatile.Read(ref last));
    }

    private sealed class HistogramSeries() : Series("histogram")
    {
        private readonly long[] counts = new long[BoundsSeconds.Length + 1];
        private double sum;

        public override void Add(double value)
        {
            var bucket = Array.FindIndex(BoundsSeconds, bound => value <= bound);
            lock (Gate)
            {
                counts[bucket < 0 ? BoundsSeconds.Length : bucket]++;
                sum += value;
            }
        }

        public override void Write(StringBuilder text, string name, string labels)
        {
            lock (Gate)
            {
                var comma = labels.Length > 0 ? "," : "";
                long running = 0;
                for (var index = 0; index < BoundsSeconds.Length; index++)
                {
                    running += counts[index];
                    Line(text, name + "_bucket",
                        $"{labels}{comma}le=\"{BoundsSeconds[index].ToString("R", CultureInfo.InvariantCulture)}\"",
                        running);
                }
                running += counts[^1];
                Line(text, name + "_bucket", $"{labels}{comma}le=\"+Inf\"", running);
                Line(text, name + "_sum", labels, sum);
                Line(text, name + "_count", labels, running);
            }
        }
    }
}
