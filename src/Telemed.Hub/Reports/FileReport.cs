using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Telemed.Dicom;
using Telemed.Dicom.Objects;
using Telemed.Domain;
using Telemed.Domain.Consultations;
using Telemed.Hub.Consultations;
using Telemed.Hub.Imaging;
using Telemed.Storage;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Reports;

/// <summary>
/// The job that puts a signed report into the studies it was made from: as text for other systems, as the paper, and
/// the key images by name, and the pictures that the reader took. Its payload is the report's id. All UIDs follow from
/// that id and from those of the pictures, so it may run twice.
/// </summary>
internal sealed class FileReport(
    Database database, IBlobStore store, StudyDocuments documents, PrintWorker printer, ImagingAddress address)
    : IJobHandler
{
    internal const string KindName = "report.file";

    private const int TextSeries = 9001, KeySeries = 9002, PaperSeries = 9003, PictureSeries = 9004;

    public string Kind => KindName;

    public RetryPolicy Retry { get; } = RetryPolicy.Doubling(
        maxAttempts: 8, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(30), timeout: TimeSpan.FromMinutes(3));

    public int ParallelLimit => 1;

    /// <summary>Asks for it in the transaction that signs; only imaging cases have studies to put it in.</summary>
    internal static async Task Ask(CaseChange change, Guid reportId, IJobOutbox jobs, CancellationToken cancel)
    {
        if (change.Its.Service != ServiceKind.Imaging) return;
        await jobs.Enqueue(change.Work, new JobRequest(KindName, reportId.ToByteArray()), cancel);
    }

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var id = new Guid(run.Payload.Span);
        ReportStore.ReportRecord? report;
        PrintReport.CaseLine its;
        IReadOnlyList<KeyImages.KeyImage> marked;
        IReadOnlyList<Measurements.Measurement> measured;
        IReadOnlyList<PrintedPicture> pictures;
        await using (var reading = await database.Read(cancel))
        {
            report = await ReportStore.FindSigned(reading, id, cancel);
            if (report is null) throw new JobRefusedException($"Report {id} is not signed.");
            its = await PrintReport.FindCase(reading, report.ConsultationId, cancel);
            marked = await KeyImages.Of(reading, new ConsultationId(report.ConsultationId), cancel);
            measured = await Measurements.Of(reading, new ConsultationId(report.ConsultationId), cancel);
            pictures = await ReportPictures.Load(report, reading, store, cancel);
        }
        var signed = new SignedReport(report, its, ReportHeadings.LanguageOf(its.RequesterLanguage));
        foreach (var study in await documents.Of(
            new ConsultationId(report.ConsultationId), report.SignedAt!.Value, cancel))
        {
            await FileText(signed, study, measured, cancel);
            await FileKeyImages(signed, study, marked, cancel);
            await FilePaper(signed, study, pictures, measured, cancel);
            await FilePictures(signed, study, pictures, cancel);
        }
    }

    private async Task FileText(
        SignedReport signed, ReportedStudy study, IReadOnlyList<Measurements.Measurement> measured,
        CancellationToken cancel)
    {
        var sop = Uid(signed.Report.Id, study, "SR");
        if (await documents.Has(study, sop, cancel)) return;
        var series = SeriesUid(signed, study, "SR");
        var text = new TextReport
        {
            Place = PlaceOf(signed, study, "SR", TextSeries),
            LanguageCode = ReportHeadings.CodeOf(signed.Language),
            LanguageName = NameOf(signed.Language),
            Signer = signed.Signer.Name,
            Organization = signed.Organization,
            Chapters = [.. signed.Chapters(), MeasuredOn(study, measured, signed)],
            Evidence = study.Evidence,
        };
        if (signed.Report.ReplacesId is { } replaced && await documents.Has(study, Uid(replaced, study, "SR"), cancel))
        {
            text = text with
            {
                Predecessor = new DicomReference(TextReport.SopClassUid, Uid(replaced, study, "SR"), series,
                    study.Header.GetString(DicomTags.StudyInstanceUID)!),
            };
        }
        await documents.Add(study, signed.ConsultationId, text.Write(), cancel);
    }

    // An addendum has its own words only; a chapter without lines is left out.
    private static ReportChapter MeasuredOn(
        ReportedStudy study, IReadOnlyList<Measurements.Measurement> measured, SignedReport signed)
    {
        var uid = study.Header.GetString(DicomTags.StudyInstanceUID);
        var own = measured.Where(one => signed.Report.Kind != "addendum" &&
            one.FacilityId == study.FacilityId.Value && one.StudyUid == uid);
        return ReportChapter.Findings(MeasurementLines.Of(own, signed.Language));
    }

    private async Task FileKeyImages(
        SignedReport signed, ReportedStudy study, IReadOnlyList<KeyImages.KeyImage> marked, CancellationToken cancel)
    {
        var uid = study.Header.GetString(DicomTags.StudyInstanceUID);
        var own = marked.Where(one => one.FacilityId == study.FacilityId.Value && one.StudyUid == uid).ToArray();
        var sop = Uid(signed.Report.Id, study, "KO");
        if (own.Length == 0 || signed.Report.Kind == "addendum" || await documents.Has(study, sop, cancel)) return;
        var notes = string.Join("; ", own.Select(one => one.Note).Where(note => note.Length > 0).Distinct());
        var file = KeyObjects.Write(
            PlaceOf(signed, study, "KO", KeySeries), signed.Signer.Name, signed.Organization, notes,
            [.. own.Select(one => new DicomReference(one.SopClassUid, one.SopInstanceUid, one.SeriesUid, one.StudyUid,
                one.FrameCount > 1 ? one.Frame : null))]);
        await documents.Add(study, signed.ConsultationId, file, cancel);
    }

    private async Task FilePaper(
        SignedReport signed, ReportedStudy study, IReadOnlyList<PrintedPicture> pictures,
        IReadOnlyList<Measurements.Measurement> measured, CancellationToken cancel)
    {
        var sop = Uid(signed.Report.Id, study, "DOC");
        if (!printer.IsAvailable || await documents.Has(study, sop, cancel)) return;
        var pdf = await printer.Print(
            PrintReport.Build(signed.Report, signed.Its, pictures, measured, signed.Language, address.Root), cancel);
        var title = $"{ReportHeadings.Title[signed.Language]} {signed.Its.Number}";
        await documents.Add(study, signed.ConsultationId, EncapsulatedPdf.Write(
            PlaceOf(signed, study, "DOC", PaperSeries), title, DicomCode.ImagingReport, pdf, isVerified: true), cancel);
    }

    // What the reader took of this study's images. Whether names can be read in it is as with the images themselves.
    private async Task FilePictures(
        SignedReport signed, ReportedStudy study, IReadOnlyList<PrintedPicture> pictures, CancellationToken cancel)
    {
        var uid = study.Header.GetString(DicomTags.StudyInstanceUID);
        var showsPatient = study.Header.GetString(DicomTags.BurnedInAnnotation) != "NO";
        var own = pictures.Where(one => one.About.SubjectKind == "imaging" && one.About.SubjectId == uid).ToArray();
        for (var at = 0; at < own.Length; at++)
        {
            var sop = Uid(own[at].About.Id, study, "SC");
            if (await documents.Has(study, sop, cancel) || PixelsOf(own[at]) is not { } pixels) continue;
            var place = PlaceOf(signed, study, "SC", PictureSeries) with
            {
                SopInstanceUid = sop, InstanceNumber = at + 1,
            };
            await documents.Add(study, signed.ConsultationId, SecondaryCapture.WriteRgb(
                place, pixels.WidthPx, pixels.HeightPx, pixels.Rgb, showsPatient), cancel);
        }
    }

    // Our pages send what can be read here; a picture of another program is in the report and not in the study.
    private static Picture? PixelsOf(PrintedPicture picture)
    {
        try
        {
            return PngPixels.Read(picture.Png);
        }
        catch (DicomFormatException)
        {
            return null;
        }
    }

    private static DicomObjectPlace PlaceOf(
        SignedReport signed, ReportedStudy study, string modality, int number) => new()
    {
        Study = study.Header,
        SeriesInstanceUid = SeriesUid(signed, study, modality),
        SopInstanceUid = Uid(signed.Report.Id, study, modality),
        SeriesNumber = number,
        SeriesDescription = ReportHeadings.Title[signed.Language],
        InstanceNumber = signed.Report.Number,
        MadeAt = signed.SignedAt,
        Institution = signed.Organization,
    };

    private static string SeriesUid(SignedReport signed, ReportedStudy study, string modality) =>
        Uid(signed.ConsultationId.Value, study, modality);

    private static string Uid(Guid of, ReportedStudy study, string modality) => DicomUid.FromHash(
        SHA256.HashData([.. of.ToByteArray(), .. study.Id.ToByteArray(), .. Encoding.ASCII.GetBytes(modality)]));

    private static string NameOf(Language language) => language switch
    {
        Language.ZhCn => "Chinese",
        Language.Ru => "Russian",
        Language.Kk => "Kazakh",
        Language.En => "English",
    };
}
