using Telemed.Dicom.Text;

namespace Telemed.Dicom.Deidentify;

/// <summary>The words by which an object names people, places and papers; they must not survive in another
/// element.</summary>
internal static class IdentifyingWords
{
    private const int LeastChars = 2, WordLimit = 100_000;
    private static readonly char[] Borders = [' ', '^', '=', ',', '.', '-', '_', '/', '(', ')', ':', ';'];

    public static IReadOnlySet<string> Of(DicomDataset dataset)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<DicomDataset>([dataset]);
        while (open.TryPop(out var next) && words.Count < WordLimit)
            foreach (var element in next)
            {
                foreach (var item in element.Items) open.Push(item);
                if (!Names(element)) continue;
                foreach (var value in DicomText.Values(element, next.Charset))
                    foreach (var word in value.Split(Borders))
                        if (word.Length >= LeastChars) words.Add(word);
            }
        return words;
    }

    // Short texts that the profile takes away. Comments are left out: their words are mostly those of the language.
    private static bool Names(DicomElement element) =>
        element.Vr == DicomVr.PN ||
        (element.Vr is DicomVr.LO or DicomVr.SH or DicomVr.AE && !ConfidentialityProfile.IsCleaned(element.Tag) &&
         ConfidentialityProfile.Of(element.Tag) != ProfileAction.Keep);
}
