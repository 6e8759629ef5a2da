namespace Telemed.Ecg.Formats.Scp;

/// <summary>The cart's global measurements (section 7).</summary>
internal static class ScpMeasurements
{
    /// <summary>
    /// From this number on a field says why it has no value (29999 not computed, 19999 not found, …).
    /// </summary>
    private const int NoValueFrom = 9_999;

    internal static IReadOnlyList<DeviceMeasurement> Read(ByteCursor section, List<EcgWarning> warnings)
    {
        var found = new List<DeviceMeasurement>();
        if (section.Remaining < 6) return found;
        int blocks = section.U8();
        int spikes = section.U8();
        Add(found, MeasurementNames.Rr, section.U16(), "ms");
        section.Skip(2);
        if (blocks * 16 > section.Remaining)
        {
            warnings.Add(EcgWarning.Of("measurements_cut"));
            return found;
        }
        if (blocks > 0) ReadBlock(ref section, found);
        for (var block = 1; block < blocks; block++) section.Skip(16);
        ReadRates(ref section, spikes, found);
        return found;
    }

    private static void ReadBlock(ref ByteCursor section, List<DeviceMeasurement> found)
    {
        int pOn = section.U16(), pOff = section.U16(), qrsOn = section.U16(), qrsOff = section.U16(),
            tOff = section.U16();
        if (Known(pOn) && Known(pOff)) Add(found, MeasurementNames.P, pOff - pOn, "ms");
        if (Known(pOn) && Known(qrsOn)) Add(found, MeasurementNames.Pr, qrsOn - pOn, "ms");
        if (Known(qrsOn) && Known(qrsOff)) Add(found, MeasurementNames.Qrs, qrsOff - qrsOn, "ms");
        if (Known(qrsOn) && Known(tOff)) Add(found, MeasurementNames.Qt, tOff - qrsOn, "ms");
        AddAxis(found, MeasurementNames.PAxis, section.I16());
        AddAxis(found, MeasurementNames.QrsAxis, section.I16());
        AddAxis(found, MeasurementNames.TAxis, section.I16());
    }

    /// <summary>
    /// After the spikes (4 and 6 bytes each) and the beat types stand rate, atrial rate and corrected QT.
    /// </summary>
    private static void ReadRates(ref ByteCursor section, int spikes, List<DeviceMeasurement> found)
    {
        if (section.Remaining < spikes * 10 + 2) return;
        section.Skip(spikes * 10);
        int beats = section.U16();
        if (section.Remaining < beats + 6) return;
        section.Skip(beats);
        Add(found, MeasurementNames.HeartRate, section.U16(), "bpm");
        Add(found, MeasurementNames.AtrialRate, section.U16(), "bpm");
        Add(found, MeasurementNames.Qtc, section.U16(), "ms");
    }

    private static bool Known(int value) => value < NoValueFrom;

    private static void Add(List<DeviceMeasurement> found, string name, int value, string unit)
    {
        if (value > 0 && Known(value)) found.Add(new DeviceMeasurement(name, value, unit, "SCP-ECG section 7"));
    }

    private static void AddAxis(List<DeviceMeasurement> found, string name, int degrees)
    {
        if (degrees is >= -360 and <= 360) found.Add(new DeviceMeasurement(name, degrees, "deg", "SCP-ECG section 7"));
    }
}

/// <summary>The cart's interpretation texts (section 8).</summary>
internal static class ScpStatements
{
    internal static IReadOnlyList<DeviceStatement> Read(ByteCursor section, List<EcgWarning> warnings)
    {
        var found = new List<DeviceStatement>();
        if (section.Remaining < 9) return found;
        section.Skip(8);
        int count = section.U8();
        for (var statement = 0; statement < count && section.Remaining >= 3; statement++)
        {
            section.Skip(1);
            int length = section.U16();
            if (length > section.Remaining)
            {
                warnings.Add(EcgWarning.Of("interpretation_cut"));
                break;
            }
            if (EcgText.Clean(EcgText.Guess(section.Take(length))) is { } text) found.Add(new DeviceStatement(text));
        }
        return found;
    }
}
