using System.Buffers.Binary;
using System.Text;

namespace Telemed.Ecg;

/// <summary>Recognises formats by their first bytes.</summary>
internal static class EcgDetection
{
    internal static EcgFormat? Detect(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 132 && head[128..132].SequenceEqual("DICM"u8)) return EcgFormat.Dicom;
        if (LooksLikeEdf(head) is { } edf) return edf;
        if (head.Length > 6 && head[0] == 0x40 && head[2..].StartsWith("MFR "u8)) return EcgFormat.Mfer;
        if (LooksLikeScp(head)) return EcgFormat.ScpEcg;
        if (LooksLikeContec(head)) return EcgFormat.Contec;
        if (TextOf(head) is not { } text) return null;
        if (XmlRoot(text) is { } root) return FromRoot(root);
        if (LooksLikeWfdb(text)) return EcgFormat.Wfdb;
        return LooksLikeCsv(text) ? EcgFormat.Csv : null;
    }

    private static EcgFormat? LooksLikeEdf(ReadOnlySpan<byte> head)
    {
        if (head.Length < 256) return null;
        var bdf = head[0] == 0xFF && head[1..8].SequenceEqual("BIOSEMI"u8);
        if (!bdf && !head[..8].SequenceEqual("0       "u8)) return null;
        return IsNumber(head.Slice(184, 8)) && IsNumber(head.Slice(252, 4)) ? bdf ? EcgFormat.Bdf : EcgFormat.Edf
            : null;
    }

    private static bool IsNumber(ReadOnlySpan<byte> field) =>
        int.TryParse(Encoding.ASCII.GetString(field).Trim(), out var number) && number > 0;

    /// <summary>
    /// Section 0 starts at byte 6 with its own identifier zero. The word "SCPECG" is not required: the Burdick carts
    /// leave it out, and the Healforce ones write 0x0D 0x0D for the two version bytes and a 16-bit file size.
    /// </summary>
    private static bool LooksLikeScp(ReadOnlySpan<byte> head)
    {
        if (head.Length < 44) return false;
        if (head.Slice(16, 6).SequenceEqual("SCPECG"u8)) return true;
        var sectionBytes = BinaryPrimitives.ReadUInt32LittleEndian(head[10..]);
        var firstPointer = BinaryPrimitives.ReadUInt16LittleEndian(head[22..]);
        var zeroSection = BinaryPrimitives.ReadUInt16LittleEndian(head[8..]) == 0;
        return zeroSection && firstPointer is 0 or 1 && sectionBytes is >= 26 and <= 16 + 10 * 1024
            && (sectionBytes - 16) % 10 == 0 && BinaryPrimitives.ReadUInt32LittleEndian(head[24..]) >= sectionBytes
                - 16;
    }

    /// <summary>A seven-digit number, two zeros, then "yyyy-MM-dd HH:mm:ss" at byte 10.</summary>
    private static bool LooksLikeContec(ReadOnlySpan<byte> head)
    {
        if (head.Length < 59 || head[7] != 0) return false;
        ReadOnlySpan<byte> shape = "dddd-dd-dd dd:dd:dd"u8;
        for (var index = 0; index < shape.Length; index++)
        {
            var at = head[10 + index];
            if (shape[index] == (byte)'d' ? !char.IsAsciiDigit((char)at) : at != shape[index]) return false;
        }
        return true;
    }

    /// <summary>The head as text, or null when it holds bytes no text has.</summary>
    private static string? TextOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Encoding.Unicode.GetString(head[2..]);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Encoding.BigEndianUnicode.GetString(head[2..]);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) head = head[3..];
        return head.Contains((byte)0) ? null : Encoding.Latin1.GetString(head);
    }

    /// <summary>The local name of the root element, skipping declaration, comments and document type.</summary>
    private static string? XmlRoot(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at >= text.Length || text[at] != '<') return null;
            var rest = text.AsSpan(at);
            var skip = rest.StartsWith("<!--") ? "-->" : rest.StartsWith("<?") ? "?>" : rest.StartsWith("<!") ? ">"
                : null;
            if (skip is null) return NameAt(text, at + 1);
            var end = text.IndexOf(skip, at, StringComparison.Ordinal);
            if (end < 0) return null;
            at = end + skip.Length;
        }
        return null;
    }

    private static string? NameAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && text[end] is not (' ' or '>' or '/' or '\t' or '\r' or '\n')) end++;
        var name = text[start..end];
        return name[(name.IndexOf(':') + 1)..];
    }

    private static EcgFormat? FromRoot(string root) => root switch
    {
        "AnnotatedECG" => EcgFormat.Hl7Aecg,
        "RestingECG" => EcgFormat.MuseXml,
        "restingecgdata" => EcgFormat.PhilipsXml,
        _ => null,
    };

    /// <summary>
    /// The first line that is no comment has a record name and a count of signals; the next one, where there is one,
    /// a file with its format or a segment with its length: a number either way.
    /// </summary>
    private static bool LooksLikeWfdb(string text)
    {
        var lines = text.Split('\n', 128).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')
            .Take(2).ToArray();
        if (lines.Length == 2
            && lines[1].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is not [_,
            [>= '0' and <= '9', ..], ..])
            return false;
        foreach (var trimmed in lines.Take(1))
        {
            var words = trimmed.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || !int.TryParse(words[1], out var signals) || signals < 0) return false;
            var name = words[0].Split('/')[0];
            return name.Length > 0 && name.All(at => char.IsAsciiLetterOrDigit(at) || at is '_' or '-')
                && words.Length < 8 && !trimmed.Contains(',', StringComparison.Ordinal);
        }
        return false;
    }

    /// <summary>Two full lines with the same number (two or more) of columns, the second all numbers.</summary>
    private static bool LooksLikeCsv(string text)
    {
        var lines = text.Split('\n');
        var full = lines.Length > 1 ? lines[..^1] : lines;
        var body = full.Where(line => line.Trim().Length > 0).Take(6).ToArray();
        if (body.Length < 2) return false;
        return ((char[])[',', ';', '\t']).Any(separator =>
        {
            var columns = body[^1].Split(separator);
            return columns.Length >= 2 && body[^2].Split(separator).Length == columns.Length
                && columns.All(column => column.Trim().Length == 0
                    || double.TryParse(column.Replace(',', '.'), System.Globalization.CultureInfo.InvariantCulture,
                        out _))
                && columns.Any(column => column.Trim().Length > 0);
        });
    }
}
