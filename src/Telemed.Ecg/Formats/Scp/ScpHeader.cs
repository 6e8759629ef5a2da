namespace Telemed.Ecg.Formats.Scp;

/// <summary>Patient, device and acquisition of an SCP-ECG record (section 1).</summary>
internal sealed class ScpHeader
{
    private const int TagsLimit = 1024;

    private EcgPatient _patient = new();
    private EcgDevice _device = new();
    private DateOnly? _date;
    private TimeSpan? _time;
    private TimeSpan? _zone;
    private byte? _age;
    private byte _ageUnit;

    internal EcgFilters Filters { get; private set; } = new();

    internal List<EcgWarning> Warnings { get; } = [];

    internal static ScpHeader Read(ByteCursor section)
    {
        var header = new ScpHeader();
        for (var tags = 0; section.Remaining >= 3 && tags < TagsLimit; tags++)
        {
            var tag = section.U8();
            var length = section.U16();
            if (tag == 255) break;
            if (length > section.Remaining)
            {
                header.Warnings.Add(EcgWarning.Of("header_field_cut", tag));
                break;
            }
            header.Take(tag, section.Take(length));
        }
        return header;
    }

    private void Take(byte tag, ReadOnlySpan<byte> value)
    {
        var text = tag is 0 or 1 or 2 or 16 ? EcgText.Guess(value) : "";
        if (text.Length > 0) TakeText(tag, text);
        else if (value.Length > 0) TakeBinary(tag, value);
    }

    private void TakeText(byte tag, string text)
    {
        switch (tag)
        {
            case 0: _patient = _patient with { FamilyName = text }; break;
            case 1: _patient = _patient with { GivenName = text }; break;
            case 2: _patient = _patient with { Id = text }; break;
            case 16: _device = _device with { Institution = text }; break;
            default: break;
        }
    }

    private void TakeBinary(byte tag, ReadOnlySpan<byte> value)
    {
        switch (tag)
        {
            case 4 when value.Length >= 3: (_age, _ageUnit) = (value[0], value[2]); break;
            case 5 when value.Length >= 4:
                _patient = _patient with { BirthDate = Date(value) };
                break;
            case 8:
                _patient = _patient with { Sex = value[0] switch { 1 => EcgSex.Male, 2 => EcgSex.Female, _ =>
                    EcgSex.Unknown } };
                break;
            case 14: TakeDevice(value); break;
            case 25 when value.Length >= 4: _date = Date(value) ?? BigEndianDate(value); break;
            case 26 when value.Length >= 3 && value[0] < 24 && value[1] < 60 && value[2] < 60:
                _time = new TimeSpan(value[0], value[1], value[2]);
                break;
            case 27 when value.Length >= 2: Filters =
                Filters with { HighPassHz = (value[0] | value[1] << 8) / 100.0 }; break;
            case 28 when value.Length >= 2: Filters = Filters with { LowPassHz = value[0] | value[1] << 8 }; break;
            case 29: Filters = Filters with { NotchHz = (value[0] & 1) != 0 ? 60 : (value[0] & 2) != 0 ? 50
                : Filters.NotchHz }; break;
            case 34 when value.Length >= 2:
                var minutes = unchecked((short)(value[0] | value[1] << 8));
                if (minutes is > -840 and <= 840) _zone = TimeSpan.FromMinutes(minutes);
                break;
            default: break;
        }
    }

    private static DateOnly? Date(ReadOnlySpan<byte> value) =>
        EcgText.Date(value[0] | value[1] << 8, value[2], value[3]);

    /// <summary>The Healforce recorders write the year with its high byte first.</summary>
    private static DateOnly? BigEndianDate(ReadOnlySpan<byte> value) =>
        EcgText.Date(value[0] << 8 | value[1], value[2], value[3]);

    /// <summary>
    /// The device field: the model is a text at byte 8, the maker's strings lie from byte 36 on (EN 1064, 5.4.5).
    /// </summary>
    private void TakeDevice(ReadOnlySpan<byte> value)
    {
        if (value.Length < 14) return;
        var model = EcgText.Clean(EcgText.Guess(value[8..14]));
        string? serial = null;
        string? maker = null;
        if (value.Length > 41)
        {
            var at = 41;
            for (var part = 0; part < 5 && at < value.Length; part++)
            {
                var rest = value[at..];
                var end = rest.IndexOf((byte)0);
                var text = EcgText.Clean(EcgText.Guess(end < 0 ? rest : rest[..end]));
                if (part == 1) serial = text;
                if (part == 4) maker = text;
                at += (end < 0 ? rest.Length : end) + 1;
            }
        }
        _device = _device with { Model = model, Serial = serial, Manufacturer = maker };
    }

    internal EcgRecording ToRecording() => new()
    {
        Format = EcgFormat.ScpEcg,
        Groups = [],
        Patient = _patient with { AgeYears = AgeYears() },
        Device = _device,
        Acquired = _date is { } date
            ? new EcgTime(date.ToDateTime(TimeOnly.MinValue) + (_time ?? TimeSpan.Zero), _zone) : null,
    };

    /// <summary>Units 1 to 5 are years, months, weeks, days and hours.</summary>
    private double? AgeYears() => _age is not { } age ? null : _ageUnit switch
    {
        1 => age,
        2 => age / 12.0,
        3 => age * 7 / 365.25,
        4 => age / 365.25,
        5 => age / (24 * 365.25),
        _ => age == 0 ? null : age,
    };
}
