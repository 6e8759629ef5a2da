using System.Buffers.Binary;
using System.Text;

namespace Telemed.Ecg;

/// <summary>One mark of a WFDB annotation file.</summary>
/// <param name="Sample">Sample number from the start of the record.</param>
/// <param name="Symbol">The usual symbol, for example "N", "V", "+", "(", "p"; "[n]" for a code without one.</param>
/// <param name="Sub">Sub-type.</param>
/// <param name="Channel">Channel the mark belongs to.</param>
/// <param name="Number">The "num" field.</param>
/// <param name="Text">Auxiliary text, for example "(AFIB".</param>
public sealed record WfdbAnnotation(long Sample, string Symbol, int Sub, int Channel, int Number, string? Text);

/// <summary>Reads WFDB annotation files in MIT format (annot(5)).</summary>
public static class WfdbAnnotations
{
    private const int Skip = 59;
    private const int Number = 60;
    private const int Sub = 61;
    private const int Channel = 62;
    private const int Aux = 63;

    /// <summary>Symbols in the order of the annotation codes 1 to 41 (ecgcodes.h).</summary>
    private static readonly string[] Symbols =
    [
        "", "N", "L", "R", "a", "V", "F", "J", "A", "S", "E", "j", "/", "Q", "~", "", "|", "", "s", "T", "*", "D", "\"",
            "=", "p",
        "B", "^", "t", "+", "u", "?", "!", "[", "]", "e", "n", "@", "x", "f", "(", ")", "r",
    ];

    /// <summary>Reads the marks in file order.</summary>
    /// <param name="file">The whole annotation file.</param>
    /// <exception cref="EcgFormatException">The file ends inside a mark or holds more marks than the limit.</exception>
    public static IReadOnlyList<WfdbAnnotation> Read(ReadOnlySpan<byte> file)
    {
        var marks = new List<WfdbAnnotation>();
        var at = 0;
        var time = 0L;
        var (channel, number) = (0, 0);
        while (at + 2 <= file.Length)
        {
            int word = BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);
            at += 2;
            if (word == 0) break;
            var (code, delta) = (word >> 10, word & 0x3FF);
            switch (code)
            {
                case Skip:
                    if (at + 4 > file.Length) throw Broken(at, "The file ends inside a long interval.");
                    time += (BinaryPrimitives.ReadInt16LittleEndian(file[at..]) << 16)
                        + BinaryPrimitives.ReadUInt16LittleEndian(file[(at + 2)..]);
                    at += 4;
                    break;
                case Number: number = Byte(delta); Change(marks, mark => mark with { Number = number }); break;
                case Sub: Change(marks, mark => mark with { Sub = Byte(delta) }); break;
                case Channel: channel = Byte(delta); Change(marks, mark => mark with { Channel = channel }); break;
                case Aux:
                    if (at + delta > file.Length) throw Broken(at, "The file ends inside a text.");
                    var text = Encoding.Latin1.GetString(file.Slice(at, delta)).TrimEnd('\0');
                    Change(marks, mark => mark with { Text = text });
                    at += delta + (delta & 1);
                    break;
                default:
                    time += delta;
                    if (marks.Count >= EcgLimits.Annotations) throw Broken(at, "The file has too many marks.");
                    var symbol = code < Symbols.Length && Symbols[code].Length > 0 ? Symbols[code] : $"[{code}]";
                    marks.Add(new WfdbAnnotation(time, symbol, 0, channel, number, null));
                    break;
            }
        }
        return marks;
    }

    private static int Byte(int value) => unchecked((sbyte)value);

    private static void Change(List<WfdbAnnotation> marks, Func<WfdbAnnotation, WfdbAnnotation> change)
    {
        if (marks.Count > 0) marks[^1] = change(marks[^1]);
    }

    private static EcgFormatException Broken(long offset, string problem) => new("WFDB annotations", offset, problem);
}
