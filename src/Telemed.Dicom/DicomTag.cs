using System.Globalization;

namespace Telemed.Dicom;

/// <summary>The number of a data element: group in the high 16 bits, element in the low 16 (PS3.5 section
/// 7.1).</summary>
/// <param name="Value">Group and element in one number, 0xGGGGEEEE.</param>
public readonly record struct DicomTag(uint Value) : IComparable<DicomTag>
{
    /// <summary>Builds the tag from its two halves.</summary>
    public DicomTag(ushort group, ushort element) : this(((uint)group << 16) | element) { }

    /// <summary>The group number.</summary>
    public ushort Group => (ushort)(Value >> 16);

    /// <summary>The element number within the group.</summary>
    public ushort Element => (ushort)(Value & 0xFFFF);

    /// <summary>True for the odd groups that vendors use (PS3.5 section 7.8).</summary>
    public bool IsPrivate => (Value & 0x10000) != 0;

    /// <summary>True for (gggg,0010-00FF) of an odd group: the element that reserves a block of private
    /// elements.</summary>
    public bool IsPrivateCreator => IsPrivate && Element is >= 0x10 and <= 0xFF;

    /// <summary>True for (gggg,0000), the retired length of a group.</summary>
    public bool IsGroupLength => Element == 0;

    /// <summary>Reads eight hexadecimal digits, as DICOM JSON and DICOMweb write a tag.</summary>
    /// <returns>False when the text is anything else.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DicomTag tag)
    {
        tag = default;
        if (text.Length != 8 || !uint.TryParse(text, NumberStyles.AllowHexSpecifier, null, out var value)) return false;
        tag = new DicomTag(value);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(DicomTag other) => Value.CompareTo(other.Value);

    /// <summary>Eight upper-case hexadecimal digits, as in the DICOM JSON model.</summary>
    public override string ToString() => Value.ToString("X8");

    /// <summary>The form people write: (GGGG,EEEE).</summary>
    public string ToDisplay() => $"({Group:X4},{Element:X4})";

    /// <summary>Orders by number.</summary>
    public static bool operator <(DicomTag left, DicomTag right) => left.Value < right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >(DicomTag left, DicomTag right) => left.Value > right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator <=(DicomTag left, DicomTag right) => left.Value <= right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >=(DicomTag left, DicomTag right) => left.Value >= right.Value;
}
