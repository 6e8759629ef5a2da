using Telemed.Dicom;
using Telemed.Pathology.Labels;

namespace Telemed.Pathology.Dicom;

/// <summary>
/// Opens the instances of one whole-slide series as one slide (PS3.3 A.32.8): an instance, or a concatenation of
/// several, is a level; label, overview and thumbnail are instances of their own.
/// </summary>
public static class DicomSlide
{
    /// <summary>SOP class of VL Whole Slide Microscopy Image Storage.</summary>
    public const string SopClassUid = "1.2.840.10008.5.1.4.1.1.77.1.6";

    /// <summary>The most instances of one slide.</summary>
    public const int InstancesLimit = 512;

    /// <summary>Reads the headers and tile places of a series' instances.</summary>
    /// <param name="instances">Part 10 files, seekable, at their beginnings; left open. Tiles number them in this
    /// order.</param>
    /// <param name="cancel">Ends the reading early.</param>
    /// <exception cref="SlideFormatException">An instance is no slide, contradicts itself or holds no tissue
    /// level.</exception>
    /// <exception cref="DicomFormatException">An instance is no readable DICOM.</exception>
    public static Slide Open(IReadOnlyList<Stream> instances, CancellationToken cancel)
    {
        if (instances.Count > InstancesLimit)
            throw new SlideFormatException("DICOM series", 0,
                $"It has {instances.Count} instances; the limit is {InstancesLimit}.");
        var parts = new List<DicomPart>();
        for (var source = 0; source < instances.Count; source++)
        {
            cancel.ThrowIfCancellationRequested();
            instances[source].Position = 0;
            parts.Add(DicomPart.Read(instances[source], source));
        }
        var tissue = parts.Where(part => part.Role == "volume").ToList();
        if (tissue.Count == 0) throw new SlideFormatException("DICOM series", 0,
            "It holds a label or overview, but no tissue level.");
        var levels = tissue.GroupBy(part => (part.WidthPx, part.HeightPx)).Select(DicomLevel.Of)
            .OrderByDescending(level => (long)level.WidthPx * level.HeightPx).ToList();
        if (levels.Count > Slide.LevelsLimit)
            throw new SlideFormatException("DICOM series", 0,
                $"It has {levels.Count} levels; the limit is {Slide.LevelsLimit}.");
        var largest = tissue.MaxBy(part => (long)part.WidthPx * part.HeightPx)!;
        return new Slide
        {
            Format = SlideFormat.Dicom,
            Levels = levels,
            MicrometresPerPixelX = largest.SpacingUm(1),
            MicrometresPerPixelY = largest.SpacingUm(0),
            ObjectivePower = largest.ObjectivePower,
            Scanner = largest.Scanner,
            IccProfile = largest.IccProfile,
            Labelling = SpecimenDescription.Read(largest.Header),
            Associated = [.. parts.Where(part => part.Role != "volume").DistinctBy(part => part.Role).Select(part =>
                part.Associated())],
        };
    }
}
