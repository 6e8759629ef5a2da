using Telemed.Dicom;
using Telemed.Ecg;
using Telemed.Pathology;

namespace Telemed.Hub.Uploads;

/// <summary>Why a file was refused, and what its sender can do.</summary>
internal sealed record FileProblem(string Code, string Detail, string? Section, long? Offset, string WhatToDo)
{
    private const string SendAgain = "Export the recording from the device again and send the new file.";

    /// <summary>What helps a table of numbers that does not say what its columns are.</summary>
    internal const string DescribeTable =
        "Add the file on the page of a case and choose leads, unit and sampling rate in the import dialogue.";

    // Kinds whose makers keep the format to themselves; the name is the only trace some of them leave.
    private static readonly (string Extension, string Detail, string WhatToDo)[] Closed =
    [
        (".kfb", "This is a KFBio slide, whose format only the maker reads.",
            "In K-Viewer choose Export, SVS or TIFF."),
        (".sdpc", "This is a Sqray slide, whose format only the maker reads.",
            "In the Sqray viewer convert it to SVS or DICOM."),
        (".dyqx", "This is a Sqray slide, whose format only the maker reads.",
            "In the Sqray viewer convert it to SVS or DICOM."),
        (".tron", "This is a TRON slide, whose format only the maker reads.",
            "In the scanner's software export it as SVS, TIFF or DICOM."),
        (".zyp", "This is a ZYP slide, whose format only the maker reads.",
            "In the scanner's software export it as SVS, TIFF or DICOM."),
        (".mrxs", "This is the cover of a 3DHISTECH slide; the picture lies in the folder beside it.",
            "In SlideMaster or CaseViewer export it as TIFF or DICOM."),
        (".czi", "This is a Zeiss CZI file, which is not read.",
            "In ZEN export it as OME-TIFF (tiled, JPEG) or DICOM."),
        (".vsi", "This is the cover of an Olympus slide; the picture lies in the folder beside it.",
            "In OlyVIA or cellSens export it as TIFF or DICOM."),
        (".ets", "These are the pixels of an Olympus slide without their cover.",
            "In OlyVIA or cellSens export the slide as TIFF or DICOM."),
        (".bif", "This is a Ventana slide, whose tiles overlap and must be stitched.",
            "In the scanner's viewer export it as TIFF or DICOM."),
        (".vms", "This is a Hamamatsu VMS slide of several files.", "In NDP.view export it as NDPI or TIFF."),
    ];

    /// <summary>A kind known by its name only, or null.</summary>
    public static FileProblem? ByName(string fileName)
    {
        var found = Closed.FirstOrDefault(one => fileName.EndsWith(one.Extension, StringComparison.OrdinalIgnoreCase));
        return found.Extension is null ? null : new FileProblem("closed_format", found.Detail, "file name", 0,
            found.WhatToDo);
    }

    /// <summary>A library's refusal in the words of this page; null for any other exception.</summary>
    public static FileProblem? Of(Exception refused) => refused switch
    {
        SlideFormatException slide => new("bad_file", slide.Problem, slide.Section, slide.Offset,
            "Export the slide again as SVS, tiled TIFF or DICOM and send the new file."),
        DicomFormatException dicom => new("bad_file", dicom.Problem, dicom.Section, dicom.Offset, SendAgain),
        EcgFormatException { Section: "CSV" } table => new("bad_file", table.Problem, table.Section, table.Offset,
            DescribeTable),
        EcgFormatException ecg => new("bad_file", ecg.Problem, ecg.Section, ecg.Offset, SendAgain),
        FileRefused file => file.Problem,
        _ => null,
    };

    public static FileProblem Unknown() => new("unknown_kind", "The content is none of the kinds that are known here.",
        "first bytes", 0,
        "Send DICOM, an ECG (SCP, XML, EDF, MFER, WFDB in a zip), a slide (SVS, NDPI, TIFF), a JPEG or PNG photo, "
            + "or a PDF.");

    public static FileProblem TooLarge(FileKind kind, long limitBytes) => new("too_large",
        $"A file of kind {FileKinds.Code(kind)} may have {limitBytes / (1 << 20)} MiB.", null, null,
        "Send a smaller export, or split it.");
}

/// <summary>A file that a use case of uploads refuses.</summary>
internal sealed class FileRefused(FileProblem problem) : Exception(problem.Detail)
{
    public FileProblem Problem => problem;
}
