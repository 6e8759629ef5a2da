using Telemed.Dicom;

namespace Telemed.Hub.Inspect;

/// <summary>Looks at a file; answers false, having written nothing, when the content is not of its kind.</summary>
internal delegate Task<bool> InspectKind(
    InspectSource source, InspectOptions options, InspectResult result, CancellationToken cancel);

/// <summary>Adds what a DICOM object holds beyond its data set, such as the member "ecg" of a waveform.</summary>
internal delegate Task InspectInsideDicom(
    InspectSource source, DicomFile file, InspectOptions options, InspectResult result, CancellationToken cancel);

/// <summary>Every kind of file the verb knows. The first that knows the content answers.</summary>
internal static class InspectKinds
{
    public static readonly InspectKind[] Whole = [InspectDicom.Run, InspectSlide.Run, InspectEcg.Run, InspectPdf.Run];

    public static readonly InspectInsideDicom[] InsideDicom =
        [InspectPixels.Run, InspectEcg.InsideDicom, InspectSlide.RunInside];
}
