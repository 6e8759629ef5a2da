using System.Collections;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using QRCoder;

namespace Telemed.Hub.Reports;

/// <summary>Writes the few forms of HTML that paper needs; every text goes through the encoder.</summary>
internal sealed class PageHtml
{
    /// <summary>
    /// The one style sheet of paper; sizes in millimetres and points, so that screen and print agree.
    /// </summary>
    internal const string Style = """
        @page { size: A4; margin: 12mm 12mm 14mm 12mm; }
        * { box-sizing: border-box; }
        body { font: 10pt/1.35 "Noto Sans", "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", sans-serif;
               color: #111; margin: 0 auto; width: 186mm; font-variant-numeric: tabular-nums; }
        header { display: flex; justify-content: space-between;
                 border-bottom: 0.5mm solid #0b6e6e; padding-bottom: 2mm; }
        h1 { font-size: 15pt; margin: 0; }
        h2 { font-size: 10.5pt; margin: 4mm 0 1mm; color: #0b5c5c; break-after: avoid; }
        .status { font-weight: 600; text-align: right; }
        .card { border: 0.6mm solid #111; border-radius: 2mm; padding: 2mm 3mm; margin: 4mm 0; break-inside: avoid; }
        .card h2 { margin-top: 0; }
        .critical { border: 0.8mm solid #a40000; color: #a40000; font-weight: 700;
                    padding: 1.5mm 3mm; margin-top: 3mm; }
        table { width: 100%; border-collapse: collapse; }
        th { text-align: left; font-weight: 600; color: #333; width: 44mm;
             padding: 0.6mm 2mm 0.6mm 0; vertical-align: top; }
        td { padding: 0.6mm 0; vertical-align: top; white-space: pre-wrap; }
        .two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 6mm; }
        .answer { font-weight: 600; }
        del { color: #a40000; } ins { color: #005a3c; }
        footer { display: flex; justify-content: space-between; gap: 6mm; border-top: 0.3mm solid #555; margin-top: 6mm;
                 padding-top: 2mm; break-inside: avoid; }
        .pictures { display: grid; grid-template-columns: 1fr 1fr; gap: 4mm; }
        figure { margin: 0; break-inside: avoid; }
        figure svg { display: block; width: 100%; border: 0.2mm solid #555; }
        figcaption { font-size: 9pt; margin-top: 1mm; }
        .code { font: 600 11pt monospace; letter-spacing: 0.4mm; }
        .hash { font: 6.5pt monospace; color: #444; overflow-wrap: anywhere; }
        @media screen { body { padding: 10mm 0; } }
        @media screen and (max-width: 190mm) {
            body { width: auto; padding: 4mm; }
            .two { grid-template-columns: 1fr; }
        }
        """;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder page = new(16 * 1024);

    /// <summary>
    /// The policy under which a page of ours is shown: its own style, and nothing else from anywhere.
    /// </summary>
    internal static string Policy { get; } =
        "default-src 'none'; "
        + $"style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    internal PageHtml Begin(string language, string title)
    {
        page.Append("<!doctype html><html lang=\"").Append(Encoder.Encode(language))
            .Append("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
            .Append(Encoder.Encode(title)).Append("</title><style>").Append(Style).Append("</style></head><body>");
        return this;
    }

    internal string End() => page.Append("</body></html>").ToString();

    /// <summary>Our own markup, never a text that somebody wrote.</summary>
    internal PageHtml Raw(string markup)
    {
        page.Append(markup);
        return this;
    }

    internal PageHtml Element(string name, string text, string? className = null)
    {
        page.Append('<').Append(name);
        if (className is not null) page.Append(" class=\"").Append(className).Append('"');
        page.Append('>').Append(Encoder.Encode(text)).Append("</").Append(name).Append('>');
        return this;
    }

    /// <summary>A row of a table; nothing when there is nothing to say.</summary>
    internal PageHtml Row(string heading, string? text, string? className = null)
    {
        if (string.IsNullOrWhiteSpace(text)) return this;
        page.Append("<tr>");
        Element("th", heading).Element("td", text, className);
        page.Append("</tr>");
        return this;
    }

    /// <summary>A QR code as a vector drawing of a size in true millimetres, with its quiet zone.</summary>
    internal PageHtml Qr(string text, int sizeMm)
    {
        const int Quiet = 4;
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        List<BitArray> rows = code.ModuleMatrix;
        // QRCoder's matrix brings its own quiet zone of four modules.
        var size = rows.Count;
        page.Append("<svg role=\"img\" aria-label=\"QR\" width=\"").Append(sizeMm)
            .Append("mm\" height=\"").Append(sizeMm)
            .Append("mm\" viewBox=\"").Append(Quiet - 1).Append(' ').Append(Quiet - 1).Append(' ')
            .Append(size - 2 * Quiet + 2).Append(' ').Append(size - 2 * Quiet + 2)
            .Append("\" shape-rendering=\"crispEdges\"><path fill=\"#000\" d=\"");
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                if (rows[y][x]) page.Append('M').Append(x).Append(' ').Append(y).Append("h1v1h-1z");
            }
        }
        page.Append("\"/></svg>");
        return this;
    }
}
