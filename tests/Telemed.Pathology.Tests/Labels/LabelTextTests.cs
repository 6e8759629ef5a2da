using Telemed.TestKit;
using Telemed.Dicom;
using Telemed.Dicom.Writing;
using Telemed.Pathology.Labels;

namespace Telemed.Pathology.Tests.Labels;

public sealed class LabelTextTests
{
    [Theory]
    [InlineData("S26-1234-A-2-HE.svs", "A", "2", "HE", null)]
    [InlineData("S26-1234-A-2-1-HE.svs", "A", "2", "HE", "1")]
    [InlineData("S26-1234 B12 L3 CK7.ndpi", "B", "12", "CK7", "L3")]
    [InlineData("2026-001234_A1_Ki-67", "A", "1", "Ki-67", null)]
    [InlineData("病理2026-1234-C-3-H&E.tif", "C", "3", "HE", null)]
    [InlineData("BL2026_00077_02_PAS-D_2.svs", null, "2", "PAS-D", "2")]
    [InlineData("S2601234 A2 her2.svs", "A", "2", "HER2", null)]
    [InlineData("S26-1234-A-2.svs", "A", "2", null, null)]
    [InlineData("HE 2.svs", null, null, "HE", "2")]
    [InlineData("CMU-1-Small-Region.svs", null, null, null, null)]
    [InlineData("TCGA-CR-7395-01A-01-TS1.svs", null, null, null, null)]
    [InlineData("image.svs", null, null, null, null)]
    [InlineData("", null, null, null, null)]
    public void A_label_tells_specimen_block_stain_and_slide(
        string text, string? specimen, string? block, string? stain, string? number) =>
        Assert.Equal(new SlideLabelling(specimen, block, stain, number), LabelText.Read(text));

    [Fact]
    public void A_DICOM_specimen_tells_its_block_and_its_stains()
    {
        var header = new DicomDatasetBuilder().Text(DicomTags.ContainerIdentifier, "S26-1234-A-2-3")
            .Sequence(DicomTags.SpecimenDescriptionSequence, new DicomDatasetBuilder()
                .Text(DicomTags.SpecimenIdentifier, "S26-1234-A-2")
                .Sequence(new DicomTag(0x00400610), Step("Hematoxylin stain"), Step("Water soluble eosin stain"),
                    Step("Paraffin wax"))).Build();
        Assert.Equal(new SlideLabelling("A", "2", "HE", "3"), SpecimenDescription.Read(header));
    }

    [RealFilesFact]
    public void A_real_DICOM_slide_without_such_words_tells_nothing()
    {
        using var file = File.OpenRead(SlideFiles.PathOf("dicom/sm_image_grayscale.dcm"));
        var told = SpecimenDescription.Read(DicomReader.Read(file).Dataset);
        Assert.Null(told.Block);
    }

    private static DicomDatasetBuilder Step(string substance) => new DicomDatasetBuilder()
        .Sequence(new DicomTag(0x00400612), new DicomDatasetBuilder()
            .Code(DicomTags.ConceptNameCodeSequence, "424361007", "SCT", "Using substance")
            .Code(DicomTags.ConceptCodeSequence, "1", "SCT", substance));
}
