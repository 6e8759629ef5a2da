namespace Telemed.Ecg.Formats.Wfdb;

/// <summary>
/// WFDB signal files compressed with FLAC: format 508 holds 8 bits a sample, 516 holds 16, 524 holds 24.
/// </summary>
internal static class WfdbFlac
{
    internal static bool Knows(int format) => format is 508 or 516 or 524;

    internal static List<(WfdbSignal, int[])> Read(
        ReadOnlyMemory<byte> file, WfdbSignal[] signals, long? frames, List<EcgWarning> warnings)
    {
        var decoder = new FlacDecoder(file.Span);
        if (signals.Any(signal => signal.PerFrame != signals[0].PerFrame))
            throw new EcgFormatException("WFDB header", 0, "FLAC signals of one file have different rates.");
        var perFrame = signals[0].PerFrame;
        if (decoder.Channels != signals.Length)
            throw new EcgFormatException("WFDB header", 0, "The FLAC stream has another number of signals.");
        var length = Math.Min(frames * perFrame ?? decoder.SamplesPerChannel, decoder.SamplesPerChannel == 0
            ? long.MaxValue : decoder.SamplesPerChannel);
        // A FLAC frame of a constant takes a dozen bytes for at most 65,536 samples.
        if (length <= 0 || length * signals.Length > EcgLimits.Samples || length > file.Length * 8192L)
            throw new EcgFormatException("FLAC", 0, "The stream has an impossible length.");
        var channels = decoder.Decode((int)length);
        var count = channels[0].Length;
        if (count < length) warnings.Add(EcgWarning.Of("file_samples", length, count));
        var read = new List<(WfdbSignal, int[])>();
        for (var index = 0; index < channels.Length; index++)
        {
            var samples = channels[index];
            WfdbReader.Verify(signals[index], samples, warnings);
            var missing = signals[index].Format switch { 508 => -128, 516 => short.MinValue, _ => -8_388_608 };
            samples.AsSpan().Replace(missing, EcgLead.Missing);
            read.Add((signals[index], samples));
        }
        return read;
    }
}
