using Telemed.Dicom.Dictionary;

namespace Telemed.Dicom.Reading;

/// <summary>Reads element headers, with the repairs that files from the field need.</summary>
internal static class HeaderReader
{
    public static ElementHeader Read(
        DicomTag tag, ReadOnlySpan<byte> head, Scope scope, ReadContext context, string section, ByteSource source)
    {
        if (!scope.Layout.IsExplicit) return Implicit(tag, head, scope.Dataset);
        var isBig = scope.Layout.IsBigEndian;
        var vr = ElementHeader.ReadVr(head[4..]);
        if (!vr.IsKnown) return Unknown(tag, head, scope, context, section, source);
        if (!vr.HasLongLength) return new ElementHeader(tag, vr, ElementHeader.ReadShort(head[6..], isBig), 8);
        if (head.Length < ElementHeader.LongestHeaderBytes)
            throw new DicomFormatException(
                section, source.Position, "The file ends inside the header of a data element.");
        var length = ElementHeader.ReadLong(head[8..], isBig);
        if (vr == DicomVr.UN && length != ElementHeader.Undefined)
            vr = Known(tag, scope.Dataset, context, section, source.Position);
        return new ElementHeader(tag, vr, length, ElementHeader.LongestHeaderBytes);
    }

    // A sender that did not know an element wrote it as unknown; we may know better (PS3.5 section 6.2.2). Its bytes
    // are little endian whatever the syntax, and a sequence among them stays closed.
    private static DicomVr Known(DicomTag tag, DicomDataset dataset, ReadContext context, string section, long offset)
    {
        var vr = ImplicitVr.Of(tag, dataset);
        if (vr != DicomVr.UN && !tag.IsPrivate)
            context.Warn(section, offset, $"{tag.ToDisplay()} is written as unknown.");
        return vr == DicomVr.SQ ? DicomVr.UN : vr;
    }

    private static ElementHeader Implicit(DicomTag tag, ReadOnlySpan<byte> head, DicomDataset dataset)
    {
        var length = ElementHeader.ReadLong(head[4..], false);
        var vr = ImplicitVr.Of(tag, dataset);
        // An open length that is not pixel data can only be a sequence (PS3.5 section 7.1.3, 7.5.1).
        if (length == ElementHeader.Undefined && !PixelDataPlace.IsPixelTag(tag)) vr = DicomVr.SQ;
        return new ElementHeader(tag, vr, length, 8);
    }

    // Letters we do not know have the long form, as every newer representation has; anything that is no pair of
    // letters is an element written implicitly among explicit ones, or a short form with the letters lost.
    private static ElementHeader Unknown(
        DicomTag tag, ReadOnlySpan<byte> head, Scope scope, ReadContext context, string section, ByteSource source)
    {
        var isBig = scope.Layout.IsBigEndian;
        var left = Math.Min(scope.End - source.Position, source.Remaining ?? long.MaxValue);
        if (tag.Group == 0x0002)
            throw new DicomFormatException(section, source.Position, $"{tag.ToDisplay()} has no value representation.");
        if (IsLetter(head[4]) && IsLetter(head[5]))
        {
            context.Warn(section, source.Position,
                $"{tag.ToDisplay()} has the unknown value representation {(char)head[4]}{(char)head[5]}.");
            var isLong = head.Length == 12 && head[6] == 0 && head[7] == 0 &&
                         ElementHeader.ReadLong(head[8..], isBig) <= left - 12;
            return isLong
                ? new ElementHeader(tag, DicomVr.UN, ElementHeader.ReadLong(head[8..], isBig), 12)
                : new ElementHeader(tag, DicomVr.UN, ElementHeader.ReadShort(head[6..], isBig), 8);
        }
        var length = ElementHeader.ReadLong(head[4..], isBig);
        if (head[4] == 0 && head[5] == 0 && ElementHeader.ReadShort(head[6..], isBig) is > 0 and var shortLength &&
            (length > left - 8 || shortLength < 0x100))
        {
            context.Warn(section, source.Position, $"{tag.ToDisplay()} has no value representation.");
            return new ElementHeader(tag, DicomRegistry.VrOf(tag), shortLength, 8);
        }
        if (length != ElementHeader.Undefined && length > left - 8)
            throw new DicomFormatException(section, source.Position,
                $"{tag.ToDisplay()} has neither a value representation nor a possible length.");
        context.Warn(section, source.Position, $"{tag.ToDisplay()} is written without a value representation.");
        return Implicit(tag, head, scope.Dataset);
    }

    private static bool IsLetter(byte value) => value is >= (byte)'A' and <= (byte)'Z';
}
