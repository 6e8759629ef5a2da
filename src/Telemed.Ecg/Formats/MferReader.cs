using System.Buffers.Binary;
using System.Text;

namespace Telemed.Ecg.Formats;

/// <summary>Reads MFER files (ISO 22077-1, ISO 22077-2 for ECG).</summary>
internal static class MferReader
{
    private const int TagsLimit = 1_000_000;
    private const int FramesLimit = 10_000;

    internal static EcgRecording Read(ReadOnlyMemory<byte> file)
    {
        var cursor = new ByteCursor(file.Span, "MFER");
        var state = new MferState();
        var ended = false;
        for (var tags = 0; cursor.Remaining >= 2 && !ended; tags++)
        {
            if (tags > TagsLimit) throw cursor.Broken("The file has too many fields.");
            var tag = cursor.U8();
            if (tag == 0) continue;
            if (tag == 0x80) break;
            var channel = tag == 0x3F ? ReadChannelNumber(ref cursor) : -1;
            var length = ReadLength(ref cursor);
            if (tag == 0x1E && length > cursor.Remaining)
            {
                state.Warnings.Add(EcgWarning.Of("waveform_cut"));
                length = cursor.Remaining;
                ended = true;
            }
            var offset = cursor.Offset;
            var value = cursor.Take(length);
            if (tag == 0x3F) ReadChannelFields(state, channel, value, offset);
            else if (tag == 0x1E) state.ReadFrame(value, offset, FramesLimit);
            else state.Take(tag, value, offset);
        }
        return state.ToRecording();
    }

    /// <summary>
    /// A length byte of 0x80 and more says how many bytes follow; those are big-endian whatever the file's order is.
    /// </summary>
    private static long ReadLength(ref ByteCursor cursor)
    {
        int first = cursor.U8();
        if (first < 0x80) return first;
        var bytes = first & 0x7F;
        if (bytes is 0 or > 4) throw cursor.Broken($"A length of {bytes} bytes is not supported.");
        var length = 0L;
        foreach (var at in cursor.Take(bytes)) length = length << 8 | at;
        return length;
    }

    private static int ReadChannelNumber(ref ByteCursor cursor)
    {
        int first = cursor.U8();
        return first < 0x80 ? first : (first & 0x7F) << 7 | cursor.U8();
    }

    private static void ReadChannelFields(MferState state, int channel, ReadOnlySpan<byte> fields, long offset)
    {
        if (channel >= EcgLimits.Leads)
            throw new EcgFormatException("MFER", offset, $"Channel {channel} is not possible.");
        var cursor = new ByteCursor(fields, "MFER channel", offset);
        while (cursor.Remaining >= 2)
        {
            var tag = cursor.U8();
            var length = ReadLength(ref cursor);
            var at = cursor.Offset;
            state.TakeChannel(channel, tag, cursor.Take(length), at);
        }
    }
}

/// <summary>The definitions in force while an MFER file is read, and what was decoded under them.</summary>
internal sealed class MferState
{
    /// <summary>Everything that may be set once for all channels and again for one.</summary>
    private sealed record Definition
    {
        internal double IntervalSeconds { get; init; }
        internal int SensitivityUnit { get; init; } = -1;
        internal double Sensitivity { get; init; } = 1;
        internal int DataType { get; init; }
        internal int Block { get; init; } = 1;
        internal int Waveform { get; init; }
        internal double Offset { get; init; }
        internal int? Null { get; init; }
    }

    private sealed class Channel
    {
        internal required Definition Definition { get; init; }
        internal List<int> Samples { get; } = [];
    }

    private readonly Dictionary<int, Definition> _channels = [];
    private readonly List<Channel> _decoded = [];
    private readonly List<EcgAnnotation> _events = [];
    private Definition _default = new();
    private bool _littleEndian;
    private Encoding _encoding = Encoding.ASCII;
    private int _channelCount = 1;
    private int _sequences = 1;
    private int _frames;
    private EcgPatient _patient = new();
    private EcgDevice _device = new();
    private EcgTime? _acquired;

