using System.Globalization;
using System.Text;

namespace Telemed.Ecg.Writing;

internal static class CsvWriter
{
    internal static byte[] Write(EcgRecording recording)
    {
        var (group, leads) = Writable.Rhythm(recording, derived: true);
        var text = new StringBuilder("time_ms");
        foreach (var lead in leads) text.Append(',').Append(lead.Label);
        text.Append('\n');
        for (var index = 0; index < group.SampleCount; index++)
        {
            text.Append(Number(index * 1000 / group.SamplingRateHz));
            foreach (var lead in leads)
            {
                text.Append(',');
                if (lead.Samples.Span[index] != EcgLead.Missing) text.Append(Number(lead.ValueAt(index)));
            }
            text.Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Six decimals are a millionth of a microvolt: finer than any count, and free of binary tails.</summary>
    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
