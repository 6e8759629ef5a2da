namespace Telemed.Dicom;

/// <summary>
/// The value representations of PS3.5 section 6.2. The number of each is its two letters as a big-endian word,
/// so that the two bytes of a file are the value.
/// </summary>
public enum DicomVr : ushort
{
    /// <summary>No value representation.</summary>
    None = 0,
    /// <summary>Application entity.</summary>
    AE = 0x4145,
    /// <summary>Age string.</summary>
    AS = 0x4153,
    /// <summary>Attribute tag.</summary>
    AT = 0x4154,
    /// <summary>Code string.</summary>
    CS = 0x4353,
    /// <summary>Date.</summary>
    DA = 0x4441,
    /// <summary>Decimal string.</summary>
    DS = 0x4453,
    /// <summary>Date and time.</summary>
    DT = 0x4454,
    /// <summary>Double.</summary>
    FD = 0x4644,
    /// <summary>Float.</summary>
    FL = 0x464C,
    /// <summary>Integer string.</summary>
    IS = 0x4953,
    /// <summary>Long string.</summary>
    LO = 0x4C4F,
    /// <summary>Long text.</summary>
    LT = 0x4C54,
    /// <summary>Other byte.</summary>
    OB = 0x4F42,
    /// <summary>Other double.</summary>
    OD = 0x4F44,
    /// <summary>Other float.</summary>
    OF = 0x4F46,
    /// <summary>Other long.</summary>
    OL = 0x4F4C,
    /// <summary>Other very long.</summary>
    OV = 0x4F56,
    /// <summary>Other word.</summary>
    OW = 0x4F57,
    /// <summary>Person name.</summary>
    PN = 0x504E,
    /// <summary>Short string.</summary>
    SH = 0x5348,
    /// <summary>Signed long.</summary>
    SL = 0x534C,
    /// <summary>Sequence of items.</summary>
    SQ = 0x5351,
    /// <summary>Signed short.</summary>
    SS = 0x5353,
    /// <summary>Short text.</summary>
    ST = 0x5354,
    /// <summary>Signed very long.</summary>
    SV = 0x5356,
    /// <summary>Time.</summary>
    TM = 0x544D,
    /// <summary>Unlimited characters.</summary>
    UC = 0x5543,
    /// <summary>Unique identifier.</summary>
    UI = 0x5549,
    /// <summary>Unsigned long.</summary>
    UL = 0x554C,
    /// <summary>Unknown.</summary>
    UN = 0x554E,
    /// <summary>Universal resource locator.</summary>
    UR = 0x5552,
    /// <summary>Unsigned short.</summary>
    US = 0x5553,
    /// <summary>Unlimited text.</summary>
    UT = 0x5554,
    /// <summary>Unsigned very long.</summary>
    UV = 0x5556,
}
