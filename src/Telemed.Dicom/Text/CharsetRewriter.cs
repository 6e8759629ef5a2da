using System.Text;
using System.Text.Unicode;
using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Text;

/// <summary>Text for peers that name no character set, or know one only (PS3.5 section 6.1).</summary>
public static class CharsetRewriter
{
    private const string Utf8Term = "ISO_IR 192", ChineseTerm = "GB18030";
    private const int ChinesePage = 54936, DepthLimit = 256;

    /// <summary>
    /// Labels a data set that names no character set though its text goes beyond ASCII: as UTF-8 when its bytes are
    /// that, which those of other sets hardly ever are by chance; as the given set otherwise.
    /// </summary>
    /// <param name="dataset">Is changed.</param>
    /// <param name="otherwise">A defined term; null leaves the data set without a label.</param>
    public static void Label(DicomDataset dataset, string? otherwise)
    {
        if (dataset.Has(DicomTags.SpecificCharacterSet)) return;
        var beyond = dataset.Where(element =>
            element.Vr.UsesCharacterSet && !Ascii.IsValid(element.Bytes.Span)).ToArray();
        if (beyond.Length == 0) return;
        var term = beyond.All(element => Utf8.IsValid(element.Bytes.Span)) ? Utf8Term : otherwise;
        if (term is not null) dataset.Set(TermElement(term));
    }

    /// <summary>A copy whose text is in GB18030, which has every letter that Unicode has.</summary>
    /// <exception cref="DicomFormatException">Sequences are nested too deep.</exception>
    public static DicomDataset InGb18030(DicomDataset dataset)
    {
        var copy = new DicomDataset();
        Copy(dataset, copy, depth: 0);
        copy.Set(TermElement(ChineseTerm));
        return copy;
    }

    private static void Copy(DicomDataset from, DicomDataset to, int depth)
    {
        if (depth > DepthLimit)
            throw new DicomFormatException("data set", from.Offset, "Sequences are nested too deep.");
        foreach (var element in from)
        {
            if (element.Tag == DicomTags.SpecificCharacterSet) continue;
            if (element.Vr == DicomVr.SQ)
            {
                var items = new List<DicomDataset>();
                to.Set(new DicomElement(element.Tag, items, 0));
                foreach (var item in element.Items)
                {
                    var copied = new DicomDataset(to);
                    Copy(item, copied, depth + 1);
                    items.Add(copied);
                }
            }
            else if (!element.Vr.UsesCharacterSet || Ascii.IsValid(element.Bytes.Span)) to.Set(element);
            else
            {
                var text = string.Join('\\', DicomText.Values(element, from.Charset));
                to.Set(new DicomElement(element.Tag, element.Vr,
                    DicomDatasetBuilder.Padded(DicomCharset.CodePage(ChinesePage).GetBytes(text), element.Vr), 0));
            }
        }
    }

    private static DicomElement TermElement(string term) => new(DicomTags.SpecificCharacterSet, DicomVr.CS,
        DicomDatasetBuilder.Padded(Encoding.ASCII.GetBytes(term), DicomVr.CS), 0);
}