    internal List<EcgWarning> Warnings { get; } = [];

    internal void Take(byte tag, ReadOnlySpan<byte> value, long offset)
    {
        switch (tag)
        {
            case 0x01: _littleEndian = value.Length > 0 && value[0] != 0; break;
            case 0x03: _encoding = EncodingOf(Encoding.ASCII.GetString(value)); break;
            case 0x05:
                _channelCount = (int)Math.Min(Unsigned(value), int.MaxValue);
                if (_channelCount is 0 or > EcgLimits.Leads)
                    throw Broken(offset, $"{_channelCount} channels are not possible.");
                break;
            case 0x06: _sequences = (int)Math.Min(Unsigned(value), int.MaxValue); break;
            case 0x17: TakeDevice(Text(value)); break;
            case 0x41: TakeEvent(value); break;
            case 0x81: _patient = _patient with { FamilyName = Text(value)?.Replace('^', ' ') }; break;
            case 0x82: _patient = _patient with { Id = Text(value) }; break;
            case 0x83: TakeBirth(value); break;
            case 0x84 when value.Length > 0:
                _patient = _patient with { Sex = value[0] switch { 1 => EcgSex.Male, 2 => EcgSex.Female, _ =>
                    EcgSex.Unknown } };
                break;
            case 0x85: TakeTime(value); break;
            default: _default = Apply(_default, tag, value, offset); break;
        }
    }

    internal void TakeChannel(int channel, byte tag, ReadOnlySpan<byte> value, long offset) =>
        _channels[channel] = Apply(_channels.GetValueOrDefault(channel, _default), tag, value, offset);

    private Definition Apply(Definition to, byte tag, ReadOnlySpan<byte> value, long offset)
    {
        switch (tag)
        {
            case 0x04: return to with { Block = Bounded(Unsigned(value), offset) };
            case 0x09: return to with { Waveform = (int)Math.Min(Unsigned(value), int.MaxValue) };
            case 0x0A when value.Length > 0: return to with { DataType = value[0] };
            case 0x0B when value.Length >= 3:
                var step = Mantissa(value);
                if (!(step > 0)) throw Broken(offset, "The sampling interval is not greater than zero.");
                return to with { IntervalSeconds = value[0] == 0 ? 1 / step : step };
            case 0x0C when value.Length >= 3: return to with { SensitivityUnit = value[0],
                Sensitivity = Mantissa(value) };
            case 0x0D: return to with { Offset = Signed(value) };
            case 0x12: return to with { Null = Signed(value) is >= int.MinValue and <= int.MaxValue and var none
                ? (int)none : null };
            default: return to;
        }
    }

    private static int Bounded(ulong block, long offset) => block <= EcgLimits.SamplesPerLead
        ? (int)block : throw Broken(offset, $"A block of {block} samples is too long.");

    /// <summary>Data lies sequence after sequence, in each one block of every channel.</summary>
    internal void ReadFrame(ReadOnlySpan<byte> data, long offset, int framesLimit)
    {
        if (++_frames > framesLimit) throw Broken(offset, "The file has too many frames.");
        var at = 0;
        while (_decoded.Count < _channelCount)
            _decoded.Add(new Channel { Definition = _channels.GetValueOrDefault(_decoded.Count, _default) });
        // Two thousand million sequences of nothing would otherwise be walked through one by one.
        if (_decoded.Take(_channelCount).All(channel => channel.Definition.Block == 0))
            throw Broken(offset, "A sequence has no samples.");
        for (var sequence = 0; sequence < _sequences && at < data.Length; sequence++)
            for (var channel = 0; channel < _channelCount && at < data.Length; channel++)
            {
                var into = _decoded[channel];
                var width = Width(into.Definition.DataType, offset);
                var block = Math.Min(into.Definition.Block, (data.Length - at) / width);
                if (block < into.Definition.Block) Warnings.Add(EcgWarning.Of("block_cut", channel + 1));
                if (into.Samples.Count + block > EcgLimits.SamplesPerLead)
                    throw Broken(offset, "A channel has too many samples.");
                for (var index = 0; index < block; index++, at += width)
                    into.Samples.Add(Sample(data.Slice(at, width), into.Definition));
                if (block < into.Definition.Block) return;
            }
    }

