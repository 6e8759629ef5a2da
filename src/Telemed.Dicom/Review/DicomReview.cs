using Telemed.Dicom.Text;

namespace Telemed.Dicom.Review;

/// <summary>
/// What a person should know of a data set that could be read: values that break their representation, text in a
/// doubtful character set, images that cannot be shown or measured. Nothing here is a reason to refuse.
/// </summary>
public static class DicomReview
{
    private const int WarningLimit = 100;
    private const int DatasetLimit = 20_000;

    /// <summary>The warnings of a data set and its items, at most 100.</summary>
    public static IReadOnlyList<DicomWarning> Of(DicomFile file)
    {
        var found = new List<DicomWarning>();
        ImageReview.Check(file, found);
        CharacterSetReview.Check(file.Dataset, found);
        var open = new Stack<DicomDataset>([file.Dataset]);
        for (var seen = 0; seen < DatasetLimit && found.Count < WarningLimit && open.TryPop(out var dataset); seen++)
            foreach (var element in dataset)
            {
                foreach (var item in element.Items) open.Push(item);
                if (found.Count < WarningLimit && ValueReview.Problem(element, dataset) is { } problem)
                    found.Add(new DicomWarning(
                        DicomReader.DataSection, element.Offset, $"{element.Tag.ToDisplay()} {problem}"));
            }
        return found;
    }
}
