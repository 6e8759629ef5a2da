using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Telemed.Dicom.Dictionary;

namespace Telemed.Dicom.Writing;

/// <summary>Builds a data set of our own. Text is UTF-8; Specific Character Set is added when a letter needs
/// it.</summary>
public sealed class DicomDatasetBuilder
{
    private readonly DicomDataset dataset = new();
    private bool needsUtf8;

    /// <summary>Adds text with the representation of the registry; several values become one element.</summary>
    /// <exception cref="ArgumentException">The tag is not registered or does not hold text.</exception>
    public DicomDatasetBuilder Text(DicomTag tag, params ReadOnlySpan<string> values)
    {
        var vr = DicomRegistry.VrOf(tag);
        return Text(tag, vr, values);
    }

    /// <summary>Adds text with a representation given, for private tags.</summary>
    /// <exception cref="ArgumentException">The representation is no text.</exception>
    public DicomDatasetBuilder Text(DicomTag tag, DicomVr vr, params ReadOnlySpan<string> values)
    {
        if (!vr.IsText) throw new ArgumentException($"{tag.ToDisplay()} holds no text.", nameof(tag));
        var text = string.Join('\\', values);
        if (!Ascii.IsValid(text)) needsUtf8 = true;
        var bytes = Encoding.UTF8.GetBytes(text);
        dataset.Set(new DicomElement(tag, vr, Padded(bytes, vr), 0));
        return this;
    }

    /// <summary>Adds text when there is some; nothing otherwise.</summary>
    public DicomDatasetBuilder TextOrNothing(DicomTag tag, string? value) =>
        value is { Length: > 0 } ? Text(tag, value) : this;

    /// <summary>Adds a type 2 element: present, and empty when nothing is known.</summary>
    public DicomDatasetBuilder TextOrEmpty(DicomTag tag, string? value) => Text(tag, value ?? "");

    /// <summary>Adds whole numbers with the representation of the registry (US, SS, UL, SL, SV, UV or IS).</summary>
    /// <exception cref="ArgumentException">The tag is not registered or holds something else.</exception>
    /// <exception cref="OverflowException">A number does not fit.</exception>
    public DicomDatasetBuilder Integer(DicomTag tag, params ReadOnlySpan<long> values) =>
        Integer(tag, DicomRegistry.VrOf(tag), values);

    /// <summary>Adds whole numbers with a representation given, for tags that allow several.</summary>
    public DicomDatasetBuilder Integer(DicomTag tag, DicomVr vr, params ReadOnlySpan<long> values)
    {
        if (vr == DicomVr.IS) return Text(tag, [.. Strings(values)]);
        if (vr.ValueBytes == 0) throw new ArgumentException($"{tag.ToDisplay()} holds no whole numbers.", nameof(tag));
        var bytes = new byte[vr.ValueBytes * values.Length];
        for (var index = 0; index < values.Length; index++)
            WriteInteger(bytes.AsSpan(index * vr.ValueBytes), vr, values[index]);
        dataset.Set(new DicomElement(tag, vr, bytes, 0));
        return this;
    }

    /// <summary>Adds decimal numbers with the representation of the registry (FL, FD or DS).</summary>
    /// <exception cref="ArgumentException">The tag is not registered, holds something else, or a number is not
    /// finite.</exception>
    public DicomDatasetBuilder Number(DicomTag tag, params ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            if (!double.IsFinite(value)) throw new ArgumentException("A number must be finite.", nameof(values));
        var vr = DicomRegistry.VrOf(tag);
        if (vr == DicomVr.DS)
        {
            var texts = new string[values.Length];
            for (var index = 0; index < values.Length; index++) texts[index] = DecimalString(values[index]);
            return Text(tag, texts);
        }
        return Floats(tag, vr, values);
    }

    /// <summary>Adds floating-point numbers with a representation given (FL or FD).</summary>
    /// <exception cref="ArgumentException">The representation is another.</exception>
    public DicomDatasetBuilder Floats(DicomTag tag, DicomVr vr, params ReadOnlySpan<double> values)
    {
        if (vr is not (DicomVr.FL or DicomVr.FD))
            throw new ArgumentException($"{tag.ToDisplay()} holds no decimal numbers.", nameof(tag));
        var bytes = new byte[vr.ValueBytes * values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            var at = bytes.AsSpan(index * vr.ValueBytes);
            if (vr == DicomVr.FL) BinaryPrimitives.WriteSingleLittleEndian(at, (float)values[index]);
            else BinaryPrimitives.WriteDoubleLittleEndian(at, values[index]);
        }
        dataset.Set(new DicomElement(tag, vr, bytes, 0));
        return this;
    }