    private static int Width(int dataType, long offset) => dataType switch
    {
        0 or 1 or 4 => 2,
        2 or 6 or 7 => 4,
        3 or 5 => 1,
        8 => 8,
        _ => throw Broken(offset, $"Data type {dataType} is not known."),
    };

    private int Sample(ReadOnlySpan<byte> bytes, Definition definition)
    {
        var value = definition.DataType switch
        {
            0 => _littleEndian ? BinaryPrimitives.ReadInt16LittleEndian(bytes)
                : BinaryPrimitives.ReadInt16BigEndian(bytes),
            1 or 4 => _littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes)
                : BinaryPrimitives.ReadUInt16BigEndian(bytes),
            2 => _littleEndian ? BinaryPrimitives.ReadInt32LittleEndian(bytes)
                : BinaryPrimitives.ReadInt32BigEndian(bytes),
            3 => bytes[0],
            5 => unchecked((sbyte)bytes[0]),
            6 => (int)Math.Min(_littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
                : BinaryPrimitives.ReadUInt32BigEndian(bytes), int.MaxValue),
            7 => Whole(_littleEndian ? BinaryPrimitives.ReadSingleLittleEndian(bytes)
                : BinaryPrimitives.ReadSingleBigEndian(bytes)),
            _ => Whole(_littleEndian ? BinaryPrimitives.ReadDoubleLittleEndian(bytes)
                : BinaryPrimitives.ReadDoubleBigEndian(bytes)),
        };
        return value == definition.Null ? EcgLead.Missing : value;
    }

    private static int Whole(double value) => double.IsFinite(value) && Math.Abs(value) < int.MaxValue
        ? (int)Math.Round(value) : EcgLead.Missing;

    internal EcgRecording ToRecording()
    {
        var groups = new List<EcgGroup>();
        foreach (var channel in _decoded)
        {
            if (channel.Samples.Count == 0) continue;
            if (!(channel.Definition.IntervalSeconds > 0 && 1 / channel.Definition.IntervalSeconds <= EcgLimits.RateHz))
                throw Broken(0, "A channel has no sampling interval.");
            var rateHz = Math.Round(1 / channel.Definition.IntervalSeconds, 6);
            var lead = Lead(channel);
            if (groups.Count > 0 && groups[^1].SamplingRateHz.Equals(rateHz))
                groups[^1] = groups[^1] with { Leads = [.. groups[^1].Leads, lead] };
            else groups.Add(
                new EcgGroup { Label = "RHYTHM", Kind = EcgGroupKind.Rhythm, SamplingRateHz = rateHz, Leads = [lead] });
        }
        if (groups.Count == 0) throw Broken(0, "The file has no waveform.");
        return new EcgRecording
        {
            Format = EcgFormat.Mfer,
            Groups = [.. groups.Select(group => group with { Leads = DerivedLeads.Complete(group.Leads) })],
            Patient = _patient, Device = _device, Acquired = _acquired, Annotations = _events, Warnings = Warnings,
        };
    }

    /// <summary>Lead numbers are those of SCP-ECG in the low seven bits; other codes are other waveforms.</summary>
    private static EcgLead Lead(Channel channel)
    {
        var definition = channel.Definition;
        var known = definition.Waveform is > 0 and < 128 ? Leads.FromNumber(definition.Waveform) : null;
        var name = known ?? $"type 0x{definition.Waveform:x4}";
        var voltage = definition.SensitivityUnit == 0;
        return new EcgLead
        {
            Label = name, SourceLabel = name,
                Code = definition.Waveform.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Samples = channel.Samples.ToArray(),
            Unit = voltage ? EcgLead.Microvolt : UnitOf(definition.SensitivityUnit),
            UnitsPerCount = voltage ? definition.Sensitivity * 1e6 : definition.Sensitivity,
            Offset = -definition.Offset * (voltage ? definition.Sensitivity * 1e6 : definition.Sensitivity),
        };
    }

    private static string UnitOf(int unit) => unit switch
    {
        1 => "mm[Hg]", 2 => "Pa", 3 => "cm[H2O]", 4 => "mm[Hg]/s", 5 => "dyn", 6 => "N", 7 => "%", 8 => "Cel",
        9 => "/min", 10 => "/s", 11 => "Ohm", 12 => "A", 13 => "r/min", 14 => "W", 15 => "dB", 16 => "kg", 17 =>
            "J", _ => "1",
    };

    private void TakeDevice(string? text)
    {
        var parts = text?.Split('^');
        _device = new EcgDevice(EcgText.Clean(parts?[0]), parts?.Length > 1 ? EcgText.Clean(parts[1]) : null);
    }

    /// <summary>Age (years, days) in three bytes, then the birth date in four.</summary>
    private void TakeBirth(ReadOnlySpan<byte> value)
    {
        if (value.Length >= 3 && value[0] is not (0 or 0xFF)) _patient = _patient with { AgeYears = value[0] };
        if (value.Length >= 7)
            _patient = _patient with { BirthDate = EcgText.Date((int)Unsigned(value[3..5]), value[5], value[6]) };
    }

    private void TakeTime(ReadOnlySpan<byte> value)
    {
        if (value.Length < 7 || EcgText.Date((int)Unsigned(value[..2]), value[2], value[3]) is not { } date) return;
        if (value[4] < 24 && value[5] < 60 && value[6] < 60)
            _acquired = new EcgTime(date.ToDateTime(new TimeOnly(value[4], value[5], value[6])));
    }

    /// <summary>An event: code, then where it starts and how long it is, in samples of the default rate.</summary>
    private void TakeEvent(ReadOnlySpan<byte> value)
    {
        if (value.Length < 6 || _events.Count >= EcgLimits.Annotations || !(_default.IntervalSeconds > 0)) return;
        var code = Unsigned(value[..2]);
        var startMs = Unsigned(value[2..6]) * _default.IntervalSeconds * 1000;
        double? durationMs = value.Length >= 10 ? Unsigned(value[6..10]) * _default.IntervalSeconds * 1000 : null;
        var text = value.Length > 10 ? Text(value[10..]) : null;
        _events.Add(new EcgAnnotation(startMs, code.ToString(System.Globalization.CultureInfo.InvariantCulture), text,
            durationMs));
    }

    private string? Text(ReadOnlySpan<byte> value)
    {
        var text = ReferenceEquals(_encoding, Encoding.ASCII) ? EcgText.Guess(value) : _encoding.GetString(value);
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        return EcgText.Clean(end < 0 ? text : text[..end]);
    }

    private static Encoding EncodingOf(string name) => name.TrimEnd('\0', ' ').ToUpperInvariant() switch
    {
        "UTF-16LE" => Encoding.Unicode, "UTF-16BE" or "UTF-16" => Encoding.BigEndianUnicode, "UTF-8" =>
            Encoding.UTF8, _ => Encoding.ASCII,
    };

    /// <summary>Unit byte, signed power of ten, then the number.</summary>
    private double Mantissa(ReadOnlySpan<byte> value) =>
        Signed(value[2..]) * Math.Pow(10, unchecked((sbyte)value[1]));

    private ulong Unsigned(ReadOnlySpan<byte> value)
    {
        var number = 0UL;
        var bytes = Math.Min(value.Length, 8);
        for (var index = 0; index < bytes; index++)
            number = number << 8 | value[_littleEndian ? bytes - 1 - index : index];
        return number;
    }

    private long Signed(ReadOnlySpan<byte> value)
    {
        var bits = Math.Min(value.Length, 8) * 8;
        return bits == 0 ? 0 : unchecked((long)(Unsigned(value) << (64 - bits))) >> (64 - bits);
    }

    private static EcgFormatException Broken(long offset, string problem) => new("MFER", offset, problem);
}
