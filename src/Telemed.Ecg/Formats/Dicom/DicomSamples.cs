using System.Buffers.Binary;

namespace Telemed.Ecg.Formats.Dicom;

/// <summary>
/// Divides channel-interleaved waveform data (PS3.3 C.10.9.1.7) into columns; numbers arrive little-endian.
/// </summary>
internal static class DicomSamples
{
    /// <summary>Unsigned 32-bit counts are kept below zero and carried back by the lead's offset.</summary>
    internal const double UnsignedBias = 2_147_483_648.0;

    internal static int[][] Decode(
        ReadOnlySpan<byte> data, ReadOnlySpan<byte> padding, string coding, int channels, int frames)
    {
        var width = Width(coding);
        if ((long)frames * channels * width > data.Length) frames = data.Length / (channels * width);
        var missing = padding.Length >= width && IsExtreme(Sample(padding, coding), coding)
            ? Sample(padding, coding) : EcgLead.Missing;
        var columns = new int[channels][];
        for (var channel = 0; channel < channels; channel++)
        {
            columns[channel] = new int[frames];
            ReadColumn(data[Math.Min(data.Length, channel * width)..], coding, channels * width, columns[channel]);
            columns[channel].AsSpan().Replace(missing, EcgLead.Missing);
        }
        return columns;
    }

    private static void ReadColumn(ReadOnlySpan<byte> data, string coding, int stride, Span<int> column)
    {
        // Nearly every cart writes signed 16-bit numbers; asking for the coding at each of them takes most of the time.
        if (coding == "SS")
            for (var frame = 0; frame < column.Length; frame++)
                column[frame] = BinaryPrimitives.ReadInt16LittleEndian(data[(frame * stride)..]);
        else
            for (var frame = 0; frame < column.Length; frame++)
                column[frame] = Sample(data[(frame * stride)..], coding);
    }

    /// <summary>
    /// Converters write a padding value of zero without using it, and zero is also a voltage: only a value at the end
    /// of the range can mean that nothing was recorded.
    /// </summary>
    private static bool IsExtreme(int sample, string coding) => coding switch
    {
        "SB" => sample is sbyte.MinValue or sbyte.MaxValue,
        "UB" => sample is byte.MaxValue,
        "SS" => sample is short.MinValue or short.MaxValue,
        "US" => sample is ushort.MaxValue,
        "SL" or "UL" => sample is int.MinValue or int.MaxValue,
        _ => false,
    };

    private static int Width(string coding) => coding switch
    {
        "SB" or "UB" or "MB" or "AB" => 1,
        "SS" or "US" => 2,
        "SL" or "UL" => 4,
        _ => throw new EcgFormatException("DICOM waveform", 0, $"Sample interpretation {coding} is not known."),
    };

    private static int Sample(ReadOnlySpan<byte> at, string coding) => coding switch
    {
        "SS" => BinaryPrimitives.ReadInt16LittleEndian(at),
        "US" => BinaryPrimitives.ReadUInt16LittleEndian(at),
        "SL" => BinaryPrimitives.ReadInt32LittleEndian(at),
        "UL" => unchecked((int)(BinaryPrimitives.ReadUInt32LittleEndian(at) - 0x80000000u)),
        "SB" => unchecked((sbyte)at[0]),
        "UB" => at[0],
        "MB" => MuLaw(at[0]),
        _ => ALaw(at[0]),
    };

    /// <summary>µ-law expansion to 14 bits (ITU-T G.711, table 2).</summary>
    private static int MuLaw(byte stored)
    {
        var code = ~stored & 0xFF;
        var magnitude = (((code & 0x0F) << 1) + 33 << (code >> 4 & 7)) - 33;
        return (code & 0x80) != 0 ? -magnitude : magnitude;
    }

    /// <summary>A-law expansion to 13 bits (ITU-T G.711, table 1).</summary>
    private static int ALaw(byte stored)
    {
        var code = stored ^ 0x55;
        var segment = code >> 4 & 7;
        var magnitude = ((code & 0x0F) << 1) + 1;
        if (segment > 0) magnitude = magnitude + 32 << segment - 1;
        return (code & 0x80) != 0 ? magnitude : -magnitude;
    }
}
