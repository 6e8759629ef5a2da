namespace Telemed.Ecg;

/// <summary>
/// The most a foreign ECG may ask of us. A file beyond a limit is refused before memory is taken for it.
/// </summary>
public static class EcgLimits
{
    /// <summary>
    /// Bytes of one file: 50 MiB holds 14 days of a Holter lead at 200 Hz and far more than any resting ECG.
    /// </summary>
    public const int FileBytes = 50 * 1024 * 1024;

    /// <summary>Channels of one recording; the largest mapping arrays have 256 electrodes.</summary>
    public const int Leads = 512;

    /// <summary>Samples of one channel.</summary>
    public const int SamplesPerLead = 50_000_000;

    /// <summary>Samples of all channels together; bounds the memory of a decoded file to 256 MiB.</summary>
    public const int Samples = 64_000_000;

    /// <summary>Highest sampling rate of any cart or amplifier, in hertz.</summary>
    public const double RateHz = 200_000;

    /// <summary>Statements, measurements or annotations kept from one file.</summary>
    public const int Annotations = 2_000_000;

    /// <summary>Segments of a multi-segment WFDB record.</summary>
    public const int Segments = 10_000;

    /// <summary>Nested elements of an XML file.</summary>
    public const int XmlDepth = 64;

    /// <summary>Characters of a text kept from a header; longer ones are cut.</summary>
    public const int TextCharacters = 4_096;
}