    /// <summary>Adds references to attributes (AT).</summary>
    public DicomDatasetBuilder Attributes(DicomTag tag, params ReadOnlySpan<DicomTag> values)
    {
        var bytes = new byte[4 * values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(index * 4), values[index].Group);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(index * 4 + 2), values[index].Element);
        }
        dataset.Set(new DicomElement(tag, DicomVr.AT, bytes, 0));
        return this;
    }

    /// <summary>Adds an element that is present and carries nothing (type 2).</summary>
    public DicomDatasetBuilder Empty(DicomTag tag, DicomVr vr)
    {
        dataset.Set(vr == DicomVr.SQ ? new DicomElement(tag, [], 0)
            : new DicomElement(tag, vr, default(ReadOnlyMemory<byte>), 0));
        return this;
    }

    /// <summary>Adds bytes as they are, little endian; an odd length is padded.</summary>
    public DicomDatasetBuilder Bytes(DicomTag tag, DicomVr vr, ReadOnlyMemory<byte> value)
    {
        dataset.Set(new DicomElement(tag, vr, Padded(value, vr.IsText ? vr : DicomVr.OB), 0));
        return this;
    }

    /// <summary>Adds a sequence.</summary>
    public DicomDatasetBuilder Sequence(DicomTag tag, params ReadOnlySpan<DicomDatasetBuilder> items)
    {
        var list = new List<DicomDataset>(items.Length);
        foreach (var item in items)
        {
            needsUtf8 |= item.needsUtf8;
            item.dataset.Parent = dataset;
            list.Add(item.dataset);
        }
        dataset.Set(new DicomElement(tag, list, 0));
        return this;
    }

    /// <summary>Adds a one-item sequence with a code, its scheme and its meaning (PS3.3 section 8.8).</summary>
    public DicomDatasetBuilder Code(DicomTag tag, string value, string scheme, string meaning) =>
        Sequence(tag, new DicomDatasetBuilder()
            .Text(DicomTags.CodeValue, value).Text(DicomTags.CodingSchemeDesignator, scheme)
            .Text(DicomTags.CodeMeaning, meaning));

    /// <summary>Adds compressed pixel data: one fragment for each frame, with a basic offset table (PS3.5 section
    /// A.4).</summary>
    public DicomDatasetBuilder Frames(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        dataset.Set(Encapsulation.Element(DicomTags.PixelData, frames));
        return this;
    }

    /// <summary>Copies an element of another data set; its text must be ASCII or in the same character set.</summary>
    public DicomDatasetBuilder Copy(DicomDataset from, DicomTag tag)
    {
        if (from[tag] is not { } element) return this;
        if (element.Vr.IsText) return Text(tag, [.. from.GetStrings(tag)]);
        dataset.Set(element);
        return this;
    }

    /// <summary>The data set; the builder must not be used afterwards.</summary>
    public DicomDataset Build()
    {
        if (needsUtf8 && dataset.Parent is null)
            dataset.Set(new DicomElement(DicomTags.SpecificCharacterSet, DicomVr.CS, "ISO_IR 192"u8.ToArray(), 0));
        return dataset;
    }

    /// <summary>A decimal string of at most 16 characters that keeps as many digits as fit (PS3.5 table
    /// 6.2-1).</summary>
    internal static string DecimalString(double value)
    {
        for (var digits = 17; digits > 0; digits--)
        {
            var text = value.ToString(
                "G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (text.Length <= 16) return text;
        }
        return "0";
    }

    internal static ReadOnlyMemory<byte> Padded(ReadOnlyMemory<byte> bytes, DicomVr vr)
    {
        if (bytes.Length % 2 == 0) return bytes;
        var padded = new byte[bytes.Length + 1];
        bytes.CopyTo(padded);
        padded[^1] = vr.PadByte;
        return padded;
    }

    private static string[] Strings(ReadOnlySpan<long> values)
    {
        var texts = new string[values.Length];
        for (var index = 0; index < values.Length; index++)
            texts[index] = values[index].ToString(CultureInfo.InvariantCulture);
        return texts;
    }

    private static void WriteInteger(Span<byte> at, DicomVr vr, long value)
    {
        switch (vr)
        {
            case DicomVr.US: BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)value); break;
            case DicomVr.SS: BinaryPrimitives.WriteInt16LittleEndian(at, (short)value); break;
            case DicomVr.UL: BinaryPrimitives.WriteUInt32LittleEndian(at, (uint)value); break;
            case DicomVr.SL: BinaryPrimitives.WriteInt32LittleEndian(at, (int)value); break;
            case DicomVr.UV: BinaryPrimitives.WriteUInt64LittleEndian(at, (ulong)value); break;
            case DicomVr.SV: BinaryPrimitives.WriteInt64LittleEndian(at, value); break;
            default: throw new ArgumentException($"{vr} holds no whole numbers.", nameof(vr));
        }
    }
}
