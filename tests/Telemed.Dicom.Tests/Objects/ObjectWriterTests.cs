using Telemed.Dicom.Objects;
using Telemed.Dicom.Writing;
using Telemed.TestKit;

namespace Telemed.Dicom.Tests.Objects;

public sealed class ObjectWriterTests
{
    private static readonly DateTimeOffset Made = new(2026, 3, 4, 15, 6, 7, TimeSpan.FromHours(8));

    // A name that nobody has split and a study without a number are what clinics send; the checker wonders at both.
    private static readonly string[] OfTheData =
    [
        "Retired Person Name form", "needed to build DICOMDIR - Study ID",
        "is only permitted to be empty when actually",
    ];

    private static readonly DicomReference Image = new(
        "1.2.840.10008.5.1.4.1.1.2.1", "1.2.3.4.1", "1.2.3.3", "1.2.3.2", 2);

    [ToolFact("dciodvfy", "dcmftest")]
    public async Task A_text_report_has_no_errors_for_an_independent_checker() =>
        await Holds(Report().Write(), TextReport.SopClassUid);

    [ToolFact("dciodvfy", "dcmftest")]
    public async Task A_report_that_replaces_another_has_none_either() =>
        await Holds((Report() with
        {
            Predecessor = new DicomReference(TextReport.SopClassUid, "1.2.3.9", "1.2.3.8", "1.2.3.2"),
        }).Write(), TextReport.SopClassUid);

    [ToolFact("dciodvfy", "dcmftest")]
    public async Task A_selection_of_key_images_has_no_errors() => await Holds(
        KeyObjects.Write(Place("1.2.3.5"), "李明", "City hospital", "Marked while reading",
            [Image, Image with { SopInstanceUid = "1.2.3.4.2", Frame = null }]), KeyObjects.SopClassUid);

    [ToolFact("dciodvfy", "dcmftest")]
    public async Task A_document_has_no_errors() => await Holds(
        EncapsulatedPdf.Write(Place("1.2.3.6"), "Report", DicomCode.ImagingReport, "%PDF-1.7\n%%EOF"u8.ToArray(), true),
        EncapsulatedPdf.SopClassUid);

    [ToolFact("dciodvfy", "dcmftest")]
    public async Task A_captured_picture_has_no_errors() => await Holds(
        SecondaryCapture.WriteRgb(Place("1.2.3.7"), 4, 2, new byte[24], showsPatient: false),
        SecondaryCapture.SopClassUid);

    [Fact]
    public void A_report_says_who_signed_what_about_which_images()
    {
        var read = DicomReader.Read(new MemoryStream(Report().Write())).Dataset;
        Assert.Equal("王小明", read.GetString(DicomTags.PatientName));
        Assert.Equal("VERIFIED", read.GetString(DicomTags.VerificationFlag));
        var observer = read.GetItem(DicomTags.VerifyingObserverSequence)!;
        Assert.Equal("=李明", observer.GetString(DicomTags.VerifyingObserverName));
        Assert.Equal("20260304150607+0800", observer.GetString(DicomTags.VerificationDateTime));
        var image = read.GetItem(DicomTags.CurrentRequestedProcedureEvidenceSequence)!
            .GetItem(DicomTags.ReferencedSeriesSequence)!.GetItem(DicomTags.ReferencedSOPSequence)!;
        Assert.Equal(Image.SopInstanceUid, image.GetString(DicomTags.ReferencedSOPInstanceUID));
        var words = read.GetItems(DicomTags.ContentSequence).SelectMany(one => one.GetItems(DicomTags.ContentSequence))
            .Select(one => one.GetString(DicomTags.TextValue) ?? "").ToArray();
        Assert.Equal(["Ring? / yes \\ no", "肺部未见异常", "No change"], words);
    }

    [Fact]
    public void A_study_that_states_its_offset_gets_times_in_that_offset()
    {
        var place = Place("1.2.3.6");
        var study = new DicomDatasetBuilder().Text(DicomTags.TimezoneOffsetFromUTC, "+0500")
            .Text(DicomTags.StudyInstanceUID, "1.2.3.2").Build();
        var file = EncapsulatedPdf.Write(place with { Study = study }, "R", null, "%PDF-1.7"u8.ToArray(), false);
        Assert.Equal("120607", DicomReader.Read(new MemoryStream(file)).Dataset.GetString(DicomTags.ContentTime));
    }

    [Fact]
    public void What_is_no_document_and_no_picture_is_refused()
    {
        Assert.Throws<ArgumentException>(
            () => EncapsulatedPdf.Write(Place("1.2"), "R", null, "<html>"u8.ToArray(), false));
        Assert.Throws<ArgumentException>(() => SecondaryCapture.WriteRgb(Place("1.2"), 4, 2, new byte[23], false));
        Assert.Throws<ArgumentException>(
            () => SecondaryCapture.WriteRgb(Place("1.2"), 0, 2, Array.Empty<byte>(), false));
        Assert.Throws<ArgumentException>(() => KeyObjects.Write(Place("1.2"), "A", null, null, []));
    }

    private static TextReport Report() => new()
    {
        Place = Place("1.2.3.5"),
        LanguageCode = "zh-CN",
        LanguageName = "Chinese",
        Signer = "李明",
        Organization = "City hospital",
        Chapters =
        [
            ReportChapter.Request("Ring? / yes \\ no"), ReportChapter.Findings("肺部未见异常", ""),
            ReportChapter.Impressions("No change"), ReportChapter.Recommendations(),
        ],
        Evidence = [Image],
    };

    private static DicomObjectPlace Place(string sop) => new()
    {
        Study = new DicomDatasetBuilder()
            .Text(DicomTags.StudyInstanceUID, "1.2.3.2")
            .Text(DicomTags.StudyDate, "20260304").Text(DicomTags.StudyTime, "101112")
            .Text(DicomTags.PatientName, "王小明").Text(DicomTags.PatientID, "P-1").Text(DicomTags.PatientSex, "F")
            .Text(DicomTags.PatientBirthDate, "19700102").Text(DicomTags.StudyDescription, "Chest").Build(),
        SeriesInstanceUid = sop + ".1",
        SopInstanceUid = sop,
        SeriesNumber = 9001,
        SeriesDescription = "Report",
        MadeAt = Made,
        Institution = "City hospital",
    };

    private static async Task Holds(byte[] file, string sopClass)
    {
        Assert.Equal(sopClass, DicomReader.Read(new MemoryStream(file)).Dataset.GetString(DicomTags.SOPClassUID));
        var path = Path.Combine(Path.GetTempPath(), $"object-{Guid.NewGuid():N}.dcm");
        await File.WriteAllBytesAsync(path, file);
        try
        {
            Assert.Equal(0, (await ForeignTool.Run("dcmftest", path)).Code);
            var said = (await ForeignTool.Run("dciodvfy", path)).Text;
            var wrong = said.Split('\n').Where(line => line.Contains("Error -") || line.Contains("Warning -"));
            Assert.DoesNotContain(wrong, line => !OfTheData.Any(known => line.Contains(known)));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
