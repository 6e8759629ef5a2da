using Telemed.Dicom.Dictionary;

namespace Telemed.Dicom.Reading;

/// <summary>Chooses among the representations a tag may have, for files that state none (PS3.5 section A.1).</summary>
internal static class ImplicitVr
{
    public static DicomVr Of(DicomTag tag, DicomDataset dataset)
    {
        if (tag.IsGroupLength) return DicomVr.UL;
        if (tag.IsPrivateCreator) return DicomVr.LO;
        if (tag.IsPrivate) return PrivateRegistry.VrOf(tag, dataset);
        if (DicomRegistry.Find(tag) is not { } entry) return DicomVr.UN;
        return entry.Choice switch
        {
            DicomVrChoice.UnsignedOrSigned when !tag.IsTableDescriptor && IsSigned(dataset) => DicomVr.SS,
            DicomVrChoice.BytesOrWords => BytesOrWords(tag, dataset),
            DicomVrChoice.TableEntries => DicomVr.OW,
            _ => entry.Vr,
        };
    }

    extension(DicomTag tag)
    {
        // A table descriptor counts its entries first, and a count is never negative.
        private bool IsTableDescriptor => tag.Value is 0x00281101 or 0x00281102 or 0x00281103 or 0x00283002;
    }

    private static bool IsSigned(DicomDataset dataset)
    {
        for (var at = dataset; at is not null; at = at.Parent)
            if (at.GetInt(DicomTags.PixelRepresentation) is { } representation) return representation == 1;
        return false;
    }

    private static DicomVr BytesOrWords(DicomTag tag, DicomDataset dataset) => tag.Value switch
    {
        _ when tag == DicomTags.WaveformData || tag.Group == 0x5400 =>
            dataset.GetInt(DicomTags.WaveformBitsAllocated) == 8 ? DicomVr.OB : DicomVr.OW,
        _ => DicomVr.OW,
    };
}
